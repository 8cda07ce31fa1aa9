package import Journal
package import Meals

/// A roster file that was taken, and what it changed.
package struct RosterImportRow: Hashable, Sendable {
    package let file: String
    package let digest: Digest
    package let importedBy: String
    package let importedAt: Moment
    /// The first day on which those whom the file leaves out are not listed any more.
    package let leavingFrom: Day
    /// The snapshot that was current afterwards.
    package let snapshot: String
    package let rows: Int
    package let joined: Int
    package let left: Int
    package let changed: Int
    package let deceased: Int

    package init(
        file: String, digest: Digest, importedBy: String, importedAt: Moment, leavingFrom: Day,
        snapshot: String, rows: Int, joined: Int, left: Int, changed: Int, deceased: Int
    ) {
        self.file = file
        self.digest = digest
        self.importedBy = importedBy
        self.importedAt = importedAt
        self.leavingFrom = leavingFrom
        self.snapshot = snapshot
        self.rows = rows
        self.joined = joined
        self.left = left
        self.changed = changed
        self.deceased = deceased
    }
}

/// A correction of a claim that somebody should decide on; by itself it changes nothing.
package struct AdjustmentRow: Hashable, Sendable {
    /// The sale.
    package let record: RecordKey
    package let policy: String
    package let rule: String
    package let funder: String
    /// What is claimed, earlier proposals for the same claim counted as done.
    package let claimed: Fen
    package let due: Fen
    package let reason: String

    package init(
        record: RecordKey, policy: String, rule: String, funder: String, claimed: Fen, due: Fen,
        reason: String
    ) {
        self.record = record
        self.policy = policy
        self.rule = rule
        self.funder = funder
        self.claimed = claimed
        self.due = due
        self.reason = reason
    }

    package var difference: Fen { due - claimed }
}

/// An adjustment with its number and that of the import that it came from.
package struct ProposedAdjustment: Hashable, Sendable {
    package let number: Int
    package let rosterImport: Int
    package let row: AdjustmentRow
}
