package import Meals

/// Where kitchens and canteens lie, in kilometres on a plane.
package struct Sites: Sendable {
    private let places: [String: (x: Double, y: Double)]

    package init(_ places: [String: (x: Double, y: Double)]) { self.places = places }

    /// Reads `site,x,y`; a site is the id of a canteen or a kitchen.
    ///
    /// - Throws: every row that cannot be understood.
    package init(csv bytes: [UInt8], file: String) throws(Problems) {
        let table = try CSV(bytes, file: file, required: ["site", "x", "y"])
        var problems: [Problem] = []
        var places: [String: (x: Double, y: Double)] = [:]
        for row in table.rows {
            var numbers: [Double] = []
            for column in ["x", "y"] {
                guard let number = Double(row[column].trimmed), number.isFinite else {
                    problems.append(row.problem(column, "'\(row[column])' is not a number"))
                    continue
                }
                numbers.append(number)
            }
            if places[row["site"].trimmed] != nil {
                problems.append(row.problem("site", "'\(row["site"])' is there twice"))
            }
            if numbers.count == 2 { places[row["site"].trimmed] = (numbers[0], numbers[1]) }
        }
        if !problems.isEmpty { throw Problems(problems) }
        self.places = places
    }

    /// Kilometres as the crow flies; nil where one of the two has no place.
    package func distance(_ a: String, _ b: String) -> Double? {
        guard let a = places[a], let b = places[b] else { return nil }
        return ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
}

/// Which kitchen cooks for which canteen.
struct KitchenAssignment {
    private(set) var kitchen: [CanteenID: KitchenID] = [:]

    private let load: [CanteenID: Int]
    private let cost: [CanteenID: [KitchenID: Double]]
    private let capacity: [KitchenID: Int]
    private var used: [KitchenID: Int] = [:]

    /// Canteens go to kitchens within capacity at the least distance times portions, found by
    /// moves and swaps until none helps; without places, or within capacity, the register stands.
    ///
    /// - Parameter load: portions of the largest meal, by canteen.
    init(_ canteens: [Canteen], load: [CanteenID: Int], sites: Sites?, rules: PlanRules) {
        self.load = load
        capacity = rules.capacity
        let kitchens = Set(canteens.map(\.kitchen)).union(rules.capacity.keys).sorted()
        var cost: [CanteenID: [KitchenID: Double]] = [:]
        for canteen in canteens {
            kitchen[canteen.id] = canteen.kitchen
            used[canteen.kitchen, default: 0] += load[canteen.id] ?? 0
            guard let sites else { continue }
            for kitchen in kitchens {
                guard let way = sites.distance(canteen.id.text, kitchen.text) else { continue }
                cost[canteen.id, default: [:]][kitchen] = way * Double(load[canteen.id] ?? 0)
            }
        }
        self.cost = cost
        guard sites != nil, !capacity.isEmpty else { return }
        improve(canteens.map(\.id).sorted(), kitchens)
    }

    /// Portions above the capacity of all kitchens.
    private func excess(_ used: [KitchenID: Int]) -> Int {
        used.reduce(0) { $0 + max(0, $1.value - (capacity[$1.key] ?? .max)) }
    }

    /// Portions of excess weigh more than any way; then the shorter way wins.
    private func gain(_ moves: [(canteen: CanteenID, to: KitchenID)]) -> Double {
        var after = used
        var way = 0.0
        for (canteen, to) in moves {
            guard let from = kitchen[canteen], let old = cost[canteen]?[from],
                let new = cost[canteen]?[to]
            else { return 0 }
            way += old - new
            after[from, default: 0] -= load[canteen] ?? 0
            after[to, default: 0] += load[canteen] ?? 0
        }
        return Double(excess(used) - excess(after)) * 1e6 + way
    }

    private mutating func apply(_ moves: [(canteen: CanteenID, to: KitchenID)]) {
        for (canteen, to) in moves {
            if let from = kitchen[canteen] { used[from, default: 0] -= load[canteen] ?? 0 }
            used[to, default: 0] += load[canteen] ?? 0
            kitchen[canteen] = to
        }
    }

    private mutating func improve(_ canteens: [CanteenID], _ kitchens: [KitchenID]) {
        var better = true
        var rounds = 0
        while better, rounds < 200 {
            better = false
            rounds += 1
            for canteen in canteens {
                for to in kitchens where to != kitchen[canteen] && gain([(canteen, to)]) > 1e-9 {
                    apply([(canteen, to)])
                    better = true
                }
            }
            for (place, one) in canteens.enumerated() {
                for other in canteens[(place + 1)...] {
                    guard let a = kitchen[one], let b = kitchen[other], a != b else { continue }
                    if gain([(one, b), (other, a)]) > 1e-9 {
                        apply([(one, b), (other, a)])
                        better = true
                    }
                }
            }
        }
    }
}
