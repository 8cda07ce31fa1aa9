package import Meals

/// What walks in on a day at each canteen, meal and dish, as quantiles; pre-orders beside it.
package struct DayForecast: Sendable {
    /// One dish at one canteen's meal.
    package struct Row: Hashable, Sendable {
        package let canteen: CanteenID
        package let period: MealPeriod
        package let dish: Dish
        /// For each of ``Backtest/shares``; without what was ordered ahead.
        package let quantiles: [Double]
        package let ordered: Int

        /// Each share with its quantile, both as they are written.
        package var shown: [(share: String, portions: String)] {
            zip(Backtest.shares, quantiles).map { ($0.fixed(1), $1.fixed(1)) }
        }
    }

    package let day: Day
    /// In the order of canteens, meals and dishes.
    package let rows: [Row]
    /// What the forecast takes for granted, one sentence each.
    package let statements: [String]

    /// How far the shares of a bell lie from its middle, in its own spreads.
    private static let bell = [
        -1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816,
    ]

    /// The forecast behind a plan of the day, on the same basis.
    package init(
        for day: Day, basis: ProductionPlan.Basis, menu: MenuBook, canteens: [Canteen]
    ) {
        self.day = day
        let (draft, plan) = ProductionPlan.drafted(
            for: day, basis: basis, menu: menu, canteens: canteens)
        statements = plan?.statements ?? []
        var ordered: [Pot: Int] = [:]
        for order in basis.orders where order.day == day && draft?.isServed(order) ?? false {
            for part in order.opened(menu) {
                let pot = Pot(
                    day: day, canteen: part.canteen, period: part.period, dish: part.dish)
                ordered[pot, default: 0] += part.portions
            }
        }
        var found: [Pot: [Double]] = ordered.mapValues { _ in
            Backtest.shares.map { _ in 0 }
        }
        for expected in draft?.counters() ?? [] {
            let liking = expected.dishes.map { draft?.sums.liking[menu.dishes[$0].code] ?? 1 }
            let whole = max(liking.reduce(0, +), 1e-9)
            for (place, like) in zip(expected.dishes, liking) {
                let pot = Pot(
                    day: day, canteen: expected.counter.canteen, period: expected.counter.period,
                    dish: menu.dishes[place].code)
                found[pot] = DayForecast.part(like / whole, of: expected.quantiles)
            }
        }
        rows = found.sorted { $0.key < $1.key }.compactMap { pot, quantiles in
            menu[pot.dish].map {
                Row(
                    canteen: pot.canteen, period: pot.period, dish: $0, quantiles: quantiles,
                    ordered: ordered[pot] ?? 0)
            }
        }
    }

    /// The quantiles of a dish that each guest of a counter takes with a chance: the counter's own
    /// spread, and that of the choice.
    static func part(_ share: Double, of quantiles: [Double]) -> [Double] {
        let middle = quantiles[quantiles.count / 2]
        return zip(quantiles, bell).map { quantile, z in
            let own = share * (quantile - middle)
            let choice = z * z * middle * share * (1 - share)
            let distance = (own * own + choice).squareRoot()
            return max(0, share * middle + (z < 0 ? -distance : distance))
        }
    }

    /// `canteen,period,dish,name,class,q10,…,q90,ordered` with LF line ends.
    package var csv: String {
        let names = Backtest.shares.map { "q\(Int(($0 * 100).rounded()))" }
        var text = CSV.row(
            ["canteen", "period", "dish", "name", "class"] + names + ["ordered"])
        for row in rows {
            text += CSV.row(
                [
                    row.canteen.text, row.period.rawValue, row.dish.code.text, row.dish.name,
                    row.dish.dishClass.rawValue,
                ] + row.quantiles.map { $0.fixed(1) } + ["\(row.ordered)"])
        }
        return text
    }
}
