internal import Meals

/// How well a backtest forecast, over the rows whose value is above 0.
package struct BacktestReport: Sendable {
    package private(set) var rows = 0
    /// Rows whose value is 0: a day on which nothing was served; they are not scored.
    package private(set) var zeroRows = 0
    /// Scored rows of which nothing was known at their origin: their forecast is 0.
    package private(set) var unknownRows = 0
    /// Σ|forecast − value| / Σ value of the median forecast.
    package private(set) var wape = 0.0
    /// Σ(forecast − value) / Σ value.
    package private(set) var bias = 0.0
    /// The share of rows whose value is above the forecast.
    package private(set) var shortShare = 0.0
    /// The share of values between the 10 % and the 90 % quantile.
    package private(set) var coverage80 = 0.0
    /// The mean pinball loss of each of ``Backtest/shares``.
    package private(set) var pinball: [Double] = []
    package private(set) var seasonalNaive = 0.0
    package private(set) var median8 = 0.0
    /// The plan's own error, over the rows that have a plan; nil where the file has none.
    package private(set) var planned: Double?
    /// Scored rows that have a plan.
    package private(set) var plannedRows = 0

    init(
        _ table: SeriesTable, _ question: Backtest.Question, _ forecasts: [ForecastRow], from: Int
    ) {
        let made = Dictionary(forecasts.map { ($0.day * table.count + $0.series, $0) }) { a, _ in a
        }
        let baselines = Baselines(table, lead: question.lead, season: question.season)
        var sums = Sums()
        for day in from..<max(from, table.days) {
            for series in 0..<table.count {
                let value = table.value(series, day)
                if value == 0 { zeroRows += 1 }
                guard value > 0 else { continue }
                let forecast = made[day * table.count + series]
                if forecast == nil { unknownRows += 1 }
                sums.add(value, forecast)
                sums.naive += abs(baselines.seasonalNaive(series, day) - value)
                sums.median8 += abs(baselines.median8(series, day) - value)
                let plan = table.planned?[day * table.count + series] ?? .nan
                if !plan.isNaN {
                    sums.plan += abs(plan - value)
                    sums.planValue += value
                    plannedRows += 1
                }
            }
        }
        rows = sums.rows
        wape = sums.wrong / sums.value
        bias = sums.over / sums.value
        shortShare = Double(sums.short) / Double(sums.rows)
        coverage80 = Double(sums.inside) / Double(sums.rows)
        pinball = sums.pinball.map { $0 / Double(sums.rows) }
        seasonalNaive = sums.naive / sums.value
        median8 = sums.median8 / sums.value
        planned = sums.planValue > 0 ? sums.plan / sums.planValue : nil
    }

    private struct Sums {
        var rows = 0
        var value = 0.0
        var wrong = 0.0
        var over = 0.0
        var short = 0
        var inside = 0
        var pinball = [Double](repeating: 0, count: Backtest.shares.count)
        var naive = 0.0
        var median8 = 0.0
        var plan = 0.0
        var planValue = 0.0

        /// A value that nothing could be known of has a forecast of 0.
        mutating func add(_ value: Double, _ forecast: ForecastRow?) {
            let median = forecast?.median ?? 0
            let quantiles =
                forecast?.quantiles ?? [Double](repeating: 0, count: Backtest.shares.count)
            rows += 1
            self.value += value
            wrong += abs(median - value)
            over += median - value
            if value > median { short += 1 }
            if let low = quantiles.first, let high = quantiles.last, low <= value, value <= high {
                inside += 1
            }
            for (place, share) in Backtest.shares.enumerated() {
                let gap = value - quantiles[place]
                pinball[place] += max(share * gap, (share - 1) * gap)
            }
        }
    }
}

extension BacktestReport {
    /// The report as one JSON object, figures with six decimals.
    package var json: String {
        func figure(_ value: Double) -> String { value.fixed(6) }
        let losses = zip(Backtest.shares, pinball).map { "\"\($0.fixed(1))\":\(figure($1))" }
        let plan = planned.map { "{\"wape\":\(figure($0)),\"rows\":\(plannedRows)}" } ?? "null"
        let baselines =
            "\"seasonal_naive\":{\"wape\":\(figure(seasonalNaive))},"
            + "\"median8\":{\"wape\":\(figure(median8))},\"planned\":\(plan)"
        return "{\"rows\":\(rows),\"wape\":\(figure(wape)),\"bias\":\(figure(bias)),"
            + "\"short_share\":\(figure(shortShare)),\"coverage80\":\(figure(coverage80)),"
            + "\"pinball\":{\(losses.joined(separator: ","))},\"zero_rows\":\(zeroRows),"
            + "\"baselines\":{\(baselines)}}"
    }
}

extension Double {
    /// The number with a fixed count of decimals, halves away from 0.
    func fixed(_ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        // Beyond 15 digits a number has no decimals worth writing, and 64 bits end soon after.
        guard abs(self) * scale < 1e18 else { return "\(self)" }
        let digits = Int64((abs(self) * scale).rounded())
        let sign = self < 0 && digits > 0 ? "-" : ""
        let (whole, rest) = digits.quotientAndRemainder(dividingBy: Int64(scale))
        return decimals == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(Int(rest).padded(decimals))"
    }
}

/// The plain rules that a forecast has to beat, from values above 0 known at the origin.
struct Baselines {
    private let table: SeriesTable
    private let hop: Int
    private let season: Int
    private let lead: Int

    init(_ table: SeriesTable, lead: Int, season: Int) {
        self.table = table
        self.season = season
        self.lead = lead
        hop = (lead + season - 1) / season * season
    }

    private func samePhase(_ series: Int, _ day: Int, most: Int) -> [Double] {
        var known: [Double] = []
        var place = day - hop
        while place >= 0, known.count < most {
            let value = table.value(series, place)
            if value > 0 { known.append(value) }
            place -= season
        }
        return known
    }

    /// The last value of any phase; where a series has none, nothing is expected.
    private func last(_ series: Int, _ day: Int) -> Double {
        var place = day - lead
        while place >= 0 {
            let value = table.value(series, place)
            if value > 0 { return value }
            place -= 1
        }
        return 0
    }

    /// The last known value of the same phase.
    func seasonalNaive(_ series: Int, _ day: Int) -> Double {
        samePhase(series, day, most: 1).first ?? last(series, day)
    }

    /// The median of the last eight known values of the same phase.
    func median8(_ series: Int, _ day: Int) -> Double {
        samePhase(series, day, most: 8).middle ?? last(series, day)
    }
}
