import Meals
import Testing

@testable import Supply

@Suite struct MenuBookTests {
    @Test("a good folder loads") func loads() throws {
        let book = try Shelf().book()
        #expect(book.dishes.map(\.code.text) == ["101", "102", "301", "901"])
        #expect(book.items.first == MenuItem(code: "101", name: "肉", price: Fen(1000)))
        #expect(book.dish(item: "301")?.dishClass == .vegetable)
        #expect(book.dish(item: "外带盒") == nil)
    }

    @Test("a set opens into its dishes, through other sets too (H35)") func sets() throws {
        var shelf = Shelf()
        shelf.dishes += """

              - {code: "902", name: 双, class: set, price: "28.00", holds: ["901", "901", "102"]}
            """
        let book = try shelf.book()
        let set = try #require(book["902"])
        let cooked = book.cooked(set).map { "\($0.dish.code)×\($0.portions)" }
        #expect(cooked == ["101×2", "301×4", "102×1"])
    }

    @Test("a recipe for two, cooked for four, takes twice as much (H39)") func serves() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing(
            "recipe: {pork: 120 克}", with: "serves: 2, recipe: {pork: 120 克}")
        let book = try shelf.book()
        let dish = try #require(book["101"])
        let one = try #require(book.gramsPerPortion(dish).first)
        #expect(one.grams * Exact(4) * Exact(one.ingredient.yield) == Exact(120 * 2))
    }

    @Test("weeks take turns by number and begin again") func turns() throws {
        var shelf = Shelf()
        shelf.week = Shelf.week("2", meal: #"["301"]"#)
        let files =
            shelf.files + [MenuFile(name: "weeks/other.yaml", text: Shelf.week("1"))]
        let book = try MenuBook(files: files)
        let monday = try #require(Day("2026-11-23"))
        let sizes = [0, 6, 7, 13, 14].map { book.menu(on: monday + $0, .lunch).count }
        #expect(sizes == [sizes[0], sizes[0], sizes[2], sizes[2], sizes[0]])
        #expect(Set(sizes) == [1, 4])
        #expect(book.menu(on: monday, .breakfast).isEmpty)
        #expect(book.menu(on: monday, .other).isEmpty)
    }

    @Test(
        "a mistake in the dishes is named with its line and key",
        arguments: [
            ("name: 蛋,", "name: 蛋, keep: warm,", "dishes.yaml:3: dishes[1].keep: 'warm'"),
            (#"price: "10.00""#, "cost: 1", "dishes.yaml:2: dishes[0].cost: unknown key"),
            ("pork: 120 克", "beef: 120 克", "dishes.yaml:2: dishes[0].recipe.beef: unknown ingr"),
            ("pork: 120 克", "pork: 120 勺", "dishes.yaml:2: dishes[0].recipe.pork: '120 勺' is"),
            ("pork: 120 克", "pork: 120 公斤", "dishes.yaml:2: dishes[0].recipe.pork: makes more"),
            ("pork: 120 克", "pork: 1 个", "dishes.yaml:2: dishes[0].recipe.pork: 个 of 'pork' c"),
            ("pork: 120 克", "pork: 9 毫升", "dishes.yaml:2: dishes[0].recipe.pork: 毫升 of 'por"),
            ("egg: 2 个", "egg: 1 箱", "dishes.yaml:3: dishes[1].recipe.egg: 箱 is for buying"),
            (#"code: "102""#, #"code: "101""#, "dishes.yaml:3: dishes[1].code: the code '101' is"),
            (#"code: "102""#, "code: A1", "dishes.yaml:3: dishes[1].code: 'A1' is not 1 to 6 d"),
            (#""301", "301"]"#, #""777"]"#, "dishes.yaml:5: dishes[3].holds[1]: unknown dish"),
            (#""301", "301"]"#, #""901"]"#, "dishes.yaml:5: dishes[3].holds[1]: the set '901' w"),
            ("large-meat", "huge-meat", "dishes.yaml:2: dishes[0].class: 'huge-meat' is not one"),
            (#""8.00""#, #""0.00""#, "dishes.yaml:3: dishes[1].price: '0.00' is not an amount"),
            ("{egg: 2 个}", "{}", "dishes.yaml:3: dishes[1].recipe: the dish has no recipe"),
        ])
    func dishMistakes(old: String, new: String, complaint: String) throws {
        var shelf = Shelf()
        let place = try #require(shelf.dishes.firstRange(of: old))
        shelf.dishes.replaceSubrange(place, with: new)
        #expect(shelf.complaints.contains { $0.hasPrefix(complaint) }, "\(shelf.complaints)")
    }

    @Test(
        "a mistake in the ingredients is named with its line and key",
        arguments: [
            ("yield: \"0.8\"", "yield: \"1.2\"", "ingredients.yaml:2: ingredients[0].yield: '1.2'"),
            ("pack: 10 公斤", "pack: 10 箱", "ingredients.yaml:2: ingredients[0].pack: 箱 of 'p"),
            ("buy: 公斤", "buy: 个", "ingredients.yaml:2: ingredients[0].buy: 个 of 'pork' cann"),
            ("id: egg", "id: pork", "ingredients.yaml:3: ingredients[1].id: the ingredient 'po"),
            ("id: egg", "id: Egg", "ingredients.yaml:3: ingredients[1].id: 'Egg' is not 1 to 40"),
            ("name: 油", "nam: 油", "ingredients.yaml:5: ingredients[3].nam: unknown key"),
        ])
    func ingredientMistakes(old: String, new: String, complaint: String) throws {
        var shelf = Shelf()
        let place = try #require(shelf.ingredients.firstRange(of: old))
        shelf.ingredients.replaceSubrange(place, with: new)
        #expect(shelf.complaints.contains { $0.hasPrefix(complaint) }, "\(shelf.complaints)")
    }

    @Test("a set may not hold itself through another set") func cycles() {
        var shelf = Shelf()
        shelf.dishes += """

              - {code: "902", name: 甲, class: set, price: "9.00", holds: ["903"]}
              - {code: "903", name: 乙, class: set, price: "9.00", holds: ["902", "101"]}
            """
        #expect(
            shelf.complaints == [
                "dishes.yaml:6: dishes[4].holds[0]: the set '902' would hold itself",
                "dishes.yaml:7: dishes[5].holds[0]: the set '903' would hold itself",
            ])
    }

    @Test("sets of sets may not grow without end") func growth() {
        var shelf = Shelf()
        for code in 902...940 {
            shelf.dishes += """

                  - {code: "\(code)", name: 套, class: set, price: "9.00", holds: ["\(code - 1)", "\(code - 1)"]}
                """
        }
        #expect(shelf.complaints.first?.hasSuffix("holds more than 100 portions") == true)
    }

    @Test("a menu needs a vegetable, alone or in a set; an empty meal is not served")
    func vegetables() {
        func complaints(_ meal: String) -> [String] {
            var shelf = Shelf()
            shelf.week = Shelf.week(meal: meal)
            return shelf.complaints
        }
        #expect(complaints(#"["101"]"#).count == 14)
        #expect(
            complaints(#"["101"]"#).first
                == "weeks/week-1.yaml:3: days.monday.lunch: a lunch without a vegetable; add one")
        #expect(complaints(#"["901"]"#) == [])
        #expect(complaints("[]") == [])
        #expect(complaints(#"["301", "301"]"#).first?.contains("twice") == true)
        #expect(complaints(#"["302", "301"]"#).first?.contains("unknown dish '302'") == true)
    }

    @Test("everything that is wrong in all files comes at once") func together() {
        var shelf = Shelf()
        shelf.ingredients = shelf.ingredients.replacing("density: \"0.92\"", with: "weight: 1")
        shelf.dishes = shelf.dishes.replacing("class: vegetable", with: "class: green")
        shelf.week = Shelf.week("3", meal: #"["101", "999"]"#)
        let complaints = shelf.complaints
        for part in ["ingredients.yaml:5", "dishes.yaml:4", "week-1.yaml:3", "leaves a gap"] {
            #expect(complaints.contains { $0.contains(part) }, "\(part) in \(complaints)")
        }
    }

    @Test("a file that is missing, unknown or not YAML is named") func files() {
        func complaints(_ files: [MenuFile]) -> String {
            do {
                _ = try MenuBook(files: files)
                return ""
            } catch {
                return error.description
            }
        }
        var files = Shelf().files
        files[0] = MenuFile(name: "ingredients.yaml", text: "a: [")
        #expect(complaints(files).hasPrefix("ingredients.yaml:"))
        // What rests on the unreadable file is not complained about as well.
        #expect(!complaints(files).contains("dishes.yaml"))
        #expect(complaints([]).contains("weeks/: no weekly menu"))
        #expect(complaints([]).contains("dishes.yaml: the file is missing"))
        let stray = Shelf().files + [MenuFile(name: "extra.yaml", text: "a: 1")]
        #expect(complaints(stray).hasPrefix("extra.yaml: unknown file"))
    }

    @Test("shares too fine for exact sums are refused when they are written, not later")
    func fineShares() {
        var shelf = Shelf()
        for (code, serves) in zip(500..., [997, 991, 983, 977]) {
            shelf.dishes += """

                  - {code: "\(code)", name: 丁, class: soup, price: "1.00", serves: \(serves), recipe: {pork: 1/7 克}}
                """
        }
        #expect(shelf.complaints.contains { $0.contains("too fine a share") })
    }
}
