internal import Meals

/// One day's plan before kitchens are assigned and capacity is looked at.
struct PlanDraft {
    let day: Day
    let menu: MenuBook
    let canteens: [Canteen]
    let forecast: CounterForecast
    let sums: CounterSums
    let openings: Openings
    /// Canteens that have sold anything yet, with the portions of a middling day.
    private let sizes: [CanteenID: Double]

    static let periods: [MealPeriod] = [.breakfast, .lunch, .dinner]

    init(
        day: Day, menu: MenuBook, canteens: [Canteen], forecast: CounterForecast,
        sums: CounterSums, sizes: [CanteenID: Double], openings: Openings
    ) {
        self.day = day
        self.menu = menu
        self.canteens = canteens
        self.forecast = forecast
        self.sums = sums
        self.openings = openings
        self.sizes = sizes
    }

    /// The walk-ins of one counter.
    struct Expected {
        let counter: Counter
        /// Places in the menu.
        let dishes: [Int]
        /// For each of ``Backtest/shares``.
        let quantiles: [Double]
        /// Portions for the share of days that the costs imply.
        let total: Int
        let source: Source

        var median: Double { quantiles[quantiles.count / 2] }

        /// Whose past a forecast rests on; of others, how many they are.
        enum Source: Hashable {
            case own
            case alike(Int)
            case anyKind(Int)
            case newMeal(Int)
        }
    }

    /// True for an order that a canteen can get: nobody has told that the meal is shut.
    func isServed(_ order: PreOrder) -> Bool {
        openings.shut(order.canteen, order.period, on: day) != .told
    }

    /// Every counter that is open, with its quantiles; a canteen without any past borrows from
    /// those of its kind, in proportion to its seats.
    func counters() -> [Expected] {
        var found: [Expected] = []
        for period in PlanDraft.periods {
            let open = canteens.filter { openings.shut($0.id, period, on: day) == nil }
            let dishes = menu.menu(on: day, period).flatMap { menu.cooked($0).map(\.dish) }
            for dishClass in DishClass.allCases where dishClass != .set {
                var seen: Set<DishCode> = []
                let offered = dishes.filter {
                    $0.dishClass == dishClass && seen.insert($0.code).inserted
                }
                guard !offered.isEmpty else { continue }
                let places = offered.compactMap { menu.place(of: $0.code) }
                for canteen in open {
                    let counter = Counter(
                        canteen: canteen.id, period: period, dishClass: dishClass)
                    guard !openings.isClosed(counter, on: day),
                        openings.stopped(counter, on: day) == nil,
                        let (quantiles, source) = quantiles(counter, canteen)
                    else { continue }
                    let choice = menu.planRules.choice(canteen.kind, period)
                    found.append(
                        Expected(
                            counter: counter, dishes: places, quantiles: quantiles,
                            total: choice.portions(quantiles), source: source))
                }
            }
        }
        return found
    }

    private func quantiles(
        _ counter: Counter, _ canteen: Canteen
    ) -> (quantiles: [Double], source: Expected.Source)? {
        if let own = forecast.quantiles(counter, day) { return (own, .own) }
        if let size = sizes[canteen.id] {
            // A meal that it never served is one that it does not serve, unless someone tells so.
            guard openings.isOpened(canteen.id, counter.period, on: day) else { return nil }
            return borrowed(counter, from: canteens.filter { sizes[$0.id] != nil }) {
                size / max(sizes[$0.id] ?? 1, 1)
            }.map { ($0.quantiles, .newMeal($0.count)) }
        }
        func bySeats(_ other: Canteen) -> Double {
            Double(max(canteen.seats, 1)) / Double(max(other.seats, 1))
        }
        let known = canteens.filter { sizes[$0.id] != nil }
        let like = known.filter { $0.kind == canteen.kind }
        if !like.isEmpty {
            return borrowed(counter, from: like, scale: bySeats)
                .map { ($0.quantiles, .alike($0.count)) }
        }
        return borrowed(counter, from: known, scale: bySeats)
            .map { ($0.quantiles, .anyKind($0.count)) }
    }

    /// The middle of what others expect of the same counter, each scaled.
    private func borrowed(
        _ counter: Counter, from others: [Canteen], scale: (Canteen) -> Double
    ) -> (quantiles: [Double], count: Int)? {
        let each = others.compactMap { other -> [Double]? in
            let theirs = Counter(
                canteen: other.id, period: counter.period, dishClass: counter.dishClass)
            let scale = scale(other)
            return forecast.quantiles(theirs, day)?.map { $0 * scale }
        }
        guard !each.isEmpty else { return nil }
        let middle = Backtest.shares.indices.compactMap { place in each.map { $0[place] }.middle }
        return (middle, each.count)
    }

    /// Deals each counter's portions to its dishes as they are liked, and adds the pre-orders.
    func rows(
        _ counters: [Expected], orders: [PreOrder], kitchens: [CanteenID: KitchenID]
    ) -> (rows: [ProductionPlan.Row], dishes: [Int]) {
        var sheet = Portions(canteens: canteens.count, dishes: menu.dishes.count)
        let places = Dictionary(zip(canteens.map(\.id), canteens.indices)) { first, _ in first }
        let liked = menu.dishes.map { Int(((sums.liking[$0.code] ?? 1) * 1000).rounded()) }
        struct Pot: Hashable {
            let kitchen: KitchenID
            let period: MealPeriod
            let dishClass: DishClass
        }
        var dealers: [Pot: Apportionment] = [:]
        for expected in counters {
            guard let kitchen = kitchens[expected.counter.canteen],
                let canteen = places[expected.counter.canteen]
            else { continue }
            let weights = expected.dishes.map { liked[$0] }
            let pot = Pot(
                kitchen: kitchen, period: expected.counter.period,
                dishClass: expected.counter.dishClass)
            var dealer = dealers[pot] ?? Apportionment(weights: weights.map { max($0, 1) })
            let whole = Double(max(weights.reduce(0, +), 1))
            for (dish, (weight, portions)) in zip(
                expected.dishes, zip(weights, dealer.deal(expected.total)))
            {
                let cell = sheet.cell(canteen, expected.counter.period, dish)
                let median = Int((expected.median * Double(weight) / whole).rounded())
                sheet.walkIns[cell] = (min(median, portions), portions)
            }
            dealers[pot] = dealer
        }
        for order in orders {
            guard let dish = menu[order.dish], let canteen = places[order.canteen] else {
                continue
            }
            for (inner, each) in menu.cooked(dish) {
                guard let dish = menu.place(of: inner.code) else { continue }
                sheet.ordered[sheet.cell(canteen, order.period, dish)] += order.portions * each
            }
        }
        return rows(sheet, kitchens)
    }

    /// What is planned at all, by kitchen, canteen, meal and dish, with each dish's place in the
    /// menu.
    private func rows(
        _ sheet: Portions, _ kitchens: [CanteenID: KitchenID]
    ) -> (rows: [ProductionPlan.Row], dishes: [Int]) {
        let codes = menu.dishes.indices.sorted { menu.dishes[$0].code < menu.dishes[$1].code }
        let order = canteens.enumerated().compactMap { place, canteen in
            kitchens[canteen.id].map { (kitchen: $0, canteen: canteen.id, place: place) }
        }.sorted { ($0.kitchen, $0.canteen) < ($1.kitchen, $1.canteen) }
        var rows: [ProductionPlan.Row] = []
        var dishes: [Int] = []
        for (kitchen, canteen, place) in order {
            for period in MealPeriod.allCases {
                for dish in codes {
                    let cell = sheet.cell(place, period, dish)
                    let (median, walkIns) = sheet.walkIns[cell]
                    let ordered = sheet.ordered[cell]
                    guard walkIns + ordered > 0 else { continue }
                    rows.append(
                        ProductionPlan.Row(
                            kitchen: kitchen, canteen: canteen, period: period,
                            dish: menu.dishes[dish].code, median: median, ordered: ordered,
                            planned: walkIns + ordered, held: 0))
                    dishes.append(dish)
                }
            }
        }
        return (rows, dishes)
    }

    /// Portions by canteen, meal and dish.
    private struct Portions {
        private let dishes: Int
        var walkIns: [(median: Int, planned: Int)]
        var ordered: [Int]

        init(canteens: Int, dishes: Int) {
            self.dishes = dishes
            let cells = canteens * MealPeriod.allCases.count * dishes
            walkIns = Array(repeating: (0, 0), count: cells)
            ordered = Array(repeating: 0, count: cells)
        }

        func cell(_ canteen: Int, _ period: MealPeriod, _ dish: Int) -> Int {
            (canteen * MealPeriod.allCases.count + period.place) * dishes + dish
        }
    }
}
