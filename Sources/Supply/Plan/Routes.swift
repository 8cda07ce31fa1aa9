package import Meals

/// The order in which vans call at canteens.
package struct Routes: Sendable {
    /// A van's tour: the canteens in their order.
    package struct Route: Hashable, Sendable {
        package let kitchen: KitchenID
        package let name: String
        package let canteens: [CanteenID]
    }

    package let routes: [Route]

    /// Sequences that a person has fixed, from `kitchen,route,canteen` in the order of the rows.
    package struct Fixed: Sendable {
        private(set) var stops: [(kitchen: KitchenID, route: String, canteen: CanteenID)] = []

        package init() {}

        /// - Throws: every row that names a canteen twice or nothing at all.
        package init(csv bytes: [UInt8], file: String) throws(Problems) {
            let table = try CSV(bytes, file: file, required: ["kitchen", "route", "canteen"])
            var problems: [Problem] = []
            var seen: Set<String> = []
            for row in table.rows {
                let (kitchen, route, canteen) = (
                    row["kitchen"].trimmed, row["route"].trimmed, row["canteen"].trimmed
                )
                for (column, text) in [
                    ("kitchen", kitchen), ("route", route), ("canteen", canteen),
                ]
                where text.isEmpty {
                    problems.append(row.problem(column, "is empty"))
                }
                if !seen.insert(canteen).inserted {
                    problems.append(row.problem("canteen", "'\(canteen)' is on a route already"))
                }
                stops.append((KitchenID(kitchen), route, CanteenID(canteen)))
            }
            if !problems.isEmpty { throw Problems(problems) }
        }

        /// Stops that a plan cannot drive as they are written, one sentence each.
        package func statements(_ plan: ProductionPlan) -> [String] {
            let known = Set(plan.canteens.map(\.id))
            let kitchens = Set(plan.canteens.map(\.kitchen)).union(plan.kitchens)
            let cooks = Dictionary(plan.stops.map { ($0.canteen, $0.kitchen) }) { a, _ in a }
            return stops.compactMap { stop in
                let place = "the fixed route \(stop.route) of \(stop.kitchen)"
                if !kitchens.contains(stop.kitchen) {
                    return "\(place) calls at \(stop.canteen), but there is no kitchen "
                        + "\(stop.kitchen)"
                }
                if !known.contains(stop.canteen) {
                    return "\(place) calls at \(stop.canteen), which is no canteen"
                }
                guard let cook = cooks[stop.canteen], cook != stop.kitchen else { return nil }
                return "\(place) calls at \(stop.canteen), which \(cook) cooks for; it is on one "
                    + "of that kitchen's routes"
            }
        }
    }

    /// Routes for a plan: fixed sequences as they are, the others from the nearest to the nearest
    /// and, without places, by their ids.
    package init(_ plan: ProductionPlan, fixed: Fixed = Fixed(), sites: Sites? = nil) {
        var routes: [Route] = []
        for kitchen in plan.kitchens {
            let served = Set(plan.stops.filter { $0.kitchen == kitchen }.map(\.canteen))
            var left = served
            var names: [String] = []
            for stop in fixed.stops where stop.kitchen == kitchen && !names.contains(stop.route) {
                names.append(stop.route)
            }
            for name in names {
                let stops = fixed.stops
                    .filter { $0.kitchen == kitchen && $0.route == name }.map(\.canteen)
                    .filter { served.contains($0) }
                left.subtract(stops)
                if !stops.isEmpty {
                    routes.append(Route(kitchen: kitchen, name: name, canteens: stops))
                }
            }
            var number = 1
            while !left.isEmpty {
                var name = "\(kitchen)-\(number)"
                while names.contains(name) {
                    number += 1
                    name = "\(kitchen)-\(number)"
                }
                let stops = Routes.tour(
                    from: kitchen, left, most: plan.rules.stopsPerRoute, sites)
                left.subtract(stops)
                routes.append(Route(kitchen: kitchen, name: name, canteens: stops))
                number += 1
            }
        }
        self.routes = routes
    }

    private static func tour(
        from kitchen: KitchenID, _ open: Set<CanteenID>, most: Int, _ sites: Sites?
    ) -> [CanteenID] {
        var left = open.sorted()
        var stops: [CanteenID] = []
        var here = kitchen.text
        while stops.count < most, !left.isEmpty {
            let nearest = left.indices.min { a, b in
                let (one, other) = (
                    sites?.distance(here, left[a].text) ?? .infinity,
                    sites?.distance(here, left[b].text) ?? .infinity
                )
                return one == other ? a < b : one < other
            }
            guard let nearest else { break }
            here = left[nearest].text
            stops.append(left.remove(at: nearest))
        }
        return stops
    }
}
