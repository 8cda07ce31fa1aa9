internal import Foundation
internal import GRDB
package import Journal
internal import Meals

extension StoreTransaction {
    /// Keeps an identity in the place of an earlier one of the same diner.
    package func replace(_ identity: SealedIdentity) throws {
        try run(
            "INSERT OR REPLACE INTO identity (diner, sealed) VALUES (?, ?)",
            [identity.diner.text, Data(identity.bytes)])
    }

    /// Notes an import; gives its number.
    package func insert(_ row: RosterImportRow) throws -> Int {
        try run(
            """
            INSERT INTO roster_import (
                file, digest, imported_by, imported_at, leaving_from, snapshot, rows, joined,
                left_roster, changed, deceased)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row.file, Data(row.digest.bytes), row.importedBy, row.importedAt.milliseconds,
                row.leavingFrom.number, row.snapshot, row.rows, row.joined, row.left, row.changed,
                row.deceased,
            ])
        return Int(database.lastInsertedRowID)
    }

    package func insert(_ adjustment: AdjustmentRow, of rosterImport: Int) throws {
        try run(
            """
            INSERT INTO adjustment (
                roster_import, record, policy, rule, funder, claimed, due, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                rosterImport, adjustment.record.rawValue, adjustment.policy, adjustment.rule,
                adjustment.funder, adjustment.claimed.fen, adjustment.due.fen, adjustment.reason,
            ])
    }
}
