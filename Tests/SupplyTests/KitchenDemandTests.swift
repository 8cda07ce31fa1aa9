import Meals
import Testing

@testable import Supply

@Suite struct KitchenDemandTests {
    private let monday = Day(number: 20_780)
    private let canteens = ["A1", "A2", "B1"].map { name in
        Canteen(
            id: CanteenID(name), name: name, kind: .point, street: "310110001",
            merchant: "999290058120001", terminals: [], kitchen: KitchenID("K" + name.prefix(1)),
            seats: 10)
    }

    private func sold(
        _ canteen: String, _ item: String, _ portions: Int, _ period: MealPeriod = .lunch
    ) -> SoldPortions {
        SoldPortions(
            canteen: CanteenID(canteen), period: period, item: item, portions: portions)
    }

    private func forecast(_ sold: [SoldPortions], _ shelf: Shelf = Shelf()) throws -> KitchenDemand
    {
        KitchenDemand.forecast(
            sold: sold, on: monday, for: monday + 1, menu: try shelf.book(), canteens: canteens)
    }

    @Test("a class is spread as it was sold, and sets are opened for the pots") func spread() throws
    {
        let demand = try forecast([
            sold("A1", "101", 6), sold("A2", "102", 3), sold("A1", "901", 2), sold("B1", "301", 5),
        ])
        func lines(_ rows: [DemandRow]) -> [String] {
            rows.map { "\($0.kitchen) \($0.canteen) \($0.dish)×\($0.portions)" }
        }
        #expect(
            lines(demand.served) == [
                "KA A1 101×4", "KA A1 102×2", "KA A1 901×2", "KA A2 101×2", "KA A2 102×1",
                "KB B1 301×5",
            ])
        #expect(
            lines(demand.cooked) == [
                "KA A1 101×6", "KA A1 102×2", "KA A1 301×4", "KA A2 101×2", "KA A2 102×1",
                "KB B1 301×5",
            ])
        #expect(demand.unplaced.isEmpty)
        let totals = demand.kitchenTotals.map { "\($0.kitchen) \($0.dish)×\($0.portions)" }
        #expect(totals == ["KA 101×8", "KA 102×3", "KA 301×4", "KB 301×5"])
    }

    @Test("a dish that was not sold draws like the average one") func newcomer() throws {
        var shelf = Shelf()
        shelf.dishes += """

              - {code: "103", name: 新, class: large-meat, price: "9.00", recipe: {pork: 90 克}}
            """
        shelf.week = Shelf.week(meal: #"["101", "103", "301"]"#)
        let demand = try forecast([sold("A1", "101", 4), sold("A1", "102", 2)], shelf)
        // 101 sold 4; the average of 101 and 102 is 3: six portions fall 4 : 3.
        #expect(demand.served.map(\.portions) == [3, 3])
    }

    @Test("sold sets count as their dishes where no set is on the menu") func withoutSets() throws {
        var shelf = Shelf()
        shelf.week = Shelf.week(meal: #"["101", "301"]"#)
        let demand = try forecast([sold("A1", "901", 3)], shelf)
        #expect(demand.served == demand.cooked)
        #expect(demand.cooked.map(\.portions) == [3, 6])
    }

    @Test("what has no place tomorrow stays in sight") func unplaced() throws {
        var shelf = Shelf()
        shelf.week = Shelf.week(meal: #"["301"]"#)
        let demand = try forecast(
            [
                sold("A1", "101", 3), sold("A1", "塑料袋", 2), sold("Z9", "301", 1),
                sold("A1", "301", 0),
            ],
            shelf)
        #expect(demand.served.isEmpty)
        #expect(
            demand.unplaced.map(\.reason) == [
                .noDish(of: .largeMeat), .unknownDish, .unknownCanteen,
            ])
    }

    @Test("a sale outside the meals counts to the meal that had the dish") func outside() throws {
        let demand = try forecast([sold("A1", "301", 2, .other)])
        #expect(demand.served.map(\.period) == [.lunch])
    }

    @Test("nothing is lost or made between counter, pot and purchase", arguments: 1...20)
    func conservation(seed: Int) throws {
        let menu = try Shelf().book()
        let items = ["101", "102", "301", "901", "open"]
        var state = UInt64(seed)
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let sales = (0..<60).map { _ in
            sold(["A1", "A2", "B1"][draw(3)], items[draw(5)], draw(9), [.lunch, .dinner][draw(2)])
        }
        let demand = KitchenDemand.forecast(
            sold: sales, on: monday, for: monday + 1, menu: menu, canteens: canteens)
        for canteen in canteens {
            for period in [MealPeriod.lunch, .dinner] {
                for dishClass in DishClass.allCases {
                    let before = sales.filter {
                        $0.canteen == canteen.id && $0.period == period
                            && menu.dish(item: $0.item)?.dishClass == dishClass
                    }
                    let after = demand.served.filter {
                        $0.canteen == canteen.id && $0.period == period
                            && menu[$0.dish]?.dishClass == dishClass
                    }
                    #expect(
                        before.reduce(0) { $0 + $1.portions }
                            == after.reduce(0) { $0 + $1.portions })
                }
            }
        }
        let lost = demand.unplaced.reduce(0) { $0 + $1.sold.portions }
        #expect(lost == sales.filter { $0.item == "open" }.reduce(0) { $0 + $1.portions })
        #expect(
            demand.kitchenTotals.reduce(0) { $0 + $1.portions }
                == demand.cooked.reduce(0) { $0 + $1.portions })
        checkIngredients(demand)
        let again = KitchenDemand.forecast(
            sold: sales.reversed(), on: monday, for: monday + 1, menu: menu, canteens: canteens)
        #expect(again.portionsCSV == demand.portionsCSV)
        #expect(again.ingredientsCSV == demand.ingredientsCSV)
    }

    /// Weighs the pots by hand, in thousandths of a gram: pork 120 g at four fifths is 150 g, two
    /// eggs are 110 g, greens 100 g, oil 4.6 g.
    private func checkIngredients(_ demand: KitchenDemand) {
        var milligrams: [String: Int] = [:]
        for row in demand.cooked {
            switch row.dish {
            case "101": milligrams["\(row.kitchen) pork", default: 0] += row.portions * 150_000
            case "102": milligrams["\(row.kitchen) egg", default: 0] += row.portions * 110_000
            default:
                milligrams["\(row.kitchen) greens", default: 0] += row.portions * 100_000
                milligrams["\(row.kitchen) oil", default: 0] += row.portions * 4600
            }
        }
        let needs = demand.ingredientNeeds
        #expect(needs.count == milligrams.count)
        for need in needs {
            let byHand = milligrams["\(need.kitchen) \(need.ingredient)"]
            #expect(need.grams * Exact(1000) == Exact(Int64(byHand ?? -1)))
            #expect(need.dishes.reduce(.zero) { $0 + $1.grams } == need.grams)
            #expect(need.wholePegs.reduce(0) { $0 + $1.grams } == need.grams.ceiling)
        }
    }

    @Test("dishes' whole grams add up to the need, rounded up once") func pegs() {
        let third = Exact(10, 3)
        let need = IngredientNeed(
            kitchen: "K1", ingredient: "oil", grams: third * Exact(4),
            dishes: ["101", "102", "103", "104"].map { .init(dish: $0, grams: third) })
        #expect(need.wholePegs.map(\.grams) == [4, 3, 3, 4])
        #expect(need.grams.ceiling == 14)
    }

    @Test("the tables are plain to a spreadsheet and end their lines with LF") func tables() throws
    {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing("name: 肉", with: "name: '=1+1'")
        let demand = try forecast([sold("A1", "101", 7)], shelf)
        #expect(
            demand.portionsCSV
                == """
                kitchen,canteen,period,dish,name,portions
                KA,A1,lunch,101,'=1+1,4
                KA,A1,lunch,102,蛋,3

                """)
        #expect(
            demand.ingredientsCSV == """
                kitchen,ingredient,name,grams,buy,unit,dishes
                KA,pork,猪肉,600,10,公斤,101=600
                KA,egg,鸡蛋,330,1,箱,102=330

                """)
    }
}
