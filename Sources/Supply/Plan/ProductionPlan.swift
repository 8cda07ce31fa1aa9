package import Meals

/// What each kitchen cooks on a day, for whom, and what had to give way.
package struct ProductionPlan: Sendable {
    package let day: Day
    package let menu: MenuBook
    package let canteens: [Canteen]
    package let rules: PlanRules
    /// What was ordered ahead for the day.
    package let orders: [PreOrder]
    /// Sorted by kitchen, canteen, meal and dish.
    package internal(set) var rows: [Row]
    /// Each row's dish by its place in the menu.
    let dishes: [Int]
    /// The rows of each canteen, in the order of kitchens and canteens.
    let stops: [Stop]
    /// Sorted by canteen, meal and class.
    package let counters: [CounterTotal]
    /// What could not be met and what gives way for it, one sentence each.
    package internal(set) var statements: [String] = []

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
        /// That share.
        package let enoughOn: Double
    }

    /// What a plan is made from.
    package struct Basis: Sendable {
        package var history: SalesHistory
        package var orders: [PreOrder] = []
        package var events = EventTable([])
        /// Canteens that are shut on a day, beside those that the event `closed` shuts.
        package var closed: [Day: Set<CanteenID>] = [:]
        package var sites: Sites?

        package init(history: SalesHistory) { self.history = history }
    }

    init(_ draft: PlanDraft, orders: [PreOrder], sites: Sites?) {
        day = draft.day
        menu = draft.menu
        canteens = draft.canteens
        rules = draft.menu.planRules
        self.orders = orders
        let found = draft.counters()
        counters = found.map {
            CounterTotal(
                canteen: $0.counter.canteen, period: $0.counter.period,
                dishClass: $0.counter.dishClass, median: $0.median, walkIns: $0.total,
                enoughOn: CounterForecast.share($0.quantiles, enoughWith: Double($0.total)))
        }.sorted {
            ($0.canteen, $0.period.place, $0.dishClass.rawValue)
                < ($1.canteen, $1.period.place, $1.dishClass.rawValue)
        }
        let served = orders.filter { draft.isServed($0) }
        let assignment = KitchenAssignment(
            draft.canteens, load: ProductionPlan.load(found, served, draft.menu), sites: sites,
            rules: rules)
        (rows, dishes) = draft.rows(found, orders: served, kitchens: assignment.kitchen)
        stops = ProductionPlan.stops(of: rows)
        tell(draft, found)
        tell(assignment, sites)
        cut()
        holdBack()
    }

    /// Portions of each meal at each canteen: walk-ins, and what was ordered with sets opened.
    private static func load(
        _ counters: [PlanDraft.Expected], _ orders: [PreOrder], _ menu: MenuBook
    ) -> [CanteenID: [MealPeriod: Int]] {
        var load: [CanteenID: [MealPeriod: Int]] = [:]
        for counter in counters {
            load[counter.counter.canteen, default: [:]][counter.counter.period, default: 0] +=
                counter.total
        }
        for order in orders.flatMap({ $0.opened(menu) }) {
            load[order.canteen, default: [:]][order.period, default: 0] += order.portions
        }
        return load
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

    /// What each kitchen has to buy, in the order of the kitchens.
    package func purchases(
        from stock: Stock = Stock()
    ) -> [(kitchen: KitchenID, purchase: Purchase)] {
        kitchens.map { kitchen in
            let own = stops.filter { $0.kitchen == kitchen }.map(\.rows)
            return (
                kitchen,
                Purchase(
                    demand(of: kitchen), dishes: own.flatMap { dishes[$0] }, menu: menu,
                    stock: stock.shelves(of: kitchen, on: day))
            )
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

    /// What one pot cooks at once.
    struct Batch {
        /// From 1, within its dish and meal.
        let number: Int
        let portions: Int
        /// True for what leaves with the second dispatch and is cooked for it.
        let isSecond: Bool
    }

    /// Batches of about equal size, none larger than the equipment takes; what waits for the second
    /// dispatch has batches of its own, so that it is no older than its label says.
    func batches(of total: Total) -> [Batch] {
        let most = rules.batch[total.dish.dishClass] ?? 100
        var batches: [Batch] = []
        for (portions, isSecond) in [(total.portions - total.held, false), (total.held, true)] {
            let count = (portions + most - 1) / most
            for place in 0..<count {
                batches.append(
                    Batch(
                        number: batches.count + 1, portions: (portions + place) / count,
                        isSecond: isSecond))
            }
        }
        return batches
    }

    /// The name of a batch on sheets and labels.
    package func batchName(
        _ kitchen: KitchenID, _ period: MealPeriod, _ dish: DishCode, _ number: Int
    ) -> String {
        ProductionPlan.batchName(kitchen, on: day, period, dish, number)
    }

    /// The name of a batch of a day.
    package static func batchName(
        _ kitchen: KitchenID, on day: Day, _ period: MealPeriod, _ dish: DishCode, _ number: Int
    ) -> String {
        "\(kitchen)-\(day)-\(period.rawValue.prefix(1).uppercased())-\(dish)-\(number)"
    }
}
