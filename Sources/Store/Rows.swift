package import Journal
package import Meals

/// A terminal as the ledger knows it.
package struct TerminalRow: Hashable, Sendable {
    package let number: Int
    package let id: TerminalID
    package let canteen: CanteenID

    package init(number: Int, id: TerminalID, canteen: CanteenID) {
        self.number = number
        self.id = id
        self.canteen = canteen
    }
}

/// A record as it is kept: the till's bytes and where they were put.
package struct RecordRow: Hashable, Sendable {
    package let key: RecordKey
    package let hash: Digest
    /// The record's kind, or `quarantine` where it could not be understood.
    package let kind: String
    /// 清算日期 of the window that holds the record.
    package let window: Day
    /// The settlement date it would have had in time; nil where it was in time.
    package let lateFrom: Day?
    package let bytes: [UInt8]

    package init(
        key: RecordKey, hash: Digest, kind: String, window: Day, lateFrom: Day?, bytes: [UInt8]
    ) {
        self.key = key
        self.hash = hash
        self.kind = kind
        self.window = window
        self.lateFrom = lateFrom
        self.bytes = bytes
    }
}

/// One line of a double entry: positive is debit, negative credit.
package struct PostingRow: Hashable, Sendable {
    package let account: Int
    package let amount: Fen

    package init(account: Int, amount: Fen) {
        self.account = account
        self.amount = amount
    }
}

/// A line of a double entry with its place.
package struct FullPostingRow: Hashable, Sendable {
    package let record: RecordKey
    package let entry: Int
    package let line: Int
    package let account: Int
    package let amount: Fen
    package let window: Day
}

/// Use of an allowance by a grant (positive) or its return by a reversal (negative).
package struct GrantUseRow: Hashable, Sendable {
    package let diner: DinerID
    package let use: RuleUse
    /// The record that used or returned it.
    package let record: RecordKey
    /// The sale that was granted: the record itself, or the one that it reverses.
    package let sale: RecordKey
    /// The part that was moved to suspense when its window closed.
    package let suspended: Fen

    package init(
        diner: DinerID, use: RuleUse, record: RecordKey, sale: RecordKey, suspended: Fen = .zero
    ) {
        self.diner = diner
        self.use = use
        self.record = record
        self.sale = sale
        self.suspended = suspended
    }
}

/// A record that could not be taken as it is, with its bytes and the reason.
package struct QuarantineRow: Hashable, Sendable {
    package let record: RecordKey
    package let hash: Digest
    package let entry: Int
    package let reason: String
    package let bytes: [UInt8]

    package init(record: RecordKey, hash: Digest, entry: Int, reason: String, bytes: [UInt8]) {
        self.record = record
        self.hash = hash
        self.entry = entry
        self.reason = reason
        self.bytes = bytes
    }
}

/// Something that a person should look at, with its evidence.
package struct FlagRow: Hashable, Sendable {
    package let record: RecordKey
    package let kind: String
    package let detail: String

    package init(record: RecordKey, kind: String, detail: String) {
        self.record = record
        self.kind = kind
        self.detail = detail
    }
}

/// A till's watermark in a closed window.
package struct WatermarkRow: Hashable, Sendable {
    package let terminal: Int
    package let epoch: Int
    package let seq: Int
    package let hash: Digest
    package let complete: Bool
    /// How many of the till's records the window holds.
    package let records: Int

    package init(
        terminal: Int, epoch: Int, seq: Int, hash: Digest, complete: Bool, records: Int
    ) {
        self.terminal = terminal
        self.epoch = epoch
        self.seq = seq
        self.hash = hash
        self.complete = complete
        self.records = records
    }
}

/// What a kitchen delivered to a canteen on a day.
package struct DeliveryRow: Hashable, Sendable {
    package let day: Day
    package let kitchen: KitchenID
    package let canteen: CanteenID
    package let portions: Int
    package let returned: Int
    package let amount: Fen

    package init(
        day: Day, kitchen: KitchenID, canteen: CanteenID, portions: Int, returned: Int, amount: Fen
    ) {
        self.day = day
        self.kitchen = kitchen
        self.canteen = canteen
        self.portions = portions
        self.returned = returned
        self.amount = amount
    }
}

/// A settlement file that was issued; it never changes.
package struct StatementRow: Hashable, Sendable {
    package let window: Day
    package let issue: Int
    package let file: String
    package let digest: Digest
    /// The file it names as the one before it, empty for none; nil where that was not noted.
    package let follows: String?

    package init(
        window: Day, issue: Int, file: String, digest: Digest, follows: String? = nil
    ) {
        self.window = window
        self.issue = issue
        self.file = file
        self.digest = digest
        self.follows = follows
    }
}

/// Debits and credits of an account in a window.
package struct BalanceRow: Hashable, Sendable {
    package let kind: String
    package let canteen: CanteenID
    package let party: String
    package let window: Day
    package let debit: Fen
    package let credit: Fen

    package init(
        kind: String, canteen: CanteenID, party: String, window: Day, debit: Fen, credit: Fen
    ) {
        self.kind = kind
        self.canteen = canteen
        self.party = party
        self.window = window
        self.debit = debit
        self.credit = credit
    }
}
