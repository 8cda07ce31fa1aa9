internal import GRDB

extension StoreReading {
    /// The records between two places of a journal that were not booked as what they say, in order.
    package func refusals(
        from first: RecordKey, to last: RecordKey
    ) throws -> [(key: RecordKey, reason: String)] {
        try rows(
            """
            SELECT record, reason FROM quarantine
            WHERE record BETWEEN ? AND ? AND entry = 0 ORDER BY record
            """, [first.rawValue, last.rawValue]
        ) { (RecordKey(rawValue: $0[0]), $0[1]) }
    }

    /// The last of a journal's records that were not booked as what they say, newest first.
    package func newestRefusals(
        terminal: Int, epoch: Int, limit: Int
    ) throws -> [(key: RecordKey, reason: String)] {
        let first = RecordKey(terminal: terminal, epoch: epoch, seq: 0)
        return try rows(
            """
            SELECT record, reason FROM quarantine
            WHERE record BETWEEN ? AND ? AND entry = 0 ORDER BY record DESC LIMIT ?
            """, [first.rawValue, first.rawValue + 0xFFFF_FFFF, limit]
        ) { (RecordKey(rawValue: $0[0]), $0[1]) }
    }
}
