package import Meals

/// The roster (名册): who is eligible for what, found by diner or by card.
package struct Roster: Sendable {
    private let rows: [Diner]
    private var byDiner = RowIndex<DinerID>()
    private var byCard = RowIndex<CardToken>()

    /// Takes rows as ``read(_:file:token:)`` checks them: one diner's rows do not overlap.
    package init(_ rows: [Diner]) {
        self.rows = rows
        byDiner.reserve(rows.count)
        byCard.reserve(rows.count)
        for (index, row) in rows.enumerated() {
            byDiner.add(index, under: row.id)
            for card in row.cards { byCard.add(index, under: card) }
        }
    }

    /// The diner's row that is valid on a day; nil means that the diner is the public then.
    package func diner(_ id: DinerID, on day: Day) -> Diner? {
        byDiner.row(under: id) { rows[$0].isValid(on: day) }.map { rows[$0] }
    }

    /// Whose card it is on a day.
    package func diner(card: CardToken, on day: Day) -> DinerID? {
        byCard.row(under: card) { rows[$0].isValid(on: day) }.map { rows[$0].id }
    }
}
