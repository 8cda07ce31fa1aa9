package import Meals

/// What each kitchen cooks on a day, for whom, and what had to give way.
package struct ProductionPlan: Sendable {
    package let day: Day
    package let menu: MenuBook
    package let canteens: [Canteen]
    package let rules: PlanRules
    /// Sorted by kitchen, canteen, meal and dish.
    package private(set) var rows: [Row]
    /// Each row's dish by its place in the menu.
    let dishes: [Int]
    /// The rows of each canteen, in the order of kitchens and canteens.
    let stops: [Stop]
    /// Sorted by canteen, meal and class.
    package let counters: [CounterTotal]
    /// What could not be met and what gives way for it, one sentence each.
    package private(set) var statements: [String] = []

    /// Portions of one cooked dish for one canteen and meal.
    package struct Row: Hashable, Sendable {
        package let kitchen: KitchenID
        package let canteen: CanteenID
        package let period: MealPeriod
        package let dish: DishCode
        /// Portions that walk in on a middling day.
        package let median: Int
        /// Portions asked for ahead.
        package let ordered: Int
        /// Portions to cook: pre-orders, and what is enough for the rest on the share of days
        /// that the costs imply.
        package var planned: Int
        /// The part of them that waits at the kitchen for the second dispatch.
        package var held: Int
    }

    /// What one kitchen cooks for one canteen: a stretch of the rows.
    struct Stop: Sendable {
        let kitchen: KitchenID
        let canteen: CanteenID
        let rows: Range<Int>
    }

    /// The walk-ins of one class of dishes at one canteen and meal.
    package struct CounterTotal: Hashable, Sendable {
        package let canteen: CanteenID
        package let period: MealPeriod
        package let dishClass: DishClass
        /// Walk-ins of a middling day.
        package let median: Double
        /// Portions that are enough on the share of days that the costs imply.
        package let walkIns: Int
    }

    /// What a plan is made from.
    package struct Basis: Sendable {
        package var history: SalesHistory
        package var orders: [PreOrder] = []
        package var events = EventTable([])
        /// Canteens that are shut on a day.
        package var closed: [Day: Set<CanteenID>] = [:]
        package var sites: Sites?

        package init(history: SalesHistory) { self.history = history }
    }

    /// Plans for days in a row, after the last day of the history.
    package static func plans(
        for days: ClosedRange<Day>, basis: Basis, menu: MenuBook, canteens: [Canteen]
    ) -> [ProductionPlan] {
        var past = basis.history
        past.take(out: basis.orders.flatMap { $0.opened(menu) })
        let sums = CounterSums(past, menu: menu)
        let forecast = CounterForecast(sums, days: days, events: basis.events)
        let known = Set(sums.counters.map(\.canteen))
        return (days.lowerBound.number...days.upperBound.number).map { number in
            let day = Day(number: number)
            var draft = PlanDraft(
                day: day, menu: menu, canteens: canteens, forecast: forecast, liking: sums.liking,
                known: known)
            draft.closed = basis.closed[day] ?? []
            return ProductionPlan(
                draft, orders: basis.orders.filter { $0.day == day }, sites: basis.sites)
        }
    }

    private init(_ draft: PlanDraft, orders: [PreOrder], sites: Sites?) {
        day = draft.day
        menu = draft.menu
        canteens = draft.canteens
        rules = draft.menu.planRules
        let counters = draft.counters()
        self.counters = counters.map {
            CounterTotal(
                canteen: $0.counter.canteen, period: $0.counter.period,
                dishClass: $0.counter.dishClass, median: $0.median, walkIns: $0.total)
        }.sorted {
            ($0.canteen, $0.period.place, $0.dishClass.rawValue)
                < ($1.canteen, $1.period.place, $1.dishClass.rawValue)
        }
        var load: [CanteenID: [MealPeriod: Int]] = [:]
        for counter in counters {
            load[counter.counter.canteen, default: [:]][counter.counter.period, default: 0] +=
                counter.total
        }
        let assignment = KitchenAssignment(
            draft.canteens, load: load.mapValues { $0.values.max() ?? 0 }, sites: sites,
            rules: rules)
        let rows = draft.rows(counters, orders: orders, kitchens: assignment.kitchen)
        self.rows = rows
        dishes = rows.map { draft.menu.place(of: $0.dish) ?? 0 }
        stops = ProductionPlan.stops(of: rows)
        for canteen in draft.canteens where assignment.kitchen[canteen.id] != canteen.kitchen {
            guard let now = assignment.kitchen[canteen.id] else { continue }
            statements.append("\(canteen.id) is cooked for by \(now) instead of \(canteen.kitchen)")
        }
        cut()
        holdBack()
    }

    private static func stops(of rows: [Row]) -> [Stop] {
        var stops: [Stop] = []
        var first = 0
        for place in rows.indices {
            let next = place + 1
            if next == rows.count || rows[next].canteen != rows[place].canteen {
                stops.append(
                    Stop(
                        kitchen: rows[place].kitchen, canteen: rows[place].canteen,
                        rows: first..<next))
                first = next
            }
        }
        return stops
    }

    private struct Pot: Hashable {
        let kitchen: KitchenID
        let period: MealPeriod
        let dish: Int
    }

    /// Keeps a share of each pot at the kitchen, dealt to its canteens; what was ordered ahead
    /// goes with the first dispatch.
    private mutating func holdBack() {
        var pots: [Pot: [Int]] = [:]
        for stop in stops {
            for place in stop.rows {
                let pot = Pot(
                    kitchen: stop.kitchen, period: rows[place].period, dish: dishes[place])
                pots[pot, default: []].append(place)
            }
        }
        for (pot, places) in pots where rules.secondDispatch[pot.period] != nil {
            let free = places.map { rows[$0].planned - rows[$0].ordered }
            let walkIns = free.reduce(0, +)
            guard walkIns > 0 else { continue }
            var shares = Apportionment(weights: free)
            let held = (Rational(Int64(walkIns)) * rules.holdBack).floor
            for (place, portions) in zip(places, shares.deal(Int(held))) {
                rows[place].held = portions
            }
        }
    }

    /// Cuts what a kitchen cannot cook, class by class as the rules say; pre-orders stand.
    private mutating func cut() {
        for (kitchen, most) in rules.capacity.sorted(by: { $0.key < $1.key }) {
            for period in [MealPeriod.breakfast, .lunch, .dinner] {
                let places = rows.indices.filter {
                    rows[$0].kitchen == kitchen && rows[$0].period == period
                }
                let asked = places.reduce(0) { $0 + rows[$1].planned }
                var over = asked - most
                guard over > 0 else { continue }
                var given: [String] = []
                for dishClass in rules.giveWay where over > 0 {
                    let cuttable = places.filter { menu[rows[$0].dish]?.dishClass == dishClass }
                    let free = cuttable.map { rows[$0].planned - rows[$0].ordered }
                    let total = free.reduce(0, +)
                    guard total > 0 else { continue }
                    var shares = Apportionment(weights: free)
                    let taken = min(over, total)
                    for (place, less) in zip(cuttable, shares.deal(taken)) {
                        rows[place].planned -= less
                    }
                    over -= taken
                    given.append("\(dishClass.name) by \(taken)")
                }
                statements.append(
                    "\(kitchen) can cook \(most) portions at \(period.rawValue) and \(asked) are "
                        + "wanted: " + (given.isEmpty ? "nothing" : given.joined(separator: ", "))
                        + " gives way"
                        + (over > 0 ? "; \(over) pre-ordered portions are still too many" : ""))
            }
        }
    }
}

extension ProductionPlan {
    package var kitchens: [KitchenID] { Set(stops.map(\.kitchen)).sorted() }

    /// The portions as demand, for what has to be bought.
    package func demand(of kitchen: KitchenID? = nil) -> [DemandRow] {
        stops.filter { kitchen == nil || $0.kitchen == kitchen }.flatMap { stop in
            rows[stop.rows].map {
                DemandRow(
                    kitchen: $0.kitchen, canteen: $0.canteen, period: $0.period, dish: $0.dish,
                    portions: $0.planned)
            }
        }
    }

    /// What comes out of one kitchen's pots of one dish for one meal.
    struct Total {
        let period: MealPeriod
        let dish: Dish
        let portions: Int
        /// The part of them that waits for the second dispatch.
        let held: Int
    }

    /// What a kitchen cooks of each dish, in the order of meals and dishes.
    func totals(of kitchen: KitchenID) -> [Total] {
        let meals = MealPeriod.allCases
        var sums = [(portions: Int, held: Int)](
            repeating: (0, 0), count: meals.count * menu.dishes.count)
        for stop in stops where stop.kitchen == kitchen {
            for place in stop.rows {
                let pot = rows[place].period.place * menu.dishes.count + dishes[place]
                sums[pot].portions += rows[place].planned
                sums[pot].held += rows[place].held
            }
        }
        let order = menu.dishes.indices.sorted { menu.dishes[$0].code < menu.dishes[$1].code }
        return meals.flatMap { period in
            order.compactMap { dish in
                let (portions, held) = sums[period.place * menu.dishes.count + dish]
                return portions > 0
                    ? Total(
                        period: period, dish: menu.dishes[dish], portions: portions, held: held)
                    : nil
            }
        }
    }

    /// Batches of about equal size, none larger than the equipment takes.
    package func batches(of dish: Dish, portions: Int) -> [Int] {
        let most = rules.batch[dish.dishClass] ?? 100
        let count = (portions + most - 1) / most
        return (0..<count).map { (portions + $0) / count }
    }

    /// The name of a batch on sheets and labels.
    package func batchName(
        _ kitchen: KitchenID, _ period: MealPeriod, _ dish: DishCode, _ number: Int
    ) -> String {
        "\(kitchen)-\(day)-\(period.rawValue.prefix(1).uppercased())-\(dish)-\(number)"
    }
}

extension SalesHistory {
    /// Leaves the walk-ins: what was ordered ahead is taken off.
    mutating func take(out orders: [PreOrder]) {
        struct Key: Hashable {
            let day: Day
            let canteen: CanteenID
            let period: MealPeriod
            let dish: DishCode
        }
        let days = Set(orders.map(\.day))
        guard let last = lastDay, days.contains(where: { $0 <= last }) else { return }
        var left: [Key: Int] = [:]
        for order in orders {
            left[
                Key(
                    day: order.day, canteen: order.canteen, period: order.period, dish: order.dish),
                default: 0] += order.portions
        }
        replaceEntries { entry in
            guard days.contains(entry.day) else { return entry }
            let key = Key(
                day: entry.day, canteen: entry.canteen, period: entry.period, dish: entry.dish)
            guard let ordered = left[key], ordered > 0 else { return entry }
            let taken = min(ordered, entry.portions)
            left[key] = ordered - taken
            return Entry(
                day: entry.day, canteen: entry.canteen, period: entry.period, dish: entry.dish,
                portions: entry.portions - taken, soldOut: entry.soldOut)
        }
    }
}
