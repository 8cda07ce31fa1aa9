internal import Meals

/// One day's plan before kitchens are assigned and capacity is looked at.
struct PlanDraft {
    let day: Day
    let menu: MenuBook
    let canteens: [Canteen]
    let forecast: CounterForecast
    let liking: [DishCode: Double]
    /// Canteens that have sold anything yet.
    let known: Set<CanteenID>
    var closed: Set<CanteenID> = []

    /// The walk-ins of one counter.
    struct Expected {
        let counter: Counter
        let dishes: [Dish]
        let median: Double
        /// Portions for the share of days that the costs imply.
        let total: Int
    }

    /// Every counter that is open, with its quantiles; a canteen without any past borrows from
    /// those of its kind, in proportion to its seats.
    func counters() -> [Expected] {
        var found: [Expected] = []
        for period in [MealPeriod.breakfast, .lunch, .dinner] {
            let dishes = menu.menu(on: day, period).flatMap { menu.cooked($0).map(\.dish) }
            for dishClass in DishClass.allCases where dishClass != .set {
                var seen: Set<DishCode> = []
                let offered = dishes.filter {
                    $0.dishClass == dishClass && seen.insert($0.code).inserted
                }
                guard !offered.isEmpty else { continue }
                for canteen in canteens where !closed.contains(canteen.id) {
                    let counter = Counter(
                        canteen: canteen.id, period: period, dishClass: dishClass)
                    guard
                        let quantiles = known.contains(canteen.id)
                            ? forecast.quantiles(counter, day) : borrowed(counter, canteen)
                    else { continue }
                    let share = menu.planRules.quantile(canteen.kind)
                    let amount = CounterForecast.amount(
                        quantiles,
                        enoughOn: Double(share.numerator) / Double(share.denominator))
                    found.append(
                        Expected(
                            counter: counter, dishes: offered,
                            median: quantiles[quantiles.count / 2],
                            total: Int(amount.rounded(.up))))
                }
            }
        }
        return found
    }

    private func borrowed(_ counter: Counter, _ canteen: Canteen) -> [Double]? {
        let like = canteens.filter { $0.kind == canteen.kind && known.contains($0.id) }
        let each = like.compactMap { other -> [Double]? in
            let theirs = Counter(
                canteen: other.id, period: counter.period, dishClass: counter.dishClass)
            let scale = Double(max(canteen.seats, 1)) / Double(max(other.seats, 1))
            return forecast.quantiles(theirs, day)?.map { $0 * scale }
        }
        guard !each.isEmpty else { return nil }
        return Backtest.shares.indices.compactMap { place in each.map { $0[place] }.middle }
    }

    /// Deals each counter's portions to its dishes as they are liked, and adds the pre-orders.
    func rows(
        _ counters: [Expected], orders: [PreOrder], kitchens: [CanteenID: KitchenID]
    ) -> [ProductionPlan.Row] {
        struct Place: Hashable {
            let canteen: CanteenID
            let period: MealPeriod
            let dish: DishCode
        }
        var walkIns: [Place: (median: Int, planned: Int)] = [:]
        struct Pot: Hashable {
            let kitchen: KitchenID
            let period: MealPeriod
            let dishClass: DishClass
        }
        var dealers: [Pot: Apportionment] = [:]
        for expected in counters {
            guard let kitchen = kitchens[expected.counter.canteen] else { continue }
            let weights = expected.dishes.map { Int(((liking[$0.code] ?? 1) * 1000).rounded()) }
            let pot = Pot(
                kitchen: kitchen, period: expected.counter.period,
                dishClass: expected.counter.dishClass)
            var dealer = dealers[pot] ?? Apportionment(weights: weights.map { max($0, 1) })
            let whole = Double(max(weights.reduce(0, +), 1))
            for (dish, (weight, portions)) in zip(
                expected.dishes, zip(weights, dealer.deal(expected.total)))
            {
                let place = Place(
                    canteen: expected.counter.canteen, period: expected.counter.period,
                    dish: dish.code)
                let median = Int((expected.median * Double(weight) / whole).rounded())
                walkIns[place] = (min(median, portions), portions)
            }
            dealers[pot] = dealer
        }
        var ordered: [Place: Int] = [:]
        for order in orders where !closed.contains(order.canteen) {
            guard let dish = menu[order.dish] else { continue }
            for (inner, each) in menu.cooked(dish) {
                let place = Place(
                    canteen: order.canteen, period: order.period, dish: inner.code)
                ordered[place, default: 0] += order.portions * each
            }
        }
        let rows = Set(walkIns.keys).union(ordered.keys).compactMap { place in
            kitchens[place.canteen].map { kitchen in
                let (median, planned) = walkIns[place] ?? (0, 0)
                let asked = ordered[place] ?? 0
                return ProductionPlan.Row(
                    kitchen: kitchen, canteen: place.canteen, period: place.period,
                    dish: place.dish, median: median, ordered: asked, planned: planned + asked,
                    held: 0)
            }
        }
        return rows.filter { $0.planned > 0 }.sorted {
            ($0.kitchen, $0.canteen, $0.period.place, $0.dish)
                < ($1.kitchen, $1.canteen, $1.period.place, $1.dish)
        }
    }
}
