internal import Meals

/// Forecasts for days ahead of every counter that has a past.
struct CounterForecast {
    /// For each counter and day, the quantiles of ``Backtest/shares``.
    private var quantiles: [String: [Day: [Double]]] = [:]

    /// Rows that the learners of a plan see: it is wanted at once.
    private static let mostRows = 12_000

    init(
        _ sums: CounterSums, days: ClosedRange<Day>, events: EventTable
    ) {
        guard let last = sums.days.lazy.compactMap(\.last?.day).max() else { return }
        let table = sums.table(until: days.upperBound)
        let lead = max(1, days.upperBound - last)
        let asked = table.place(of: days.lowerBound)
        let rows = RowBuilder.rows(
            of: table, events: events, lead: lead, season: 7, asked: asked)
        var run = RollingRun(rows, table, lead: lead, mostRows: CounterForecast.mostRows)
        run.rehearse(from: max(lead, asked - lead - 42), to: asked)
        run.forecast(from: asked, to: table.days)
        for forecast in run.forecasts {
            quantiles[table.names[forecast.series], default: [:]][table.firstDay + forecast.day] =
                forecast.quantiles
        }
    }

    /// A counter's quantiles on a day; nil for one without a past.
    func quantiles(_ counter: Counter, _ day: Day) -> [Double]? {
        quantiles[counter.name]?[day]
    }

    /// The amount that is enough on a share of days, between and beyond the known quantiles.
    static func amount(_ quantiles: [Double], enoughOn share: Double) -> Double {
        let shares = Backtest.shares
        guard let lowest = quantiles.first, let highest = quantiles.last else { return 0 }
        if share <= shares[0] { return lowest }
        for place in 1..<shares.count where share <= shares[place] {
            let part = (share - shares[place - 1]) / (shares[place] - shares[place - 1])
            return quantiles[place - 1] + part * (quantiles[place] - quantiles[place - 1])
        }
        // Beyond the last: on along its slope.
        let slope = highest - quantiles[quantiles.count - 2]
        return highest + slope * (share - shares[shares.count - 1]) * 10
    }
}
