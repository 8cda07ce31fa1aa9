internal import Meals

/// Which kitchen cooks for which canteen.
struct KitchenAssignment {
    private(set) var kitchen: [CanteenID: KitchenID] = [:]

    /// Canteens go to kitchens within the capacity of each meal at the least distance times
    /// portions; without places or capacities the register stands.
    ///
    /// A canteen that has no place, or whose kitchen has none, stays where it is.
    /// - Parameter load: portions of each meal, pre-orders included, by canteen.
    init(
        _ canteens: [Canteen], load: [CanteenID: [MealPeriod: Int]], sites: Sites?,
        rules: PlanRules
    ) {
        for canteen in canteens { kitchen[canteen.id] = canteen.kitchen }
        guard let sites, !rules.capacity.isEmpty else { return }
        let kitchens = Set(canteens.map(\.kitchen)).union(rules.capacity.keys).sorted()
        let number = Dictionary(zip(kitchens, kitchens.indices)) { first, _ in first }
        let order = canteens.sorted { $0.id < $1.id }
        var search = AssignmentSearch(
            load: order.map { canteen in
                MealPeriod.allCases.map { load[canteen.id]?[$0] ?? 0 }
            },
            ways: order.map { canteen in
                kitchens.map { sites.distance(canteen.id.text, $0.text) }
            },
            most: kitchens.map { rules.capacity[$0] ?? .max },
            kitchen: order.map { number[$0.kitchen] ?? 0 })
        search.improve()
        for (canteen, place) in zip(order, search.kitchen) { kitchen[canteen.id] = kitchens[place] }
    }
}

/// Looks for the assignment with the fewest portions above capacity and, of those, the least way.
struct AssignmentSearch {
    /// Portions of each meal, by canteen.
    let load: [[Int]]
    /// Kilometres from each canteen to each kitchen; nil where they are not known.
    let ways: [[Double?]]
    /// Each kitchen's capacity at any meal.
    let most: [Int]
    private(set) var kitchen: [Int]
    /// By kitchen and meal.
    private var used: [[Int]]
    private let weight: [Double]
    private let movable: [Int]

    /// Canteens up to which every assignment is weighed.
    private static let few = 16
    private static let mostSteps = 300_000
    private static let kicks = 24

    init(load: [[Int]], ways: [[Double?]], most: [Int], kitchen: [Int]) {
        self.load = load
        self.ways = ways
        self.most = most
        self.kitchen = kitchen
        let meals = load.first?.count ?? 0
        used = [[Int]](repeating: [Int](repeating: 0, count: meals), count: most.count)
        for (canteen, place) in kitchen.enumerated() {
            for meal in 0..<meals { used[place][meal] += load[canteen][meal] }
        }
        weight = load.map { Double($0.reduce(0, +)) }
        movable = load.indices.filter { ways[$0][kitchen[$0]] != nil }
    }

    /// Portions above capacity, and portions times kilometres of the canteens that can move.
    struct Cost: Comparable {
        var excess: Int
        var way: Double

        static func < (a: Cost, b: Cost) -> Bool {
            a.excess == b.excess ? a.way < b.way - 1e-9 : a.excess < b.excess
        }
    }

    var cost: Cost {
        Cost(
            excess: most.indices.reduce(0) { $0 + excess($1) },
            way: movable.reduce(0) { $0 + way($1, kitchen[$1]) })
    }

    private func way(_ canteen: Int, _ place: Int) -> Double {
        (ways[canteen][place] ?? 0) * weight[canteen]
    }

    private func excess(_ place: Int) -> Int {
        used[place].reduce(0) { $0 + max(0, $1 - most[place]) }
    }

    private mutating func move(_ canteen: Int, to: Int) {
        for meal in load[canteen].indices {
            used[kitchen[canteen]][meal] -= load[canteen][meal]
            used[to][meal] += load[canteen][meal]
        }
        kitchen[canteen] = to
    }

    mutating func improve() {
        descend()
        var best = (cost: cost, kitchen: kitchen)
        // From another start, too, and from where a few canteens are put elsewhere by chance.
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for kick in 0...AssignmentSearch.kicks where !movable.isEmpty {
            if kick == 0 {
                for one in movable { move(one, to: nearest(one)) }
            } else {
                take(best.kitchen)
                for _ in 0..<min(4, movable.count) {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let one = movable[Int(state >> 33) % movable.count]
                    let to = Int(state >> 13 & 0xFFFF) % most.count
                    if ways[one][to] != nil { move(one, to: to) }
                }
            }
            descend()
            if cost < best.cost { best = (cost, kitchen) }
        }
        take(best.kitchen)
        if movable.count <= AssignmentSearch.few { weighAll(best.cost) }
    }

    private mutating func take(_ other: [Int]) {
        for one in movable where kitchen[one] != other[one] { move(one, to: other[one]) }
    }

    private func nearest(_ canteen: Int) -> Int {
        most.indices.filter { ways[canteen][$0] != nil }
            .min { way(canteen, $0) < way(canteen, $1) } ?? kitchen[canteen]
    }

    /// Moves and swaps until none helps.
    private mutating func descend() {
        var rounds = 0
        while rounds < 200, descendOnce() { rounds += 1 }
    }

    private mutating func descendOnce() -> Bool {
        var helped = false
        for one in movable {
            for to in most.indices where to != kitchen[one] && ways[one][to] != nil {
                if isBetter([(one, to)]) { helped = true }
            }
        }
        for (place, one) in movable.enumerated() {
            for other in movable[(place + 1)...] where kitchen[one] != kitchen[other] {
                let (a, b) = (kitchen[one], kitchen[other])
                guard ways[one][b] != nil, ways[other][a] != nil else { continue }
                if isBetter([(one, b), (other, a)]) { helped = true }
            }
        }
        return helped
    }

    /// Makes some moves between two kitchens and takes them back where they do not help.
    private mutating func isBetter(_ moves: [(canteen: Int, to: Int)]) -> Bool {
        let (a, b) = (kitchen[moves[0].canteen], moves[0].to)
        func both(_ search: AssignmentSearch) -> Cost {
            Cost(
                excess: search.excess(a) + search.excess(b),
                way: moves.reduce(0) { $0 + search.way($1.canteen, search.kitchen[$1.canteen]) })
        }
        let before = both(self)
        let old = moves.map { kitchen[$0.canteen] }
        for (canteen, to) in moves { move(canteen, to: to) }
        if both(self) < before { return true }
        for (place, one) in moves.enumerated() { move(one.canteen, to: old[place]) }
        return false
    }

    /// Weighs every assignment that could be better than the best one, the heaviest canteen first.
    private mutating func weighAll(_ known: Cost) {
        let order = movable.sorted { weight[$0] == weight[$1] ? $0 < $1 : weight[$0] > weight[$1] }
        var least = [Double](repeating: 0, count: order.count + 1)
        for place in order.indices.reversed() {
            least[place] = least[place + 1] + way(order[place], nearest(order[place]))
        }
        var best = (cost: known, kitchen: kitchen)
        var search = self
        for one in order {
            for meal in load[one].indices { search.used[kitchen[one]][meal] -= load[one][meal] }
        }
        let (load, ways, places) = (self.load, self.ways, most.indices)
        var steps = 0
        func weigh(_ search: inout AssignmentSearch, _ place: Int, _ way: Double) {
            steps += 1
            guard steps < AssignmentSearch.mostSteps else { return }
            let excess = places.reduce(0) { $0 + search.excess($1) }
            let bound = Cost(excess: excess, way: way + least[place])
            guard bound < best.cost else { return }
            if place == order.count {
                best = (bound, search.kitchen)
                return
            }
            let one = order[place]
            let choices = places.filter { ways[one][$0] != nil }
                .sorted { search.way(one, $0) < search.way(one, $1) }
            for to in choices {
                for meal in load[one].indices { search.used[to][meal] += load[one][meal] }
                search.kitchen[one] = to
                weigh(&search, place + 1, way + search.way(one, to))
                for meal in load[one].indices { search.used[to][meal] -= load[one][meal] }
            }
        }
        weigh(&search, 0, 0)
        take(best.kitchen)
    }
}
