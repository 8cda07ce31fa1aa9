import Meals
import Testing

@testable import Supply

@Suite struct PlanTests {
    static let monday = Day(number: 20_780).monday

    func canteen(_ number: Int, kitchen: String = "k1", seats: Int = 50) -> Canteen {
        Canteen(
            id: CanteenID("c\(number)"), name: "食堂\(number)", kind: number == 3 ? .point : .canteen,
            street: "310110001", merchant: "898310158120001", terminals: [],
            kitchen: KitchenID(kitchen), seats: seats)
    }

    func book(_ rules: PlanRules = PlanRules()) throws -> MenuBook {
        var shelf = Shelf()
        shelf.plan =
            "lock: \"\(rules.lock)\"\n"
            + (rules.capacity.isEmpty
                ? ""
                : "capacity: {\(rules.capacity.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}\n")
        return try shelf.book()
    }

    /// Four weeks of lunches: each canteen sells its hundreds, the second day of each week less.
    func history(_ canteens: [Int]) -> SalesHistory {
        var history = SalesHistory()
        var random = PlainRandom(9)
        for day in 0..<28 {
            for number in canteens {
                for (dish, level) in [("101", 60.0), ("102", 20.0), ("301", 80.0)] {
                    let noise = 0.9 + 0.2 * random.share()
                    let weekday = day % 7 == 1 ? 0.5 : 1.0
                    history.add(
                        .init(
                            day: PlanTests.monday + day, canteen: CanteenID("c\(number)"),
                            period: .lunch, dish: DishCode(dish),
                            portions: Int(level * weekday * noise)))
                }
            }
        }
        return history
    }

    func plan(
        _ basis: ProductionPlan.Basis, _ canteens: [Canteen], menu: MenuBook, after: Int = 0
    ) throws -> ProductionPlan {
        let day = PlanTests.monday + 28 + after
        return try #require(
            ProductionPlan.plans(for: day...day, basis: basis, menu: menu, canteens: canteens)
                .first)
    }

    @Test("a counter gets enough for the share of days that its costs imply")
    func quantile() throws {
        let plan = try plan(
            .init(history: history([1, 2])), [canteen(1), canteen(2)], menu: try book())
        for row in plan.rows { #expect(row.planned >= row.median) }
        let meat = plan.rows.filter { $0.canteen == "c1" && $0.dish != "301" }
        #expect((75...100).contains(meat.reduce(0) { $0 + $1.planned }))
        // The dish that is liked three times as well gets about three times as much.
        let byDish = Dictionary(meat.map { ($0.dish, $0.planned) }) { a, _ in a }
        #expect((byDish["101"] ?? 0) > 2 * (byDish["102"] ?? 0))
        let tuesday = try self.plan(
            .init(history: history([1, 2])), [canteen(1), canteen(2)], menu: try book(), after: 1)
        #expect(
            tuesday.rows.reduce(0) { $0 + $1.planned }
                < plan.rows.reduce(0) { $0 + $1.planned } * 3 / 4)
    }

    @Test("pre-orders stand beside the walk-ins, and are no walk-ins of the past")
    func orders() throws {
        var basis = ProductionPlan.Basis(history: history([1]))
        let menu = try book()
        let without = try plan(basis, [canteen(1)], menu: menu)
        let day = without.day
        basis.orders = [
            PreOrder(day: day, canteen: "c1", period: .lunch, dish: "901", portions: 7)
        ]
        let with = try plan(basis, [canteen(1)], menu: menu)
        func planned(_ plan: ProductionPlan, _ dish: DishCode) -> Int {
            plan.rows.filter { $0.dish == dish }.reduce(0) { $0 + $1.planned }
        }
        // The set holds one 101 and two 301.
        #expect(planned(with, "101") == planned(without, "101") + 7)
        #expect(planned(with, "301") == planned(without, "301") + 14)
        basis.orders += (0..<28).map {
            PreOrder(
                day: PlanTests.monday + $0, canteen: "c1", period: .lunch, dish: "301",
                portions: 15)
        }
        let fewer = try plan(basis, [canteen(1)], menu: menu)
        #expect(planned(fewer, "301") < planned(with, "301") - 5)
    }

    @Test("a new canteen borrows from its like by its seats; a closed one gets nothing")
    func newAndClosed() throws {
        var basis = ProductionPlan.Basis(history: history([1, 2]))
        let canteens = [canteen(1), canteen(2), canteen(4, seats: 100)]
        let day = PlanTests.monday + 28
        basis.closed = [day: ["c2"]]
        let plan = try plan(basis, canteens, menu: try book())
        func total(_ id: CanteenID) -> Int {
            plan.rows.filter { $0.canteen == id }.reduce(0) { $0 + $1.planned }
        }
        #expect(total("c2") == 0)
        #expect((1.7...2.3).contains(Double(total("c4")) / Double(total("c1"))))
    }

    @Test("a sold-out day counts as at least what an open day brought")
    func censored() throws {
        var open = SalesHistory()
        var censored = SalesHistory()
        for day in 0..<28 {
            let ranOut = day % 2 == 0
            for isMarked in [false, true] {
                let entry = SalesHistory.Entry(
                    day: PlanTests.monday + day, canteen: "c1", period: .lunch, dish: "301",
                    portions: ranOut ? 20 : 80, soldOut: ranOut && isMarked)
                if isMarked { censored.add(entry) } else { open.add(entry) }
            }
        }
        let menu = try book()
        let low = try plan(.init(history: open), [canteen(1)], menu: menu)
        let high = try plan(.init(history: censored), [canteen(1)], menu: menu)
        let (a, b) = (low.rows.first?.median ?? 0, high.rows.first?.median ?? 0)
        #expect(b > a + 10)
        #expect((75...85).contains(b))
    }

    @Test("canteens go to the kitchens at least distance within capacity")
    func assignment() {
        var random = PlainRandom(31)
        for _ in 0..<20 {
            var places: [String: (x: Double, y: Double)] = [
                "k1": (0, 0), "k2": (10, 0),
            ]
            let canteens = (0..<8).map { canteen($0) }
            var load: [CanteenID: [MealPeriod: Int]] = [:]
            for canteen in canteens {
                places[canteen.id.text] = (random.share() * 10, random.share() * 4)
                load[canteen.id] = [.lunch: 10]
            }
            var rules = PlanRules()
            rules.capacity = ["k1": 40, "k2": 50]
            let sites = Sites(places)
            let found = KitchenAssignment(canteens, load: load, sites: sites, rules: rules).kitchen
            func way(_ kitchen: [CanteenID: KitchenID]) -> Double {
                kitchen.reduce(0) { $0 + (sites.distance($1.key.text, $1.value.text) ?? 0) }
            }
            // Every possible assignment of eight canteens, looked at one by one.
            var best = Double.infinity
            for bits in 0..<256 where (3...4).contains(8 - bits.nonzeroBitCount) {
                let kitchen = Dictionary(
                    uniqueKeysWithValues: canteens.enumerated().map { place, canteen in
                        (canteen.id, KitchenID(bits >> place & 1 == 1 ? "k2" : "k1"))
                    })
                best = min(best, way(kitchen))
            }
            #expect(found.values.count { $0 == "k1" } <= 4)
            #expect(abs(way(found) - best) < 1e-6)
        }
    }

    @Test("a person's sequence of stops wins over the nearest")
    func fixedRoutes() throws {
        let canteens = (1...3).map { canteen($0) }
        let plan = try plan(.init(history: history([1, 2, 3])), canteens, menu: try book())
        let text = "kitchen,route,canteen\nk1,东线,c3\nk1,东线,c1\n"
        let fixed = try Routes.Fixed(csv: Array(text.utf8), file: "routes.csv")
        let routes = Routes(plan, fixed: fixed).routes
        #expect(routes.map(\.canteens) == [["c3", "c1"], ["c2"]])
        #expect(routes.first?.name == "东线")
    }

    @Test("an order after the lock needs a reason")
    func lateOrders() throws {
        let menu = try book()
        func complaint(_ row: String) -> String {
            let text = "day,canteen,period,dish,portions,ordered_at,reason\n\(row)\n"
            do {
                let orders = try PreOrder.read(csv: Array(text.utf8), file: "o.csv", menu: menu)
                return "\(orders.count)"
            } catch {
                return error.description
            }
        }
        #expect(complaint("2026-11-24,c1,lunch,101,5,2026-11-23 16:29,") == "1")
        #expect(complaint("2026-11-24,c1,lunch,101,5,,") == "1")
        #expect(complaint("2026-11-24,c1,lunch,101,5,2026-11-23 16:30,").contains("16:30"))
        #expect(complaint("2026-11-24,c1,lunch,101,5,2026-11-23 16:30,迟到的团体") == "1")
        #expect(complaint("2026-11-24,c1,supper,999,-5,,").contains("o.csv:2: dish: the menu has"))
    }

    @Test("labels and sheets name no diner and escape what they are given") func labels() throws {
        let plan = try plan(.init(history: history([1])), [canteen(1)], menu: try book())
        let pages = PlanSheets(plan, routes: Routes(plan)).labelPages
        #expect(pages.contains("批次 k1-"))
        #expect("<b>&\"".escaped == "&lt;b&gt;&amp;&quot;")
    }
}
