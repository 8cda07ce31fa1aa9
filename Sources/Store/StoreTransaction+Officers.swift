internal import GRDB

extension StoreTransaction {
    /// Takes back what was proposed for an item that nobody agreed to yet.
    package func withdrawProposal(ofItem number: Int) throws {
        try run(
            """
            UPDATE open_item SET closing = NULL, proposed_by = NULL
            WHERE number = ? AND closed_at IS NULL
            """,
            [number])
    }
}
