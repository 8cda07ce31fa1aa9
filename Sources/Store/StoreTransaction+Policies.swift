internal import Foundation
internal import GRDB
internal import Journal
internal import Meals

extension StoreTransaction {
    /// Adds an officer; a name that is or was somebody's is refused by the table.
    package func insert(_ officer: OfficerRow) throws {
        try database.execute(
            sql: "INSERT INTO officer (name, digest, since) VALUES (?, ?, ?)",
            arguments: [
                officer.name, officer.digest.map { Data($0.bytes) } ?? StoreReading.noDigest,
                officer.since.milliseconds,
            ])
    }

    /// Forgets an officer's pass phrase; the name stays, for past approvals name it.
    package func removeOfficer(_ name: String) throws {
        try database.execute(
            sql: "UPDATE officer SET digest = ? WHERE name = ?",
            arguments: [StoreReading.noDigest, name])
    }

    package func insert(_ policy: PolicyRow) throws {
        try database.execute(
            sql: """
                INSERT INTO policy (number, id, file, text, digest, submitted_by, submitted_at,
                                    approved_by, approved_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                policy.number, policy.id, policy.file, policy.text, Data(policy.digest.bytes),
                policy.submitted.by, policy.submitted.at.milliseconds, policy.approved?.by,
                policy.approved?.at.milliseconds,
            ])
    }

    /// Notes who approved a draft; the table refuses its submitter, and a second approval.
    package func approvePolicy(number: Int, _ approval: PolicyRow.Act) throws {
        try database.execute(
            sql: """
                UPDATE policy SET approved_by = ?, approved_at = ?
                WHERE number = ? AND approved_at IS NULL
                """,
            arguments: [approval.by, approval.at.milliseconds, number])
        precondition(database.changesCount == 1, "only a draft is approved")
    }
}
