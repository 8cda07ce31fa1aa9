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

    /// Canteens go to kitchens within capacity at the least distance times portions, found by
    /// moves and swaps until none helps; without places, or within capacity, the register stands.
    ///
    /// - Parameter load: portions of the largest meal, by canteen.
    init(_ canteens: [Canteen], load: [CanteenID: Int], sites: Sites?, rules: PlanRules) {
        for canteen in canteens { kitchen[canteen.id] = canteen.kitchen }
        guard let sites, !rules.capacity.isEmpty else { return }
        let kitchens = Set(canteens.map(\.kitchen)).union(rules.capacity.keys).sorted()
        let number = Dictionary(zip(kitchens, kitchens.indices)) { first, _ in first }
        let order = canteens.sorted { $0.id < $1.id }
        var search = Search(
            load: order.map { load[$0.id] ?? 0 },
            ways: order.map { canteen in
                kitchens.map { sites.distance(canteen.id.text, $0.text) }
            },
            most: kitchens.map { rules.capacity[$0] ?? .max },
            kitchen: order.map { number[$0.kitchen] ?? 0 })
        search.improve()
        for (canteen, place) in zip(order, search.kitchen) { kitchen[canteen.id] = kitchens[place] }
    }

    /// Canteens and kitchens by their places.
    private struct Search {
        let load: [Int]
        /// Kilometres from each canteen to each kitchen; nil where they are not known.
        let ways: [[Double?]]
        /// Each kitchen's capacity.
        let most: [Int]
        private(set) var kitchen: [Int]
        private var used: [Int]

        init(load: [Int], ways: [[Double?]], most: [Int], kitchen: [Int]) {
            self.load = load
            self.ways = ways
            self.most = most
            self.kitchen = kitchen
            used = [Int](repeating: 0, count: most.count)
            for (canteen, place) in kitchen.enumerated() { used[place] += load[canteen] }
        }

        /// Portions times kilometres that a canteen's move saves; nil where no way is known.
        private func saved(_ canteen: Int, to: Int) -> Double? {
            guard let old = ways[canteen][kitchen[canteen]], let new = ways[canteen][to] else {
                return nil
            }
            return (old - new) * Double(load[canteen])
        }

        /// Portions above the capacity of two kitchens, once some are carried from one to the
        /// other.
        private func excess(_ from: Int, _ to: Int, carried: Int) -> Int {
            max(0, used[from] - carried - most[from]) + max(0, used[to] + carried - most[to])
        }

        /// Portions of excess weigh more than any way; then the shorter way wins.
        private func isBetter(_ saved: Double, _ from: Int, _ to: Int, carried: Int) -> Bool {
            let less = excess(from, to, carried: 0) - excess(from, to, carried: carried)
            return Double(less) * 1e6 + saved > 1e-9
        }

        private mutating func move(_ canteen: Int, to: Int) {
            used[kitchen[canteen]] -= load[canteen]
            used[to] += load[canteen]
            kitchen[canteen] = to
        }

        mutating func improve() {
            var rounds = 0
            while rounds < 200, improveOnce() { rounds += 1 }
        }

        /// True where a move or a swap helped.
        private mutating func improveOnce() -> Bool {
            var helped = false
            for one in load.indices {
                for to in most.indices where to != kitchen[one] {
                    guard let saved = saved(one, to: to),
                        isBetter(saved, kitchen[one], to, carried: load[one])
                    else { continue }
                    move(one, to: to)
                    helped = true
                }
            }
            for one in load.indices {
                for other in load.indices[(one + 1)...] where kitchen[one] != kitchen[other] {
                    let (a, b) = (kitchen[one], kitchen[other])
                    guard let there = saved(one, to: b), let back = saved(other, to: a),
                        isBetter(there + back, a, b, carried: load[one] - load[other])
                    else { continue }
                    move(one, to: b)
                    move(other, to: a)
                    helped = true
                }
            }
            return helped
        }
    }
}
