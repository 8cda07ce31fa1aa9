import Meals
import Testing

@testable import Supply

@Suite struct PurchaseTests {
    private func boxed(_ pieces: Int64, minimum: Quantity? = nil) -> Ingredient {
        Ingredient(
            id: "x", name: "物", buy: .piece, pack: Quantity(Rational(pieces), .piece),
            piece: .one, minimum: minimum)
    }

    @Test("four units of fifty with ten in store take two boxes of a hundred, not forty (H33)")
    func packsOnce() {
        let line = PurchaseLine(boxed(100), required: Exact(4 * 50), carried: Exact(10))
        #expect(line.packs == 2)
        #expect(line.surplus == Exact(10))
        #expect(PurchaseLine(boxed(100), required: Exact(50), carried: Exact(10)).packs == 1)
    }

    @Test("three needs of twenty and a least order of a hundred are a hundred (H34)")
    func minimumOnce() throws {
        var shelf = Shelf()
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 10 公斤, yield: \"0.8\"", with: "pack: 1 克, minimum: 100 克")
        shelf.dishes = shelf.dishes.replacing("pork: 120 克", with: "pork: 20 克")
        let book = try shelf.book()
        let pork = try #require(book.ingredient("pork"))
        let rows = ["c1", "c2", "c3"].map {
            DemandRow(
                kitchen: "k", canteen: CanteenID($0), period: .lunch, dish: "101", portions: 1)
        }
        let purchase = Purchase(rows, menu: book)
        let line = try #require(purchase.lines.first { $0.ingredient == pork })
        #expect(line.required == Exact(60))
        #expect(line.ordered == Exact(100))
        #expect(line.isRaisedToMinimum)
        #expect(line.surplus == Exact(40))
    }

    @Test("a kit in a kit multiplies once: one of ten of 50 from 5000 is a tenth (H35)")
    func kits() throws {
        let stock = Preparation(
            id: "stock", name: "汤", makes: Quantity(Rational(5000), .gram),
            parts: [RecipePart(ingredient: "x", quantity: Quantity(Rational(10), .piece))])
        let dish = Dish(
            code: "1", name: "碗", dishClass: .soup, price: Fen(100),
            making: .recipe(
                [RecipePart(ingredient: "stock", quantity: Quantity(Rational(50), .gram))],
                serves: 1))
        let book = MenuBook(
            ingredients: [boxed(1)], preparations: [stock], dishes: [dish], weeks: [])
        #expect(book.gramsPerPortion(dish).map(\.grams) == [Exact(1, 10)])
    }

    @Test("4.2 bottles are five, and 0.8 of a bottle is carried to the next day (H36)")
    func bottles() {
        let bottle = Ingredient(
            id: "oil", name: "油", buy: .box, pack: Quantity(Rational(5), .litre),
            density: Rational(23, 25))
        let each = Exact(4600)
        let first = PurchaseLine(bottle, required: each * Exact(21, 5), carried: .zero)
        #expect(first.bought == Quantity(Rational(5), .box))
        #expect(first.surplus == each * Exact(4, 5))
        let next = PurchaseLine(bottle, required: each * Exact(4, 5), carried: first.surplus)
        #expect(next.packs == 0)
        #expect(next.surplus == .zero)
        #expect(PurchaseLine(bottle, required: .zero, carried: .zero).packs == 0)
    }

    @Test("a spoon of one bottle of 34 comes back as one bottle after 34 spoons (H37)")
    func spoons() {
        let bottle = Ingredient(
            id: "oil", name: "油", buy: .box, pack: Quantity(Rational(34), .piece),
            piece: Rational(1, 34))
        let spoon = bottle.gross(Quantity(.one, .piece)) ?? .zero
        let line = PurchaseLine(bottle, required: spoon * Exact(34), carried: .zero)
        #expect((line.packs, line.surplus) == (1, .zero))
    }

    @Test("grams and millilitres of one food in one dish are one line (H38)")
    func oneLine() throws {
        var shelf = Shelf()
        shelf.preparations = """
            preparations:
              - {id: sauce, name: 汁, makes: 100 克, recipe: {oil: 50 毫升, egg: 1 个}}
            """
        shelf.dishes = shelf.dishes.replacing(
            "{pork: 120 克}", with: "{oil: 46 克, sauce: 100 克}")
        let book = try shelf.book()
        let needs = book.gramsPerPortion(try #require(book["101"]))
        #expect(needs.map(\.ingredient.id) == ["oil", "egg"])
        #expect(needs.first?.grams == Exact(92))
    }

    @Test("a plan for four of a recipe that serves two takes it twice (H39)")
    func serves() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing(
            "recipe: {pork: 120 克}", with: "serves: 2, recipe: {pork: 120 克}")
        let book = try shelf.book()
        let rows = [
            DemandRow(kitchen: "k", canteen: "c", period: .lunch, dish: "101", portions: 4)
        ]
        let line = try #require(Purchase(rows, menu: book).lines.first)
        #expect(line.net == Exact(240))
        #expect(line.required == Exact(300))
    }

    @Test("every gram leads to dishes and canteens, and back again, exactly")
    func pegging() throws {
        let book = try Shelf().book()
        var random = PlainRandom(5)
        var rows: [DemandRow] = []
        for canteen in 0..<7 {
            for dish in ["101", "102", "301"] {
                rows.append(
                    DemandRow(
                        kitchen: "k", canteen: CanteenID("c\(canteen)"), period: .lunch,
                        dish: DishCode(dish), portions: Int(random.next() % 40)))
            }
        }
        let purchase = Purchase(rows, menu: book)
        for line in purchase.lines {
            let pegs = purchase.pegs(of: line.ingredient.id)
            #expect(pegs.reduce(.zero) { $0 + $1.grams } == line.required)
            let canteens = Set(rows.map(\.canteen))
            let back = canteens.map { canteen in
                purchase.needs(of: canteen).first { $0.ingredient.id == line.ingredient.id }?
                    .grams ?? .zero
            }
            #expect(back.reduce(.zero, +) == line.required)
        }
    }

    @Test("printed milligrams of all pegs add up to the printed requirement of their kitchen")
    func printedPegs() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing(
            "recipe: {pork: 120 克}", with: "serves: 7, recipe: {pork: 1/3 克}")
        let book = try shelf.book()
        let rows = (0..<50).map { place in
            DemandRow(
                kitchen: KitchenID("k\(place % 3)"), canteen: CanteenID("c\(place)"),
                period: .lunch,
                dish: "101", portions: 1 + place * 5 % 11)
        }
        let pegs = Purchase(rows, menu: book).milligramPegs(of: "pork")
        for kitchen in Set(rows.map(\.kitchen)) {
            let own = Purchase(rows.filter { $0.kitchen == kitchen }, menu: book)
            let line = try #require(own.lines.first)
            let sum = pegs.filter { $0.row.kitchen == kitchen }.reduce(0) { $0 + $1.milligrams }
            #expect(Exact.shown(sum, 3) == line.required.shown(3))
        }
    }

    @Test("loss and yield both raise what is bought")
    func loss() throws {
        let greens = Ingredient(
            id: "g", name: "菜", buy: .kilogram, pack: Quantity(.one, .kilogram),
            yield: Rational(4, 5), loss: Rational(1, 5))
        #expect(greens.gross(Quantity(Rational(64), .gram)) == Exact(100))
        #expect(greens.edible == Exact(16, 25))
    }
}
