internal import Foundation
internal import GRDB
internal import Journal
internal import Meals

extension StoreReading {
    /// A value in the database that our own writing cannot have produced.
    struct Damage: Error {
        let table: String
        init(_ table: String) { self.table = table }
    }

    static func digest(_ data: Data) throws -> Digest {
        guard let digest = Digest(Array(data)) else { throw Damage("hash") }
        return digest
    }

    static func period(_ text: String) throws -> MealPeriod {
        guard let period = MealPeriod(rawValue: text) else { throw Damage("grant_use") }
        return period
    }

    static func record(_ row: Row) throws -> RecordRow {
        RecordRow(
            key: RecordKey(rawValue: row[0]), hash: try digest(row[1]), kind: row[2],
            window: Day(number: row[3]), lateFrom: (row[4] as Int?).map { Day(number: $0) },
            bytes: Array(row[5] as Data))
    }

    static func posting(_ row: Row) throws -> FullPostingRow {
        FullPostingRow(
            record: RecordKey(rawValue: row[0]), entry: row[1], line: row[2], account: row[3],
            amount: Fen(row[4]), window: Day(number: row[5]))
    }

    static func grant(_ row: Row) throws -> GrantUseRow {
        GrantUseRow(
            diner: DinerID(row[0] as String),
            use: RuleUse(
                rule: row[2], day: Day(number: row[1]), period: try period(row[4]), count: row[5],
                amount: Fen(row[6])),
            record: RecordKey(rawValue: row[3]), sale: RecordKey(rawValue: row[7]),
            suspended: Fen(row[8]))
    }

    static func quarantine(_ row: Row) throws -> QuarantineRow {
        QuarantineRow(
            record: RecordKey(rawValue: row[0]), hash: try digest(row[1]), entry: row[2],
            reason: row[3], bytes: Array(row[4] as Data))
    }
}
