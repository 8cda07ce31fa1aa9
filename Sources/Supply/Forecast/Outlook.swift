package import Meals

/// The days after a table's last one, forecast once: what a planner wants tonight.
package struct Outlook: Sendable {
    /// By series in the table's order, the median of each day ahead.
    package let medians: [[Double]]

    /// Rows that the learners see: enough for a plan, and soon done.
    private static let mostRows = 8_000
    /// The lead at which the learners are taught; all days ahead rest on all that is known.
    private static let usualLead = 7

    /// Forecasts some days from a day on, at which nothing of them is known yet.
    package init(
        _ known: SeriesTable, from first: Day, days: Int, events: EventTable = EventTable([]),
        season: Int = 7
    ) {
        var medians = [[Double]](
            repeating: [Double](repeating: 0, count: days), count: known.names.count)
        let start = known.place(of: first)
        let rhythm = Rhythm(given: season).found(in: known, before: start, lead: Outlook.usualLead)
        let lead = min(Outlook.usualLead, days)
        let table = known.known(before: start, days: start + days)
        let rows = RowBuilder.rows(
            of: table, events: events, lead: lead, season: rhythm, asked: start)
        var run = RollingRun(rows, table, lead: lead, mostRows: Outlook.mostRows)
        run.rehearse(from: max(lead, start - lead - 10), to: start)
        run.forecast(from: start, to: table.days)
        for forecast in run.forecasts {
            medians[forecast.series][forecast.day - start] = forecast.median
        }
        self.medians = medians
    }
}

extension SeriesTable {
    /// The table with nothing known from a place on, and as many days as asked for.
    func known(before place: Int, days: Int) -> SeriesTable {
        SeriesTable(names: names, firstDay: firstDay, days: days) { cell in
            cell < min(place, self.days) * names.count ? values[cell] : .nan
        }
    }
}
