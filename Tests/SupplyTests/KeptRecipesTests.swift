import Meals
import Testing

@testable import Supply

@Suite("the recipes that a plan was made with")
struct KeptRecipesTests {
    private func back(_ recipes: KeptRecipes) throws -> KeptRecipes {
        try KeptRecipes(
            recipes: ("recipes.csv", Array(recipes.recipesCSV.utf8)),
            sets: ("sets.csv", Array(recipes.setsCSV.utf8)))
    }

    @Test("grams come back exactly as they were written, however fine they are")
    func exactGrams() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing(
            "recipe: {pork: 120 克}", with: "serves: 997, recipe: {pork: 1/7 克, egg: 2 个}")
        let menu = try shelf.book()
        let kept = try back(KeptRecipes(menu))
        for dish in menu.dishes where dish.dishClass != .set {
            let grams = menu.gramsPerPortion(dish)
            #expect(kept.grams[dish.code]?.map(\.ingredient) == grams.map(\.ingredient.id))
            #expect(kept.grams[dish.code]?.map(\.grams) == grams.map(\.grams))
        }
        #expect(kept.recipesCSV.hasPrefix("dish,ingredient,grams\n101,pork,5/27916\n"))
        #expect(kept.setsCSV == "set,dish,portions\n901,101,1\n901,301,2\n")
    }

    @Test("what a number's description writes, its text reads")
    func texts() throws {
        var random = PlainRandom(5)
        for _ in 0..<2000 {
            let bottom = Int64.random(in: 1...3_000_000_000, using: &random)
            let one = Exact(Int64.random(in: 0...3_000_000_000, using: &random), bottom)
            let number = Bool.random(using: &random) ? one : one * Exact(1, bottom)
            #expect(Exact(text: "\(number)") == number)
        }
        #expect(Exact(text: "12.50") == Exact(25, 2) && Exact(text: "4/6") == Exact(2, 3))
        for bad in ["", "1/0", "1/", "/2", "-1", "1.", ".5", "1/2/3", "1.2.3", "1e3", "+1", "x"] {
            #expect(Exact(text: bad) == nil, "\(bad)")
        }
        #expect(Exact(text: String(repeating: "9", count: 40)) == nil)
    }

    @Test("a day is cooked by its kept recipes, whatever became of dishes, sets and ingredients")
    func cooking() throws {
        let kept = try back(KeptRecipes(try Shelf().book()))
        var shelf = Shelf()
        // 101 is made of egg, 102 has left, 901 holds something else, greens are called cabbage.
        shelf.ingredients = shelf.ingredients.replacing("{id: greens", with: "{id: cabbage")
        shelf.dishes = """
            dishes:
              - {code: "101", name: 肉, class: large-meat, price: "10.00", recipe: {egg: 1 个}}
              - {code: "301", name: 菜, class: vegetable, price: "3.00", recipe: {cabbage: 1 两}}
              - {code: "302", name: 新, class: vegetable, price: "3.00", recipe: {cabbage: 3 两}}
              - {code: "901", name: 餐, class: set, price: "15.00", holds: ["302"]}
            """
        shelf.week = Shelf.week(meal: #"["101", "301", "302", "901"]"#)
        let (then, now) = (try Shelf().book(), try shelf.book())
        let book = now.cooking(by: kept)
        for code in ["101", "102", "301"] as [DishCode] {
            let (one, other) = (try #require(book[code]), try #require(then[code]))
            #expect(
                book.gramsPerPortion(one).map(\.ingredient.id)
                    == then.gramsPerPortion(other).map(\.ingredient.id))
            #expect(
                book.gramsPerPortion(one).map(\.grams)
                    == then.gramsPerPortion(other).map(\.grams))
        }
        #expect(book.cooked(try #require(book["901"])).map(\.dish.code) == ["101", "301"])
        #expect(book.cooked(try #require(book["901"])).map(\.portions) == [1, 2])
        #expect(book.gramsPerPortion(try #require(book["302"])).map(\.ingredient.id) == ["cabbage"])
        #expect(book.dish(item: "102")?.code == "102" && now.dish(item: "102") == nil)
        // Pegs add up to what was bought then.
        let rows = [("101", 7), ("102", 5), ("301", 3)].map { dish, portions in
            DemandRow(
                kitchen: "k1", canteen: "c1", period: .lunch, dish: DishCode(dish),
                portions: portions)
        }
        let bought = Purchase(rows, menu: then).lines.map { ($0.ingredient.id, $0.required) }
        let asked = Purchase(rows, menu: book).lines.map { ($0.ingredient.id, $0.required) }
        #expect(Dictionary(uniqueKeysWithValues: bought) == Dictionary(uniqueKeysWithValues: asked))
        let pegs = Purchase(rows, menu: book).milligramPegs(of: "greens")
        #expect(pegs.map(\.milligrams) == [300_000])
    }

    @Test("a dish may have been a set then and be cooked now, or the other way round")
    func exchanged() throws {
        let kept = try KeptRecipes(
            recipes: ("r", Array("dish,ingredient,grams\n901,pork,50\n102,egg,125/2\n".utf8)),
            sets: ("s", Array("set,dish,portions\n101,102,2\n".utf8)))
        let book = try Shelf().book().cooking(by: kept)
        #expect(book.cooked(try #require(book["101"])).map(\.dish.code) == ["102"])
        #expect(book.gramsPerPortion(try #require(book["901"])).map(\.grams) == [Exact(50)])
        #expect(book.gramsPerPortion(try #require(book["102"])).map(\.grams) == [Exact(125, 2)])
    }

    @Test(
        "kept recipes that were tampered with are refused with their row",
        arguments: [
            ("101,pork,5001\n", "", "r:2: grams"), ("101,pork,x\n", "", "r:2: grams"),
            ("101,pork,1\n101,pork,2\n", "", "r:3: ingredient: 'pork' is there twice"),
            ("101,Pork,1\n", "", "r:2: dish"),
            ("101,pork,1/1000000007\n101,egg,1\n102,pork,1/998244353\n", "", "r:4: grams"),
            ("101,pork,1\n", "901,102,1\n", "s:2: dish: a set holds dishes"),
            ("101,pork,1\n", "101,101,1\n", "s:2: dish: a set holds dishes"),
            ("101,pork,1\n", "901,101,0\n", "s:2: set: a set, a dish"),
        ])
    func tampered(recipes: String, sets: String, complaint: String) throws {
        let problems = try #require(throws: Problems.self) {
            try KeptRecipes(
                recipes: ("r", Array(("dish,ingredient,grams\n" + recipes).utf8)),
                sets: ("s", Array(("set,dish,portions\n" + sets).utf8)))
        }
        #expect(problems.all.map(\.description).contains { $0.hasPrefix(complaint) }, "\(problems)")
    }
}
