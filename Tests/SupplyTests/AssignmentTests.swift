import Meals
import Testing

@testable import Supply

@Suite struct AssignmentTests {
    /// Every assignment, looked at one by one.
    private func best(_ search: AssignmentSearch) -> AssignmentSearch.Cost {
        let (canteens, kitchens) = (search.load.count, search.most.count)
        var best = AssignmentSearch.Cost(excess: .max, way: .infinity)
        var places = [Int](repeating: 0, count: canteens)
        while true {
            let cost = cost(search, places)
            if cost < best { best = cost }
            var place = 0
            while place < canteens, places[place] == kitchens - 1 {
                places[place] = 0
                place += 1
            }
            guard place < canteens else { return best }
            places[place] += 1
        }
    }

    private func cost(_ search: AssignmentSearch, _ places: [Int]) -> AssignmentSearch.Cost {
        var excess = 0
        for (kitchen, most) in search.most.enumerated() {
            for meal in search.load[0].indices {
                let used = places.indices.filter { places[$0] == kitchen }
                    .reduce(0) { $0 + search.load[$1][meal] }
                excess += max(0, used - most)
            }
        }
        let way = places.indices.reduce(0.0) { sum, canteen in
            let portions = Double(search.load[canteen].reduce(0, +))
            return sum + (search.ways[canteen][places[canteen]] ?? .infinity) * portions
        }
        return .init(excess: excess, way: way)
    }

    @Test("unequal canteens within tight capacities go the least way there is", arguments: 0..<60)
    func exact(seed: UInt64) {
        var random = PlainRandom(seed + 7)
        let kitchens = 2 + Int(random.share() * 2)
        let canteens = 5 + Int(random.share() * 3)
        let load = (0..<canteens).map { _ in
            (0..<2).map { _ in 1 + Int(90 * random.share() * random.share()) }
        }
        let whole = (0..<2).map { meal in load.reduce(0) { $0 + $1[meal] } }.max() ?? 0
        // At times nothing fits, and then as little as possible is too much.
        let most = (0..<kitchens).map { _ in
            Int(Double(whole) / Double(kitchens) * (0.8 + 0.6 * random.share()))
        }
        var search = AssignmentSearch(
            load: load,
            ways: (0..<canteens).map { _ in (0..<kitchens).map { _ in 10 * random.share() } },
            most: most, kitchen: (0..<canteens).map { $0 % kitchens })
        let best = best(search)
        search.improve()
        let found = cost(search, search.kitchen)
        #expect(found.excess == best.excess)
        #expect(abs(found.way - best.way) < 1e-6)
        #expect(search.cost == found || abs(search.cost.way - found.way) < 1e-6)
    }

    @Test("what has no place stays where it is and takes up its kitchen's room")
    func unplaced() {
        var search = AssignmentSearch(
            load: [[40], [40], [20]], ways: [[nil, nil], [1, 5], [1, 5]], most: [70, 70],
            kitchen: [0, 0, 0])
        search.improve()
        #expect(search.kitchen[0] == 0)
        #expect(search.kitchen == [0, 1, 0])
    }

    private func canteen(_ number: Int, _ kitchen: String) -> Canteen {
        Canteen(
            id: CanteenID("c\(number)"), name: "食堂", kind: .canteen, street: "310110001",
            merchant: "898310158120001", terminals: [], kitchen: KitchenID(kitchen), seats: 50)
    }

    private func plan(
        capacity: String, sites: Sites?, orders: [PreOrder] = [], giveWay: String = ""
    ) throws -> ProductionPlan {
        var history = SalesHistory()
        let monday = Day(number: 20_780).monday
        for day in 0..<28 {
            for number in 1...2 {
                history.add(
                    .init(
                        day: monday + day, canteen: CanteenID("c\(number)"), period: .lunch,
                        dish: "301", portions: 100))
            }
        }
        var shelf = Shelf()
        shelf.plan = "capacity: {\(capacity)}\n\(giveWay)"
        var basis = ProductionPlan.Basis(history: history)
        basis.sites = sites
        basis.orders = orders
        return try #require(
            ProductionPlan.plans(
                for: (monday + 28)...(monday + 28), basis: basis, menu: try shelf.book(),
                canteens: [canteen(1, "k1"), canteen(2, "k1")]
            ).first)
    }

    @Test("pre-orders take part in what a kitchen can cook, and the plan says who is moved")
    func ordersCount() throws {
        let sites = Sites(["k1": (0, 0), "k2": (9, 0), "c1": (1, 0), "c2": (2, 0)])
        let day = Day(number: 20_780).monday + 28
        let room = try plan(capacity: "k1: 260, k2: 260", sites: sites)
        #expect(room.statements.isEmpty)
        let full = try plan(
            capacity: "k1: 260, k2: 260", sites: sites,
            orders: [
                PreOrder(day: day, canteen: "c2", period: .lunch, dish: "301", portions: 90)
            ])
        #expect(full.statements == ["c1 is cooked for by k2 instead of k1"])
    }

    @Test("without places nobody is moved, and the plan says why; a name of no one is told")
    func noSites() throws {
        let plan = try plan(capacity: "k1: 120, k2: 200", sites: nil)
        #expect(
            plan.statements.first
                == "k1 has too much to cook and no canteen was moved to another kitchen: that needs "
                + "their places (--sites)")
        let typo = try self.plan(
            capacity: "k1: 500", sites: Sites(["k1": (0, 0), "c1": (1, 0), "cc2": (2, 0)]))
        #expect(
            typo.statements == [
                "the sites name 'cc2', which is neither a canteen nor a kitchen",
                "the sites have no place for c2: what has none is not moved",
            ])
    }

    @Test("what gives way is told in whole sentences, and so is what does not")
    func givesWay() throws {
        let day = Day(number: 20_780).monday + 28
        let orders = [
            PreOrder(day: day, canteen: "c1", period: .lunch, dish: "301", portions: 70)
        ]
        let cut = try plan(capacity: "k1: 120", sites: nil, orders: orders).statements.last ?? ""
        #expect(cut.hasSuffix(" gives way"))
        #expect(cut.contains("wanted: 素菜 by "))
        let less = try plan(capacity: "k1: 60", sites: nil, orders: orders).statements.last ?? ""
        #expect(less.hasSuffix("; 10 are still too many, because 70 are ordered ahead"))
        let kept =
            try plan(
                capacity: "k1: 120", sites: nil, orders: orders, giveWay: "give_way: [soup]\n"
            ).statements.last ?? ""
        #expect(kept.contains("wanted: nothing gives way; "))
        #expect(kept.hasSuffix("because 70 are ordered ahead and 素菜 may not give way"))
    }
}
