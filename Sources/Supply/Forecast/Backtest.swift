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
        let known = test - question.lead + 1
        let rhythm = Rhythm(given: question.season).found(
            in: table, before: known, lead: question.lead)
        func rows(_ season: Int) -> ForecastRows {
            RowBuilder.rows(of: table, events: events, lead: question.lead, season: season)
        }
        let given = rows(question.season)
        guard rhythm != question.season else {
            self.rows = given
            return
        }
        // Plain rules named another rhythm; both are tried out with all that a forecast has.
        let other = rows(rhythm)
        let errors = [given, other].map {
            RollingRun.error($0, table, question.lead, before: known)
        }
        self.rows = errors[0] < errors[1] ? given : other
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
