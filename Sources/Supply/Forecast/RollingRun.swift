/// One forecast with its quantiles, for a series and day by their places in the table.
struct ForecastRow {
    let series: Int
    let day: Int
    let median: Double
    /// For each of ``Backtest/shares``.
    let quantiles: [Double]
}

/// Forecasts made in the order of days, each from what was known at its origin.
struct RollingRun {
    /// Days whose errors decide on the mixture.
    private static let judged = 540
    /// Rows that learners see where an answer is wanted at once.
    static let fewRows = 12_000
    private let rows: ForecastRows
    private let table: SeriesTable
    private let lead: Int
    private var mix = Mix.unjudged
    private var band = QuantileBand()
    /// Outcomes by day, until their day is known at an origin.
    private var waiting: [(day: Int, outcomes: [QuantileBand.Outcome])] = []
    private var learnt = 0
    /// What the learners said of rows that they had not seen, for the choice of the mixture.
    private var seen: [(row: Int, scores: Scores)] = []
    private(set) var forecasts: [ForecastRow] = []

    private let mostRows: Int

    init(
        _ rows: ForecastRows, _ table: SeriesTable, lead: Int,
        mostRows: Int = Forecaster.mostRows
    ) {
        self.mostRows = mostRows
        self.rows = rows
        self.table = table
        self.lead = lead
    }

    /// The share by which forecasts of the last third of some days miss, learnt from those before.
    static func error(
        _ rows: ForecastRows, _ table: SeriesTable, _ lead: Int, before end: Int
    ) -> Double {
        var run = RollingRun(rows, table, lead: lead, mostRows: RollingRun.fewRows)
        let length = min(365, max(0, end) / 3)
        run.rehearse(from: end - 2 * length, to: end - length)
        run.forecast(from: end - length, to: end)
        var (wrong, whole) = (0.0, 0.0)
        for forecast in run.forecasts {
            let value = table.value(forecast.series, forecast.day)
            guard value > 0 else { continue }
            wrong += abs(forecast.median - value)
            whole += value
        }
        return whole > 0 ? wrong / whole : .infinity
    }

    /// Forecasts days before the test, to judge the learners.
    mutating func rehearse(from: Int, to: Int) { learn(from: from, to: to) }

    /// Forecasts a stretch of days with learners taught right before it.
    mutating func forecast(from: Int, to: Int) {
        // The mixture is chosen from what is known when the first of the days is forecast.
        let known = rows.firstRow(from: from - lead + 1)
        let old = rows.firstRow(from: from - RollingRun.judged)
        mix = Mix(judgedBy: seen.filter { $0.row < known && $0.row >= old }, rows)
        let before = seen.count
        learn(from: from, to: to)
        // The widths are those of this mixture, so its past is gone through again.
        band = QuantileBand()
        waiting = []
        learnt = 0
        var place = 0
        while place < seen.count {
            let day = rows.day[seen[place].row]
            var end = place
            while end < seen.count, rows.day[seen[end].row] == day { end += 1 }
            let made = make(place..<end, day: Int(day))
            if place >= before { forecasts += made }
            place = end
        }
    }

    private mutating func learn(from: Int, to: Int) {
        let range = rows.firstRow(from: from)..<rows.firstRow(from: to)
        guard !range.isEmpty else { return }
        let forecaster = Forecaster(
            rows, before: rows.firstRow(from: from - lead + 1), mostRows: mostRows)
        for row in range { seen.append((row, forecaster.scores(rows, row))) }
    }

    /// Turns one day's scores into forecasts, and its errors into widths for later days.
    private mutating func make(_ places: Range<Int>, day: Int) -> [ForecastRow] {
        while learnt < waiting.count, waiting[learnt].day <= day - lead {
            band.learn(waiting[learnt].outcomes)
            learnt += 1
        }
        let widths = band.widths(Backtest.shares)
        var made: [ForecastRow] = []
        var outcomes: [QuantileBand.Outcome] = []
        for (row, scores) in seen[places] {
            let score = scores.mixed(mix)
            let scale = band.scale(rows.spread[row], rows.unusual[row])
            let steps = widths.map { ($0 * scale).held(within: 3) }
            let median = rows.base[row] * score.exponential
            made.append(
                ForecastRow(
                    series: Int(rows.series[row]), day: day, median: median,
                    quantiles: steps.map { $0.exponential * median }))
            // What a borrowed base erred says nothing of bases that a series has itself.
            guard !rows.target[row].isNaN, rows.experience(row) > 0 else { continue }
            let error = Double(rows.target[row]) - score
            outcomes.append(
                QuantileBand.Outcome(
                    error: error, spread: rows.spread[row], unusual: rows.unusual[row],
                    below: error < steps[0], above: error > steps[steps.count - 1]))
        }
        waiting.append((day, outcomes))
        return made
    }
}
