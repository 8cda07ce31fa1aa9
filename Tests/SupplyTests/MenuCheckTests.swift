import Meals
import Testing

@testable import Supply

@Suite struct MenuCheckTests {
    private var shelf: Shelf {
        var shelf = Shelf()
        shelf.preparations = """
            preparations:
              - {id: sauce, name: 汁, makes: 1 公斤, recipe: {oil: 200 克, base: 500 克}}
              - {id: base, name: 底, makes: 500 克, recipe: {egg: 2 个}}
            """
        shelf.ingredients = shelf.ingredients.replacing(
            "yield: \"0.88\"", with: "yield: \"0.88\", allergens: [egg]")
        return shelf
    }

    @Test("an allergen that hides in a preparation of a preparation is named with its dish")
    func hiddenAllergen() throws {
        var shelf = shelf
        shelf.dishes = shelf.dishes.replacing(
            "{greens: 2 两, oil: 5 毫升}", with: "{greens: 2 两, sauce: 20 克}, allergens: [soy]")
        #expect(
            shelf.complaints == [
                "dishes.yaml:4: dish 301.allergens: hides egg 蛋, which the recipe or a part of it "
                    + "holds; declare it"
            ])
        shelf.dishes = shelf.dishes.replacing("allergens: [soy]", with: "allergens: [soy, egg]")
        let book = try shelf.book()
        #expect(book.allergens(try #require(book["301"])) == [.egg])
        #expect(book.allergens(try #require(book["901"])) == [.egg])
        #expect(book.allergens(try #require(book["101"])) == [])
    }

    @Test("a tray saltier than the rule is named with the line of its meal")
    func salt() {
        var shelf = shelf
        shelf.rules = "salt_per_meal: \"1.5\"\n"
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 5 公斤}", with: "pack: 5 公斤, per_100g: {energy: 10, salt: 2, source: label}}")
        let complaints = shelf.complaints
        #expect(
            complaints.prefix(3) == [
                "dishes.yaml:4: dish 301: one portion alone has 2.00 g of salt, above 1.5 g for a "
                    + "meal; use less in its recipes or other dishes in it",
                "dishes.yaml:5: dish 901: the set has 4.00 g of salt, above 1.5 g for a meal; use "
                    + "less in its recipes or other dishes in it",
                "weeks/week-1.yaml:3: days.monday.lunch: the mildest tray has 2.0 g of salt, "
                    + "above 1.5 g; put a low-salt dish on the menu",
            ])
        #expect(complaints.count == 2 + 14)
        // The mildest tray is mild enough, the set that holds the dish twice is not.
        shelf.rules = "salt_per_meal: \"3.999\"\n"
        #expect(shelf.complaints.map { String($0.prefix(26)) } == ["dishes.yaml:5: dish 901: t"])
        shelf.rules = "salt_per_meal: \"4\"\n"
        #expect(shelf.complaints == [])
    }

    @Test("a menu against the rules is understood: it loads, and says what it finds")
    func findings() throws {
        var shelf = shelf
        shelf.rules = "salt_per_meal: \"1.5\"\n"
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 5 公斤}", with: "pack: 5 公斤, per_100g: {energy: 10, salt: 2, source: label}}")
        shelf.dishes = shelf.dishes.replacing(
            "{egg: 2 个}", with: "{egg: 2 个}, allergens: [soy]")
        shelf.week = shelf.week.replacing(
            #"lunch: ["101", "102", "301", "901"]"#, with: #"lunch: ["101", "102"]"#)
        let book = try shelf.book()
        #expect(book.findings.count { $0.reason.contains("without a vegetable") } == 7)
        #expect(book.findings.count { $0.reason.contains("hides egg") } == 1)
        #expect(book.findings.count { $0.reason.contains("g of salt") } == 2 + 7)
        #expect(book.findings.count == 17)
        // What cannot be understood still stops all that rests on it.
        shelf.dishes = shelf.dishes.replacing("{pork: 120 克}", with: "{beef: 120 克}")
        let problems = try #require(throws: Problems.self) { try shelf.book() }
        #expect(problems.all.count == 1)
    }

    @Test("two breakfast dishes that are both salty leave no mild breakfast")
    func saltyBreakfast() {
        var shelf = shelf
        shelf.dishes += """

              - {code: "601", name: 粥, class: breakfast, price: "1.00", recipe: {greens: 60 克}}
              - {code: "602", name: 饼, class: breakfast, price: "1.00", recipe: {greens: 50 克}}
            """
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 5 公斤}", with: "pack: 5 公斤, per_100g: {energy: 10, salt: 2, source: label}}")
        shelf.week = shelf.week.replacing("breakfast: []", with: #"breakfast: ["601", "602"]"#)
        shelf.rules = "salt_per_meal: \"4\"\n"
        #expect(shelf.complaints == [])
        shelf.rules = "salt_per_meal: \"2.1\"\n"
        #expect(shelf.complaints.count { $0.contains("breakfast: the mildest tray has 2.2") } == 7)
    }

    @Test("a dish that declares nothing is labelled with what its recipe holds, a set with all")
    func labels() throws {
        var shelf = shelf
        shelf.dishes = shelf.dishes.replacing(
            "{greens: 2 两, oil: 5 毫升}", with: "{greens: 2 两, sauce: 20 克}")
        shelf.dishes = shelf.dishes.replacing(
            "{pork: 120 克}", with: "{pork: 120 克}, allergens: [nut]")
        let book = try shelf.book()
        #expect(book.labelled(try #require(book["301"])) == [.egg])
        #expect(book.labelled(try #require(book["101"])) == [.nut])
        #expect(book.labelled(try #require(book["901"])) == [.egg, .nut])
    }

    @Test("a preparation that states its allergens states all, and its dishes hold them, too")
    func declaredPreparation() throws {
        var shelf = shelf
        shelf.dishes = shelf.dishes.replacing(
            "{greens: 2 两, oil: 5 毫升}", with: "{greens: 2 两, sauce: 20 克}, allergens: [egg]")
        shelf.preparations = shelf.preparations?.replacing(
            "base: 500 克}}", with: "base: 500 克}, allergens: [soy]}")
        #expect(
            shelf.complaints == [
                "preparations.yaml:2: preparation sauce.allergens: hides egg 蛋, which its recipe "
                    + "holds; declare it",
                "dishes.yaml:4: dish 301.allergens: hides soy 大豆, which the recipe or a part of it "
                    + "holds; declare it",
            ])
    }

    @Test("everything that the check looks for is told in one run, with the lines of all files")
    func allAtOnce() {
        var shelf = shelf
        shelf.dishes = """
            dishes:
              - {code: "101", name: 肉, class: large-meat, price: "10.00", recipe: {beef: 120 克}}
              - {code: "102", name: 蛋, class: large-meat, price: "8.00", recipe: {pork: 2 个}}
              - {code: "301", name: 菜, class: vegetable, price: "3.00",
                 recipe: {greens: 2 两, sauce: 5 克}, allergens: []}
              - {code: "302", name: 咸, class: vegetable, price: "3.00", recipe: {greens: 180 克}}
              - {code: "901", name: 餐, class: set, price: "15.00", holds: ["302", "301"]}
              - {code: "902", name: 环, class: set, price: "15.00", holds: ["902"]}
            """
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 5 公斤}", with: "pack: 5 公斤, per_100g: {energy: 10, salt: 2, source: label}}")
        shelf.week = Shelf.week(meal: #"["101", "301", "302", "901"]"#).replacing(
            #"sunday: {breakfast: [], lunch: ["101", "301", "302", "901"]"#,
            with: #"sunday: {breakfast: [], lunch: ["101", "102"]"#)
        shelf.rules = "salt_per_meal: \"1.9\"\n"
        shelf.plan = "lock: \"25:00\"\n"
        let complaints = shelf.complaints
        for part in [
            "dishes.yaml:2: dishes[0].recipe.beef: unknown ingredient",
            "dishes.yaml:3: dishes[1].recipe.pork: 个 of 'pork' cannot be turned into grams",
            "dishes.yaml:8: dishes[5].holds[0]: the set '902' would hold itself",
            "plan.yaml:1: lock: '25:00' is not a time",
            "weeks/week-1.yaml:9: days.sunday.lunch: a lunch without a vegetable",
            "dishes.yaml:4: dish 301.allergens: hides egg 蛋",
            "dishes.yaml:6: dish 302: one portion alone has 3.60 g",
            "dishes.yaml:7: dish 901: the set has 5.60 g",
            "weeks/week-1.yaml:3: days.monday.lunch: the mildest tray has 2.0 g",
        ] {
            #expect(complaints.contains { $0.hasPrefix(part) }, "\(part) in \(complaints)")
        }
    }

    @Test(
        "a mistake in the preparations is named with its line and key",
        arguments: [
            (
                "base, name: 底, makes: 500 克, recipe: {egg: 2 个}",
                "base, name: 底, makes: 500 克, recipe: {sauce: 1 克}",
                "preparations.yaml:2: preparations[0]: the preparation 'sauce' would need itself"
            ),
            (
                "base: 500 克", "base: 5 个",
                "preparations.yaml:2: preparations[0].recipe.base: 'base'"
            ),
            ("base: 500 克", "bass: 5 克", "preparations.yaml:2: preparations[0].recipe.bass: unkn"),
            ("id: base", "id: egg", "preparations.yaml:3: preparations[1].id: 'egg' is an ingred"),
            ("makes: 1 公斤", "makes: 1 箱", "preparations.yaml:2: preparations[0].makes: 箱 is for"),
            (", recipe: {egg: 2 个}", "", "preparations.yaml:3: preparations[1]: the key 'recipe'"),
        ])
    func preparationMistakes(old: String, new: String, complaint: String) throws {
        var shelf = shelf
        shelf.preparations = shelf.preparations?.replacing(old, with: new)
        #expect(shelf.complaints.contains { $0.hasPrefix(complaint) }, "\(shelf.complaints)")
    }

    @Test(
        "a mistake in what the supplier or the label says is named",
        arguments: [
            ("pack: 10 公斤", "pack: 10 公斤, supplier: none", "unknown supplier 'none'"),
            ("pack: 10 公斤", "pack: 10 公斤, minimum: 1 个", "个 of 'pork' cannot be turned"),
            ("pack: 10 公斤", "pack: 10 公斤, allergens: [dust]", "'dust' is not one of gluten"),
            ("pack: 10 公斤", "pack: 10 公斤, loss: \"0.95\"", "'0.95' is not a share from 0 to 9/10"),
            ("pack: 10 公斤", "pack: 10 公斤, per_100g: {energy: 901}", "'901' is not a number"),
            ("pack: 10 公斤", "pack: 10 公斤, per_100g: {energy: 90}", "say where the figures are"),
            (
                "ingredients:\n",
                "suppliers: [{id: a, name: 甲, cutoff: \"25:00\"}]\ningredients:\n",
                "'25:00' is not a time of day"
            ),
        ])
    func supplierMistakes(old: String, new: String, complaint: String) throws {
        var shelf = shelf
        let place = try #require(shelf.ingredients.firstRange(of: old))
        shelf.ingredients.replaceSubrange(place, with: new)
        #expect(shelf.complaints.contains { $0.contains(complaint) }, "\(shelf.complaints)")
    }
}
