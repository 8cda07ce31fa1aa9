package import Meals

extension ProductionPlan {
    /// Plans for days in a row, after the last day of the history.
    package static func plans(
        for days: ClosedRange<Day>, basis: Basis, menu: MenuBook, canteens: [Canteen]
    ) -> [ProductionPlan] {
        drafts(for: days, basis: basis, menu: menu, canteens: canteens).map(\.plan)
    }

    /// A day's plan with what it is drawn from.
    static func drafted(
        for day: Day, basis: Basis, menu: MenuBook, canteens: [Canteen]
    ) -> (draft: PlanDraft?, plan: ProductionPlan?) {
        let made = drafts(for: day...day, basis: basis, menu: menu, canteens: canteens).first
        return (made?.draft, made?.plan)
    }

    private static func drafts(
        for days: ClosedRange<Day>, basis: Basis, menu: MenuBook, canteens: [Canteen]
    ) -> [(draft: PlanDraft, plan: ProductionPlan)] {
        var past = basis.history
        past.take(out: basis.orders.flatMap { $0.opened(menu) })
        let sums = CounterSums(past, menu: menu)
        let forecast = CounterForecast(
            sums, days: days, events: basis.events.spread(over: sums.counters))
        let openings = Openings(sums, basis: basis)
        let sizes = sums.sizes
        let strangers = basis.events.strangers(to: canteens)
        return (days.lowerBound.number...days.upperBound.number).map { number in
            let day = Day(number: number)
            let draft = PlanDraft(
                day: day, menu: menu, canteens: canteens, forecast: forecast, sums: sums,
                sizes: sizes, openings: openings)
            var plan = ProductionPlan(
                draft, orders: basis.orders.filter { $0.day == day }, sites: basis.sites)
            plan.statements += strangers.map {
                "the events name '\($0)', which is no canteen, no meal c1|lunch and no class "
                    + "c1|lunch|soup; they touch nothing"
            }
            return (draft, plan)
        }
    }

    /// Portions that are worth a pot of their own late in the morning.
    private static let leastHeld = 5

    /// Keeps a share of each pot at the kitchen, dealt to its canteens; what was ordered ahead
    /// goes with the first dispatch.
    mutating func holdBack() {
        let late = MealPeriod.allCases.filter { rules.secondDispatch[$0] != nil }
        for kitchen in kitchens {
            var pots = [[Int]](repeating: [], count: MealPeriod.allCases.count * menu.dishes.count)
            for stop in stops where stop.kitchen == kitchen {
                for place in stop.rows {
                    pots[rows[place].period.place * menu.dishes.count + dishes[place]].append(place)
                }
            }
            for period in late {
                let first = period.place * menu.dishes.count
                for places in pots[first..<first + menu.dishes.count] { holdBack(of: places) }
            }
        }
    }

    private mutating func holdBack(of pot: [Int]) {
        let free = pot.map { rows[$0].planned - rows[$0].ordered }
        let held = Int((Rational(Int64(free.reduce(0, +))) * rules.holdBack).floor)
        guard held >= ProductionPlan.leastHeld else { return }
        var shares = Apportionment(weights: free)
        for (place, portions) in zip(pot, shares.deal(held)) { rows[place].held = portions }
    }

    /// Cuts what a kitchen cannot cook, class by class as the rules say; pre-orders stand.
    ///
    /// A class gives at most half of its walk-ins before each of the others gave as much: nobody
    /// eats without rice because the rice was named before the meat.
    mutating func cut() {
        for (kitchen, most) in rules.capacity.sorted(by: { $0.key < $1.key }) {
            for period in [MealPeriod.breakfast, .lunch, .dinner] {
                let places = rows.indices.filter {
                    rows[$0].kitchen == kitchen && rows[$0].period == period
                }
                let asked = places.reduce(0) { $0 + rows[$1].planned }
                var over = asked - most
                guard over > 0 else { continue }
                var taken: [DishClass: Int] = [:]
                for isLast in [false, true] {
                    for dishClass in rules.giveWay where over > 0 {
                        let less = cut(dishClass, from: places, by: over, atMostHalf: !isLast)
                        over -= less
                        taken[dishClass, default: 0] += less
                    }
                }
                let given = rules.giveWay.compactMap { dishClass in
                    taken[dishClass].flatMap { $0 > 0 ? "\(dishClass.name) by \($0)" : nil }
                }
                let way =
                    given.isEmpty
                    ? "nothing gives way"
                    : "\(given.joined(separator: ", ")) \(given.count > 1 ? "give" : "gives") way"
                statements.append(
                    "\(kitchen) can cook \(most) portions at \(period.rawValue) and \(asked) are "
                        + "wanted: \(way)" + stillOver(over, places))
            }
        }
    }

    /// Takes walk-ins off one class; gives how many.
    private mutating func cut(
        _ dishClass: DishClass, from places: [Int], by wanted: Int, atMostHalf: Bool
    ) -> Int {
        let cuttable = places.filter { menu.dishes[dishes[$0]].dishClass == dishClass }
        let free = cuttable.map { rows[$0].planned - rows[$0].ordered }
        let total = free.reduce(0, +)
        let taken = min(wanted, atMostHalf ? total / 2 : total)
        guard taken > 0 else { return 0 }
        var shares = Apportionment(weights: free)
        for (place, less) in zip(cuttable, shares.deal(taken)) { rows[place].planned -= less }
        return taken
    }

    /// Why some portions are still too many after all that may give way did.
    private func stillOver(_ over: Int, _ places: [Int]) -> String {
        guard over > 0 else { return "" }
        let ordered = places.reduce(0) { $0 + rows[$1].ordered }
        var standing = Set<DishClass>()
        for place in places where rows[place].planned > rows[place].ordered {
            if let dishClass = menu[rows[place].dish]?.dishClass { standing.insert(dishClass) }
        }
        let names = DishClass.allCases.filter(standing.contains).map(\.name)
        var reasons: [String] = []
        if ordered > 0 { reasons.append("\(ordered) are ordered ahead") }
        if !names.isEmpty {
            reasons.append("\(names.joined(separator: ", ")) may not give way")
        }
        return "; \(over) are still too many, because \(reasons.joined(separator: " and "))"
    }
}

extension SalesHistory {
    /// Leaves the walk-ins: what was ordered ahead is taken off.
    mutating func take(out orders: [PreOrder]) {
        let days = Set(orders.map(\.day))
        guard let last = lastDay, days.contains(where: { $0 <= last }) else { return }
        var left: [Pot: Int] = [:]
        for order in orders {
            let pot = Pot(
                day: order.day, canteen: order.canteen, period: order.period, dish: order.dish)
            left[pot, default: 0] += order.portions
        }
        replaceEntries { entry in
            guard days.contains(entry.day) else { return entry }
            guard let ordered = left[entry.pot], ordered > 0 else { return entry }
            let taken = min(ordered, entry.portions)
            left[entry.pot] = ordered - taken
            return Entry(
                day: entry.day, canteen: entry.canteen, period: entry.period, dish: entry.dish,
                portions: entry.portions - taken, soldOut: entry.soldOut)
        }
    }
}
