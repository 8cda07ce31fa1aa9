internal import Journal
package import Meals
package import Store

/// The adjustments that roster imports proposed, each with the meal that it is about.
package struct AdjustmentList: Sendable {
    package let entries: [Entry]

    /// One proposal, ready to be shown.
    package struct Entry: Hashable, Sendable {
        package let number: Int
        package let rosterImport: Int
        /// The receipt's number: the name of the sale's record.
        package let receipt: String
        package let day: Day
        package let canteen: CanteenID
        package let diner: DinerID
        package let row: AdjustmentRow
    }

    package init(_ store: Store) throws {
        entries = try store.read { store in
            try store.adjustments().compactMap { proposed in
                guard let kept = try store.record(proposed.row.record),
                    let record = try? Record(bytes: kept.bytes), case .sale(let sale) = record.body,
                    let diner = sale.diner
                else { return nil }
                return Entry(
                    number: proposed.number, rosterImport: proposed.rosterImport,
                    receipt: record.id.description, day: sale.day, canteen: sale.canteen,
                    diner: diner, row: proposed.row)
            }
        }
    }

    package static let columns = [
        "number", "import", "receipt", "day", "canteen", "diner", "policy", "rule", "funder",
        "claimed", "due", "difference", "reason",
    ]

    /// The whole list as a table.
    package var csv: String {
        CSV.row(AdjustmentList.columns) + entries.map { CSV.row($0.cells) }.joined()
    }
}

extension AdjustmentList.Entry {
    /// In the order of ``AdjustmentList/columns``.
    package var cells: [String] {
        [
            "\(number)", "\(rosterImport)", receipt, "\(day)", canteen.text, diner.text, row.policy,
            row.rule, row.funder, row.claimed.yuan, row.due.yuan, row.difference.yuan, row.reason,
        ]
    }
}
