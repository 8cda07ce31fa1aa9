internal import GRDB
internal import Meals

extension StoreReading {
    private static let openItemColumns = """
        number, identity, leg, verdict, "window", merchant, account, owner, amount, ours, theirs,
        found_at, closing, proposed_by, closed_by, closed_at
        """

    /// The items in the order in which they were found; closed ones too where asked.
    package func openItems(withClosed: Bool = false) throws -> [OpenItemRow] {
        try rows(
            "SELECT \(StoreReading.openItemColumns) FROM open_item "
                + (withClosed ? "" : "WHERE closed_at IS NULL ") + "ORDER BY number", [],
            StoreReading.openItem)
    }

    package func openItem(_ number: Int) throws -> OpenItemRow? {
        try rows(
            "SELECT \(StoreReading.openItemColumns) FROM open_item WHERE number = ?", [number],
            StoreReading.openItem
        ).first
    }

    package func openItem(identity: String) throws -> OpenItemRow? {
        try rows(
            "SELECT \(StoreReading.openItemColumns) FROM open_item WHERE identity = ?",
            [identity], StoreReading.openItem
        ).first
    }

    /// An item's history, from its finding on.
    package func openItemEvents(_ number: Int) throws -> [OpenItemEvent] {
        try rows(
            "SELECT at, by_whom, act, note FROM open_item_event WHERE item = ? ORDER BY seq",
            [number]
        ) {
            OpenItemEvent(at: Moment(milliseconds: $0[0]), by: $0[1], act: $0[2], note: $0[3])
        }
    }

    private static func openItem(_ row: Row) throws -> OpenItemRow {
        let closedAt: Int64? = row[15]
        return OpenItemRow(
            number: row[0], identity: row[1], leg: row[2], verdict: row[3],
            window: Day(number: row[4]), merchant: row[5], account: row[6], owner: row[7],
            amount: Fen(row[8]), ours: row[9], theirs: row[10],
            foundAt: Moment(milliseconds: row[11]), closing: row[12], proposedBy: row[13],
            closedBy: row[14], closedAt: closedAt.map { Moment(milliseconds: $0) })
    }
}
