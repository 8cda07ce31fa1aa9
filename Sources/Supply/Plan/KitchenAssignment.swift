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
    private let meals: Int
    /// By canteen and meal.
    private let portions: [Int]
    /// By kitchen and meal.
    private var used: [Int]
    /// Portions times kilometres by canteen and kitchen; infinite where no way is known.
    private let way: [Double]
    private let movable: [Int]

    /// Canteens up to which every assignment is weighed.
    private static let few = 16
    private static let mostSteps = 300_000
    private static let kicks = 8

    init(load: [[Int]], ways: [[Double?]], most: [Int], kitchen: [Int]) {
        self.load = load
        self.ways = ways
        self.most = most
        self.kitchen = kitchen
        meals = load.first?.count ?? 0
        portions = load.flatMap { $0 }
        used = [Int](repeating: 0, count: most.count * meals)
        for (canteen, place) in kitchen.enumerated() {
            for meal in 0..<meals { used[place * meals + meal] += load[canteen][meal] }
        }
        way = zip(ways, load).flatMap { ways, load in
            let weight = Double(load.reduce(0, +))
            return ways.map { $0.map { $0 * weight } ?? .infinity }
        }
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
            way: movable.reduce(0) { $0 + way(of: $1, to: kitchen[$1]) })
    }

    private func way(of canteen: Int, to place: Int) -> Double {
        way[canteen * most.count + place]
    }

    private func isKnown(_ canteen: Int, _ place: Int) -> Bool {
        way(of: canteen, to: place) < .infinity
    }

    private func excess(_ place: Int) -> Int {
        (0..<meals).reduce(0) { $0 + max(0, used[place * meals + $1] - most[place]) }
    }

    private mutating func move(_ canteen: Int, to: Int) {
        let from = kitchen[canteen]
        for meal in 0..<meals {
            used[from * meals + meal] -= portions[canteen * meals + meal]
            used[to * meals + meal] += portions[canteen * meals + meal]
        }
        kitchen[canteen] = to
    }

    mutating func improve() {
        descend()
        var best = (cost: cost, kitchen: kitchen)
        let isSmall = movable.count <= AssignmentSearch.few
        // From another start, too, and from where a few canteens are put elsewhere by chance.
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for kick in 0...(isSmall ? 0 : AssignmentSearch.kicks) where !movable.isEmpty {
            if kick == 0 {
                for one in movable { move(one, to: nearest(one)) }
            } else {
                take(best.kitchen)
                for _ in 0..<4 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let one = movable[Int(state >> 33) % movable.count]
                    let to = Int(state >> 13 & 0xFFFF) % most.count
                    if isKnown(one, to) { move(one, to: to) }
                }
            }
            descend()
            if cost < best.cost { best = (cost, kitchen) }
        }
        take(best.kitchen)
        if isSmall { weighAll(best.cost) }
    }

    private mutating func take(_ other: [Int]) {
        for one in movable where kitchen[one] != other[one] { move(one, to: other[one]) }
    }

    private func nearest(_ canteen: Int) -> Int {
        most.indices.min { way(of: canteen, to: $0) < way(of: canteen, to: $1) }
            ?? kitchen[canteen]
    }

    /// Moves and swaps until none helps.
    private mutating func descend() {
        var rounds = 0
        while rounds < 200, descendOnce() { rounds += 1 }
    }

    private mutating func descendOnce() -> Bool {
        var helped = false
        for one in movable {
            for to in most.indices where to != kitchen[one] && isKnown(one, to) {
                guard helps(one, to, nil) else { continue }
                move(one, to: to)
                helped = true
            }
        }
        for (place, one) in movable.enumerated() {
            for other in movable[(place + 1)...] where kitchen[one] != kitchen[other] {
                let (a, b) = (kitchen[one], kitchen[other])
                guard isKnown(one, b), isKnown(other, a), helps(one, b, other) else { continue }
                move(one, to: b)
                move(other, to: a)
                helped = true
            }
        }
        return helped
    }

    /// True where it is better to put a canteen elsewhere, against another one that comes back.
    private func helps(_ one: Int, _ to: Int, _ other: Int?) -> Bool {
        let from = kitchen[one]
        var longer = way(of: one, to: to) - way(of: one, to: from)
        if let other { longer += way(of: other, to: from) - way(of: other, to: to) }
        var more = 0
        for meal in 0..<meals {
            let carried =
                portions[one * meals + meal] - (other.map { portions[$0 * meals + meal] } ?? 0)
            let (left, right) = (used[from * meals + meal], used[to * meals + meal])
            more += max(0, left - carried - most[from]) - max(0, left - most[from])
            more += max(0, right + carried - most[to]) - max(0, right - most[to])
        }
        return more == 0 ? longer < -1e-9 : more < 0
    }

    /// Weighs every assignment that could be better than the best one, the heaviest canteen first.
    private mutating func weighAll(_ known: Cost) {
        let weight = load.map { $0.reduce(0, +) }
        let order = movable.sorted { weight[$0] == weight[$1] ? $0 < $1 : weight[$0] > weight[$1] }
        var least = [Double](repeating: 0, count: order.count + 1)
        for place in order.indices.reversed() {
            least[place] = least[place + 1] + way(of: order[place], to: nearest(order[place]))
        }
        var best = (cost: known, kitchen: kitchen)
        var search = self
        for one in order { search.put(one, in: kitchen[one], times: -1) }
        let places = most.indices
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
            let choices = places.filter { search.isKnown(one, $0) }
                .sorted { search.way(of: one, to: $0) < search.way(of: one, to: $1) }
            for to in choices {
                search.put(one, in: to, times: 1)
                search.kitchen[one] = to
                weigh(&search, place + 1, way + search.way(of: one, to: to))
                search.put(one, in: to, times: -1)
            }
        }
        weigh(&search, 0, 0)
        take(best.kitchen)
    }

    private mutating func put(_ canteen: Int, in place: Int, times: Int) {
        for meal in 0..<meals {
            used[place * meals + meal] += times * portions[canteen * meals + meal]
        }
    }
}
