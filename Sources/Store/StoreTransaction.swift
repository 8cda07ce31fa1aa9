internal import Foundation
internal import GRDB
package import Journal
package import Meals

/// The writing side of one transaction.
package struct StoreTransaction {
    let database: Database

    /// What is stored already, this transaction's own writes included.
    package var reading: StoreReading { StoreReading(database: database) }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    package func insert(_ terminal: TerminalRow) throws {
        try run(
            "INSERT INTO terminal (number, id, canteen) VALUES (?, ?, ?)",
            [terminal.number, terminal.id.text, terminal.canteen.text])
    }

    package func insertEpoch(terminal: Int, epoch: Int, key: PublicKey) throws {
        try run(
            "INSERT INTO epoch (terminal, epoch, public_key) VALUES (?, ?, ?)",
            [terminal, epoch, Data(key.bytes)])
    }

    /// Puts a one-time code in the place of any earlier one of the terminal.
    package func setEnrolmentCode(terminal: Int, digest: Digest, expiresAt: Moment) throws {
        try run(
            "INSERT OR REPLACE INTO enrolment_code (terminal, digest, expires_at) VALUES (?, ?, ?)",
            [terminal, Data(digest.bytes), expiresAt.milliseconds])
    }

    package func deleteEnrolmentCode(terminal: Int) throws {
        try run("DELETE FROM enrolment_code WHERE terminal = ?", [terminal])
    }

    package func insert(_ record: RecordRow) throws {
        try run(
            """
            INSERT INTO record (key, hash, kind, "window", late_from, bytes)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                record.key.rawValue, Data(record.hash.bytes), record.kind, record.window.number,
                record.lateFrom?.number, Data(record.bytes),
            ])
    }

    /// Writes one balanced entry; the sum of its lines must be 0.
    package func insert(
        _ postings: [PostingRow], record: RecordKey, entry: Int, window: Day
    ) throws {
        precondition(postings.total(\.amount) == .zero, "debits equal credits")
        guard !postings.isEmpty else { return }
        var values = [
            record.rawValue.databaseValue, entry.databaseValue, window.number.databaseValue,
        ]
        for posting in postings {
            values.append(posting.account.databaseValue)
            values.append(posting.amount.fen.databaseValue)
        }
        let statement = try database.cachedStatement(
            sql: StoreTransaction.postingInsert(lines: postings.count))
        statement.setUncheckedArguments(StatementArguments(values))
        try statement.execute()
    }

    /// One statement for all lines of an entry: what they share is bound once.
    private static func postingInsert(lines: Int) -> String {
        lines < postingInserts.count ? postingInserts[lines] : makePostingInsert(lines: lines)
    }

    private static let postingInserts = (0...12).map(makePostingInsert)

    private static func makePostingInsert(lines: Int) -> String {
        let rows = (0..<lines).map { "(?1, ?2, \($0), ?\($0 * 2 + 4), ?\($0 * 2 + 5), ?3)" }
        return #"INSERT INTO posting (record, entry, line, account, amount, "window") VALUES "#
            + rows.joined(separator: ", ")
    }

    /// Adds to an account's sums in a window.
    package func addBalance(account: Int, window: Day, debit: Fen, credit: Fen) throws {
        try run(
            """
            INSERT INTO balance (account, "window", debit, credit) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET debit = debit + excluded.debit,
                                      credit = credit + excluded.credit
            """,
            [account, window.number, debit.fen, credit.fen])
    }

    /// The number of an account, which is opened where nobody has opened it yet.
    package func openAccount(kind: String, canteen: CanteenID, party: String) throws -> Int {
        let known = try reading.rows(
            "SELECT number FROM account WHERE kind = ? AND canteen = ? AND party = ?",
            [kind, canteen.text, party]
        ) { $0[0] as Int }
        if let number = known.first { return number }
        try run(
            "INSERT INTO account (kind, canteen, party) VALUES (?, ?, ?)",
            [kind, canteen.text, party])
        return Int(database.lastInsertedRowID)
    }

    package func insert(_ grant: GrantUseRow) throws {
        try run(
            """
            INSERT INTO grant_use (diner, day, rule, record, period, count, amount, sale)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                grant.diner.text, grant.use.day.number, grant.use.rule, grant.record.rawValue,
                grant.use.period.rawValue, grant.use.count, grant.use.amount.fen,
                grant.sale.rawValue,
            ])
    }

    /// Notes how much of a grant went to suspense when its window closed.
    package func suspend(_ grant: GrantUseRow, amount: Fen) throws {
        try run(
            """
            UPDATE grant_use SET suspended = ?
            WHERE diner = ? AND day = ? AND rule = ? AND record = ?
            """,
            [
                amount.fen, grant.diner.text, grant.use.day.number, grant.use.rule,
                grant.record.rawValue,
            ])
    }

    package func insertReversal(of sale: RecordKey, by record: RecordKey) throws {
        try run(
            "INSERT INTO reversal (sale, record) VALUES (?, ?)", [sale.rawValue, record.rawValue])
    }

    package func insert(_ quarantined: QuarantineRow) throws {
        try run(
            """
            INSERT INTO quarantine (record, hash, entry, reason, bytes) VALUES (?, ?, ?, ?, ?)
            """,
            [
                quarantined.record.rawValue, Data(quarantined.hash.bytes), quarantined.entry,
                quarantined.reason, Data(quarantined.bytes),
            ])
    }

    /// Adds a flag; what another of its kind says of the record already is not said twice.
    package func insert(_ flag: FlagRow) throws {
        try run(
            """
            INSERT INTO flag (record, kind, detail) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET detail = detail || '; ' || excluded.detail
                WHERE instr(detail, excluded.detail) = 0
            """,
            [flag.record.rawValue, flag.kind, flag.detail])
    }

    package func insertIncident(
        kind: String, terminal: TerminalID, detail: String, seenAt: Moment
    ) throws {
        try run(
            "INSERT INTO incident (kind, terminal, detail, seen_at) VALUES (?, ?, ?, ?)",
            [kind, terminal.text, detail, seenAt.milliseconds])
    }

    package func closeWindow(_ date: Day, forced: Bool, watermarks: [WatermarkRow]) throws {
        try run(
            """
            INSERT INTO closed_window (date, forced, place)
            SELECT ?, ?, coalesce(max(place), 0) + 1 FROM closed_window
            """, [date.number, forced])
        for mark in watermarks {
            try run(
                """
                INSERT INTO watermark
                    ("window", terminal, epoch, seq, hash, complete, records)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    date.number, mark.terminal, mark.epoch, mark.seq, Data(mark.hash.bytes),
                    mark.complete, mark.records,
                ])
        }
    }

    /// Keeps a snapshot under its id and makes it the current one.
    ///
    /// A district may go back to an earlier state: then the earlier document is current again.
    package func insertSnapshot(id: String, document: [UInt8]) throws {
        try run(
            "INSERT OR IGNORE INTO snapshot (id, document) VALUES (?, ?)", [id, Data(document)])
        guard try reading.currentSnapshot() != id else { return }
        try run("INSERT INTO snapshot_issue (snapshot) VALUES (?)", [id])
    }

    /// Puts a delivery in the place of an earlier figure for the same day, kitchen and canteen.
    package func replace(_ delivery: DeliveryRow) throws {
        try run(
            """
            INSERT OR REPLACE INTO delivery (day, kitchen, canteen, portions, returned, amount)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.day.number, delivery.kitchen.text, delivery.canteen.text,
                delivery.portions, delivery.returned, delivery.amount.fen,
            ])
    }

    package func insert(_ statement: StatementRow) throws {
        try run(
            """
            INSERT INTO statement ("window", issue, file, digest, follows)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                statement.window.number, statement.issue, statement.file,
                Data(statement.digest.bytes), statement.follows,
            ])
    }
}
