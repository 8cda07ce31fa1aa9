internal import GRDB
package import Meals

/// A record's place in the books without its bytes.
package struct RecordPlaceRow: Hashable, Sendable {
    package let key: RecordKey
    /// True where it could not be booked as what it says.
    package let isQuarantined: Bool
    package let window: Day
    package let lateFrom: Day?

    init(_ row: Row) {
        key = RecordKey(rawValue: row[0])
        isQuarantined = row[1] as String == "quarantine"
        window = Day(number: row[2])
        lateFrom = (row[3] as Int?).map { Day(number: $0) }
    }
}

extension StoreReading {
    /// The places of a window's records, in the order of terminals and journals.
    package func places(inWindow window: Day) throws -> [RecordPlaceRow] {
        try rows(
            #"SELECT key, kind, "window", late_from FROM record WHERE "window" = ? ORDER BY key"#,
            [window.number]
        ) { RecordPlaceRow($0) }
    }

    package func place(of key: RecordKey) throws -> RecordPlaceRow? {
        try rows(
            #"SELECT key, kind, "window", late_from FROM record WHERE key = ?"#, [key.rawValue]
        ) { RecordPlaceRow($0) }.first
    }

    /// Visits a stretch of one journal in order.
    package func eachRecord(
        from first: RecordKey, to last: RecordKey, _ visit: (RecordRow) throws -> Void
    ) throws {
        let cursor = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT key, hash, kind, "window", late_from, bytes FROM record
                    WHERE key BETWEEN ? AND ? ORDER BY key
                    """), arguments: [first.rawValue, last.rawValue])
        while let row = try cursor.next() { try visit(StoreReading.record(row)) }
    }

    /// Grants and returns among the records of a window.
    package func grants(inWindow window: Day) throws -> [GrantUseRow] {
        try rows(
            """
            SELECT diner, day, rule, record, period, count, amount, sale, suspended
            FROM grant_use JOIN record ON record.key = grant_use.record
            WHERE record."window" = ? ORDER BY diner, day, rule, record
            """, [window.number], StoreReading.grant)
    }

    package func snapshotIDs() throws -> [String] {
        try rows("SELECT id FROM snapshot ORDER BY number") { $0[0] as String }
    }
}
