internal import GRDB
package import Meals

extension StoreReading {
    /// How many records each life of a journal has in a window, and its last one there.
    package func lives(
        inWindow window: Day
    ) throws -> [(records: Int, last: RecordKey)] {
        try rows(
            """
            SELECT count(*), max(key) FROM record WHERE "window" = ? GROUP BY key >> 32 ORDER BY 2
            """, [window.number]
        ) { (records: $0[0], last: RecordKey(rawValue: $0[1])) }
    }
}
