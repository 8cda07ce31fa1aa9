internal import Journal
package import Meals
internal import Store

extension Ledger {
    /// Windows back that a usual day is taken from: four weeks.
    private static let windowsBack = 28

    /// What missing tills probably still hold: their median over earlier windows in which they were
    /// complete, weekends apart from weekdays, less what came.
    ///
    /// A till without such a window is left out: nothing is known of its usual day.
    package func missingEstimate(
        of certificate: Certificate
    ) throws -> [(terminal: TerminalID, records: Int)] {
        let missing = certificate.marks.filter { !$0.complete }
        guard !missing.isEmpty else { return [] }
        let isWeekend = certificate.window.weekday > 5
        let numbers = Dictionary(
            uniqueKeysWithValues: state.terminals.values.map { ($0.number, $0.id) })
        var usual: [TerminalID: [Int]] = [:]
        try store.read { store in
            let earlier = try store.closedWindows().map(\.date).filter {
                $0 < certificate.window && certificate.window - $0 <= Ledger.windowsBack
                    && ($0.weekday > 5) == isWeekend
            }
            for date in earlier {
                for mark in try store.watermarks(of: date) where mark.complete {
                    if let terminal = numbers[mark.terminal] {
                        usual[terminal, default: []].append(mark.records)
                    }
                }
            }
        }
        return missing.compactMap { mark in
            guard let days = usual[mark.terminal]?.sorted() else { return nil }
            return (mark.terminal, max(0, days[days.count / 2] - mark.records))
        }
    }
}
