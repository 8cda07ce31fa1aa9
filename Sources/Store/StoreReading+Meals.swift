internal import Foundation
internal import GRDB
package import Meals

extension StoreReading {
    /// Stretches of the journals, of about a size, that cover every record.
    package func stretches(of size: Int) throws -> [ClosedRange<Int64>] {
        var stretches: [ClosedRange<Int64>] = []
        for (terminal, epoch, _) in try epochs() {
            guard let last = try lastRecord(terminal: terminal, epoch: epoch) else { continue }
            for first in stride(from: 1, through: last.seq, by: size) {
                let low = RecordKey(terminal: terminal, epoch: epoch, seq: first)
                let high = RecordKey(
                    terminal: terminal, epoch: epoch, seq: min(first + size - 1, last.seq))
                stretches.append(low.rawValue...high.rawValue)
            }
        }
        return stretches
    }

    /// Visits the bytes of the sales of a stretch in order; they are good for the visit only.
    ///
    /// - Parameter window: sales of earlier windows are left out.
    package func eachSale(
        in stretch: ClosedRange<Int64>, fromWindow window: Day?,
        _ visit: (RecordKey, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let cursor = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT key, bytes FROM record
                    WHERE key BETWEEN ? AND ? AND kind = 'sale' AND "window" >= ?
                    """),
            arguments: [
                stretch.lowerBound, stretch.upperBound, window?.number ?? Int(Int32.min),
            ])
        while let row = try cursor.next() {
            let key = RecordKey(rawValue: row[0])
            try row.withUnsafeData(atIndex: 1) { data in
                try data?.withUnsafeBytes { try visit(key, $0) }
            }
        }
    }

    /// Every void and refund with the sale that it takes back from.
    package func eachReversal(_ visit: (_ sale: RecordKey, RecordRow) throws -> Void) throws {
        let cursor = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT sale, record FROM reversal ORDER BY record"))
        while let row = try cursor.next() {
            guard let record = try record(RecordKey(rawValue: row[1])) else { continue }
            try visit(RecordKey(rawValue: row[0]), record)
        }
    }
}
