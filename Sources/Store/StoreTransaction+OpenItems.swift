internal import GRDB
package import Meals

extension StoreTransaction {
    /// Keeps a new item; gives its number.
    package func insert(_ item: OpenItemRow) throws -> Int {
        try run(
            """
            INSERT INTO open_item (
                identity, leg, verdict, "window", merchant, account, owner, amount, ours, theirs,
                found_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                item.identity, item.leg, item.verdict, item.window.number, item.merchant,
                item.account, item.owner, item.amount.fen, item.ours, item.theirs,
                item.foundAt.milliseconds,
            ])
        return Int(database.lastInsertedRowID)
    }

    /// Notes a step; its place follows the last one.
    package func insert(_ event: OpenItemEvent, of item: Int) throws {
        try run(
            """
            INSERT INTO open_item_event (item, seq, at, by_whom, act, note)
            SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5
            FROM open_item_event WHERE item = ?1
            """,
            [item, event.at.milliseconds, event.by, event.act, event.note])
    }

    /// Notes who would close an item, and how; nobody takes it back.
    package func propose(_ closing: String, of item: Int, by name: String) throws {
        try run(
            """
            UPDATE open_item SET closing = ?, proposed_by = ?
            WHERE number = ? AND closed_at IS NULL
            """,
            [closing, name, item])
    }

    /// Closes an item; the table refuses who proposed it.
    package func closeOpenItem(_ item: Int, by name: String, at now: Moment) throws {
        try run(
            """
            UPDATE open_item SET closed_by = ?, closed_at = ?
            WHERE number = ? AND closed_at IS NULL
            """,
            [name, now.milliseconds, item])
    }

    package func setOwner(_ name: String, of item: Int) throws {
        try run("UPDATE open_item SET owner = ? WHERE number = ?", [name, item])
    }
}
