internal import Foundation
internal import GRDB
package import Journal
package import Meals

/// The reading side: one consistent state of the ledger.
package struct StoreReading {
    let database: Database

    func rows<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ read: (Row) throws -> Value
    ) throws -> [Value] {
        let cursor = try Row.fetchCursor(
            database.cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try cursor.next() { values.append(try read(row)) }
        return values
    }

    package func terminals() throws -> [TerminalRow] {
        try rows("SELECT number, id, canteen FROM terminal ORDER BY number") {
            TerminalRow(
                number: $0[0], id: TerminalID($0[1] as String), canteen: CanteenID($0[2] as String))
        }
    }

    package func epochs() throws -> [(terminal: Int, epoch: Int, key: PublicKey)] {
        try rows("SELECT terminal, epoch, public_key FROM epoch ORDER BY terminal, epoch") {
            guard let key = PublicKey(Array($0[2] as Data)) else { throw Damage("epoch") }
            return ($0[0], $0[1], key)
        }
    }

    package func enrolmentCode(terminal: Int) throws -> (digest: Digest, expiresAt: Moment)? {
        try rows(
            "SELECT digest, expires_at FROM enrolment_code WHERE terminal = ?", [terminal]
        ) {
            (try StoreReading.digest($0[0]), Moment(milliseconds: $0[1]))
        }.first
    }

    /// The highest record of an epoch.
    package func lastRecord(terminal: Int, epoch: Int) throws -> (seq: Int, hash: Digest)? {
        let first = RecordKey(terminal: terminal, epoch: epoch, seq: 0)
        return try rows(
            """
            SELECT key, hash FROM record WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1
            """, [first.rawValue, first.rawValue + 0xFFFF_FFFF]
        ) {
            (RecordKey(rawValue: $0[0]).seq, try StoreReading.digest($0[1]))
        }.first
    }

    /// The last record of an epoch that was understood; of one kind where a kind is given.
    package func lastUnderstood(
        terminal: Int, epoch: Int, kind: String? = nil
    ) throws -> RecordRow? {
        let first = RecordKey(terminal: terminal, epoch: epoch, seq: 0)
        return try rows(
            """
            SELECT \(StoreReading.recordColumns) FROM record
            WHERE key BETWEEN ? AND ? AND kind <> 'quarantine' AND (? IS NULL OR kind = ?)
            ORDER BY key DESC LIMIT 1
            """, [first.rawValue, first.rawValue + 0xFFFF_FFFF, kind, kind], StoreReading.record
        ).first
    }

    private static let recordColumns = #"key, hash, kind, "window", late_from, bytes"#

    package func record(_ key: RecordKey) throws -> RecordRow? {
        try rows(
            "SELECT \(StoreReading.recordColumns) FROM record WHERE key = ?", [key.rawValue],
            StoreReading.record
        ).first
    }

    package func hash(of key: RecordKey) throws -> Digest? {
        try rows("SELECT hash FROM record WHERE key = ?", [key.rawValue]) {
            try StoreReading.digest($0[0])
        }.first
    }

    /// Visits a terminal's records of a window in the order of its journal.
    package func eachRecord(
        inWindow window: Day, terminal: Int, _ visit: (RecordRow) throws -> Void
    ) throws {
        let first = RecordKey(terminal: terminal, epoch: 0, seq: 0)
        let cursor = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT \(StoreReading.recordColumns) FROM record
                    WHERE "window" = ? AND key BETWEEN ? AND ? ORDER BY key
                    """),
            arguments: [window.number, first.rawValue, first.rawValue + (1 << 44) - 1])
        while let row = try cursor.next() { try visit(StoreReading.record(row)) }
    }

    /// Every record of one life of a journal, in order.
    package func records(terminal: Int, epoch: Int) throws -> [RecordRow] {
        let first = RecordKey(terminal: terminal, epoch: epoch, seq: 0)
        return try rows(
            """
            SELECT \(StoreReading.recordColumns) FROM record WHERE key BETWEEN ? AND ?
            ORDER BY key
            """, [first.rawValue, first.rawValue + 0xFFFF_FFFF], StoreReading.record)
    }

    /// Each terminal's records in a window: how many, and the highest.
    package func lastRecords(
        inWindow window: Day
    ) throws -> [Int: (records: Int, last: RecordKey)] {
        let found = try rows(
            """
            SELECT key >> 44, count(*), max(key) FROM record WHERE "window" = ? GROUP BY 1
            """, [window.number]
        ) {
            ($0[0] as Int, (records: $0[1] as Int, last: RecordKey(rawValue: $0[2])))
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    /// A terminal's records in a window by kind, and how many of them came late.
    package func recordCounts(
        inWindow window: Day, terminal: Int
    ) throws -> [(kind: String, records: Int, late: Int)] {
        let first = RecordKey(terminal: terminal, epoch: 0, seq: 0)
        return try rows(
            """
            SELECT kind, count(*), count(late_from) FROM record
            WHERE "window" = ? AND key BETWEEN ? AND ? GROUP BY kind ORDER BY kind
            """, [window.number, first.rawValue, first.rawValue + (1 << 44) - 1]
        ) { ($0[0], $0[1], $0[2]) }
    }

    /// Windows that hold records.
    package func windows() throws -> [Day] {
        try rows(#"SELECT DISTINCT "window" FROM record ORDER BY 1"#) { Day(number: $0[0]) }
    }

    package func closedWindows() throws -> [(date: Day, forced: Bool)] {
        try rows("SELECT date, forced FROM closed_window ORDER BY date") {
            (Day(number: $0[0]), $0[1])
        }
    }

    /// The dates in the order in which their windows were closed: what a limit had left for one
    /// hangs on those before it.
    package func closingOrder() throws -> [Day] {
        try rows("SELECT date FROM closed_window ORDER BY place") { Day(number: $0[0]) }
    }

    package func watermarks(of window: Day) throws -> [WatermarkRow] {
        try rows(
            """
            SELECT terminal, epoch, seq, hash, complete, records FROM watermark
            WHERE "window" = ? ORDER BY terminal
            """, [window.number]
        ) {
            WatermarkRow(
                terminal: $0[0], epoch: $0[1], seq: $0[2], hash: try StoreReading.digest($0[3]),
                complete: $0[4], records: $0[5])
        }
    }

    /// Accounts by number.
    package func accounts() throws
        -> [(number: Int, kind: String, canteen: CanteenID, party: String)]
    {
        try rows("SELECT number, kind, canteen, party FROM account ORDER BY number") {
            ($0[0], $0[1], CanteenID($0[2] as String), $0[3])
        }
    }

    /// Every line of a record's entries, in order.
    package func postings(record: RecordKey) throws -> [FullPostingRow] {
        try rows(
            """
            SELECT record, entry, line, account, amount, "window" FROM posting
            WHERE record = ? ORDER BY entry, line
            """, [record.rawValue], StoreReading.posting)
    }

    /// Every line of every entry.
    package func allPostings() throws -> [FullPostingRow] {
        try rows(
            """
            SELECT record, entry, line, account, amount, "window" FROM posting
            ORDER BY record, entry, line
            """, [], StoreReading.posting)
    }

    /// Sums per account of a window, or of all windows, in the order of the accounts' names.
    package func balances(inWindow window: Day? = nil) throws -> [BalanceRow] {
        try rows(
            """
            SELECT kind, canteen, party, "window", debit, credit
            FROM balance JOIN account ON account.number = balance.account
            WHERE ? IS NULL OR "window" = ? ORDER BY "window", kind, canteen, party
            """, [window?.number, window?.number]
        ) {
            BalanceRow(
                kind: $0[0], canteen: CanteenID($0[1] as String), party: $0[2],
                window: Day(number: $0[3]), debit: Fen($0[4]), credit: Fen($0[5]))
        }
    }

    private static let grantColumns =
        "diner, day, rule, record, period, count, amount, sale, suspended"

    /// A diner's grants and returns between two days, both included.
    package func grants(of diner: DinerID, from: Day, to: Day) throws -> [GrantUseRow] {
        try rows(
            """
            SELECT \(StoreReading.grantColumns) FROM grant_use
            WHERE diner = ? AND day BETWEEN ? AND ? ORDER BY day, rule, record
            """, [diner.text, from.number, to.number], StoreReading.grant)
    }

    package func allGrants() throws -> [GrantUseRow] {
        try rows(
            """
            SELECT \(StoreReading.grantColumns) FROM grant_use ORDER BY diner, day, rule, record
            """, [], StoreReading.grant)
    }

    /// Diners with a grant among the records of a window.
    package func dinersWithGrants(inWindow window: Day) throws -> [DinerID] {
        try rows(
            """
            SELECT DISTINCT diner FROM grant_use JOIN record ON record.key = grant_use.record
            WHERE record."window" = ? ORDER BY diner
            """, [window.number]
        ) { DinerID($0[0] as String) }
    }

    /// The business days of a diner's grants among the records of a window.
    package func grantDays(of diner: DinerID, inWindow window: Day) throws -> [Day] {
        try rows(
            """
            SELECT DISTINCT day FROM grant_use JOIN record ON record.key = grant_use.record
            WHERE diner = ? AND record."window" = ? ORDER BY day
            """, [diner.text, window.number]
        ) { Day(number: $0[0]) }
    }

    package func reversals(of sale: RecordKey) throws -> [RecordKey] {
        try rows("SELECT record FROM reversal WHERE sale = ? ORDER BY record", [sale.rawValue]) {
            RecordKey(rawValue: $0[0])
        }
    }

    /// What was quarantined in the place of a record: the record itself or others' claims to it.
    package func quarantine(_ record: RecordKey) throws -> [QuarantineRow] {
        try rows(
            """
            SELECT record, hash, entry, reason, bytes FROM quarantine WHERE record = ?
            ORDER BY entry
            """, [record.rawValue], StoreReading.quarantine)
    }

    package func quarantine() throws -> [QuarantineRow] {
        try rows(
            "SELECT record, hash, entry, reason, bytes FROM quarantine ORDER BY record, entry", [],
            StoreReading.quarantine)
    }

    package func flags() throws -> [FlagRow] {
        try rows("SELECT record, kind, detail FROM flag ORDER BY record, kind") {
            FlagRow(record: RecordKey(rawValue: $0[0]), kind: $0[1], detail: $0[2])
        }
    }

    package func flags(of record: RecordKey) throws -> [FlagRow] {
        try rows(
            "SELECT record, kind, detail FROM flag WHERE record = ? ORDER BY kind",
            [record.rawValue]
        ) {
            FlagRow(record: RecordKey(rawValue: $0[0]), kind: $0[1], detail: $0[2])
        }
    }

    package func snapshotDocument(_ id: String) throws -> [UInt8]? {
        try rows("SELECT document FROM snapshot WHERE id = ?", [id]) { Array($0[0] as Data) }.first
    }

    /// The id of the snapshot that was published last.
    package func currentSnapshot() throws -> String? {
        try rows("SELECT snapshot FROM snapshot_issue ORDER BY number DESC LIMIT 1") {
            $0[0] as String
        }.first
    }

    package func deliveries(on day: Day) throws -> [DeliveryRow] {
        try rows(
            """
            SELECT day, kitchen, canteen, portions, returned, amount FROM delivery
            WHERE day = ? ORDER BY kitchen, canteen
            """, [day.number]
        ) {
            DeliveryRow(
                day: Day(number: $0[0]), kitchen: KitchenID($0[1] as String),
                canteen: CanteenID($0[2] as String), portions: $0[3], returned: $0[4],
                amount: Fen($0[5]))
        }
    }

    package func statements() throws -> [StatementRow] {
        try rows(#"SELECT "window", issue, file, digest, follows FROM statement ORDER BY 1, 2"#) {
            StatementRow(
                window: Day(number: $0[0]), issue: $0[1], file: $0[2],
                digest: try StoreReading.digest($0[3]), follows: $0[4])
        }
    }
}
