internal import Meals

/// Forecasts for days ahead of every counter that has a past.
struct CounterForecast {
    /// For each counter and day, the quantiles of ``Backtest/shares``.
    private var quantiles: [String: [Day: [Double]]] = [:]

    init(
        _ sums: CounterSums, days: ClosedRange<Day>, events: EventTable
    ) {
        guard let last = sums.days.lazy.compactMap(\.last?.day).max() else { return }
        let table = sums.table(until: days.upperBound)
        let lead = max(1, days.upperBound - last)
        let asked = table.place(of: days.lowerBound)
        let rows = RowBuilder.rows(
            of: table, events: events, lead: lead, season: 7, asked: asked,
            most: 4 * RollingRun.fewRows)
        var run = RollingRun(rows, table, lead: lead, mostRows: RollingRun.fewRows)
        run.rehearse(from: max(lead, asked - lead - 42), to: asked)
        run.forecast(from: asked, to: table.days)
        for forecast in run.forecasts {
            let day = table.firstDay + forecast.day
            // The series of a table are the counters, in the same order.
            let idle = sums.idleShare(forecast.series, on: day)
            quantiles[table.names[forecast.series], default: [:]][day] =
                CounterForecast.quantiles(forecast.quantiles, idleOn: idle)
        }
    }

    /// The quantiles of a counter that sells nothing on a share of days, from those of the others.
    static func quantiles(_ quantiles: [Double], idleOn idle: Double) -> [Double] {
        guard idle > 0 else { return quantiles }
        return Backtest.shares.map { share in
            share <= idle ? 0 : amount(quantiles, enoughOn: (share - idle) / (1 - idle))
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
        // Beyond the last: on along its slope, as `share` goes back.
        let slope = highest - quantiles[quantiles.count - 2]
        return highest + slope * (share - shares[shares.count - 1]) * 10
    }

    /// The share of days on which an amount is enough.
    static func share(_ quantiles: [Double], enoughWith amount: Double) -> Double {
        let shares = Backtest.shares
        guard let highest = quantiles.last, let place = quantiles.lastIndex(where: { $0 <= amount })
        else { return 0 }
        if place + 1 < quantiles.count {
            let part = (amount - quantiles[place]) / (quantiles[place + 1] - quantiles[place])
            return shares[place] + part * (shares[place + 1] - shares[place])
        }
        let slope = highest - quantiles[quantiles.count - 2]
        return slope > 0 ? min(1, shares[place] + (amount - highest) / slope / 10) : 1
    }
}
