package import Meals

/// Forecasts the past as if it were not known yet, and scores it.
///
/// The forecast for a day at a lead of N days rests on values dated N days before it or earlier.
/// Calendar and events are known ahead. A plan in the file is a baseline and never an input.
package struct Backtest {
    /// What is to be tested.
    package struct Question: Sendable {
        package let testFrom: Day
        package let lead: Int
        package let season: Int

        package init(testFrom: Day, lead: Int, season: Int = 7) {
            self.testFrom = testFrom
            self.lead = lead
            self.season = season
        }
    }

    /// The shares whose quantiles are scored.
    package static let shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    /// Days after which the learners learn anew.
    private static let refitDays = 122

    private let table: SeriesTable
    private let question: Question
    private let rows: ForecastRows
    private let test: Int

    private init(_ table: SeriesTable, _ events: EventTable, _ question: Question) {
        self.table = table
        self.question = question
        test = table.place(of: question.testFrom)
        // One rhythm serves all days of the test, so it rests on what the first of them may know.
        let rhythm = Rhythm(given: question.season).found(
            in: table, before: test - question.lead + 1, lead: question.lead)
        rows = RowBuilder.rows(of: table, events: events, lead: question.lead, season: rhythm)
    }

    /// Runs a backtest.
    ///
    /// - Throws: a complaint where no value above 0 lies on or after the day to test from.
    package static func run(
        _ table: SeriesTable, events: EventTable = EventTable([]), _ question: Question
    ) throws(Problems) -> BacktestReport {
        let test = max(0, table.place(of: question.testFrom))
        var scored = false
        for day in test..<max(test, table.days) where !scored {
            scored = (0..<table.count).contains { table.value($0, day) > 0 }
        }
        guard scored else {
            throw Problems(
                Problem(
                    file: "the history",
                    reason: "holds no value above 0 on or after \(question.testFrom); "
                        + "test from an earlier day"))
        }
        let backtest = Backtest(table, events, question)
        let forecasts = backtest.forecasts()
        return BacktestReport(table, question, forecasts, from: test)
    }

    /// The forecasts behind a report, for values that may be 0 or unknown on the test's days.
    static func forecasts(
        _ table: SeriesTable, events: EventTable = EventTable([]), _ question: Question
    ) -> [ForecastRow] {
        Backtest(table, events, question).forecasts()
    }

    /// Quantile forecasts of the test's rows.
    private func forecasts() -> [ForecastRow] {
        // The last year before the test is forecast too: it picks the mixture and the widths.
        let known = max(0, test)
        let rehearsal = known - min(365, max(known / 3, min(known, 28)))
        var run = RollingRun(rows, table, lead: question.lead)
        run.rehearse(from: rehearsal, to: test)
        var start = known
        while start < table.days {
            // The more is known, the less a new week teaches.
            let end = start + min(max(start / 4, 7), Backtest.refitDays)
            run.forecast(from: start, to: end)
            start = end
        }
        return run.forecasts
    }
}

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
