package import Journal
internal import Meals
internal import Store
package import Subsidies

/// A sale in the books with the explanation of its price.
package struct Receipt: Sendable {
    package let sale: Sale
    package let cashier: String
    /// Why the policy gives what it gives, from what the till knew; nil where none was in force.
    package let explanation: Explanation?
    /// What a person should know of the sale.
    package let flags: [(kind: String, detail: String)]
}

extension BooksReader {
    /// The receipt of a number; nil where that is no sale known here.
    package func receipt(_ id: RecordID) throws -> Receipt? {
        try store.read { reading -> Receipt? in
            guard let key = key(of: id), let row = try reading.record(key),
                let record = try? Record(bytes: row.bytes), case .sale(let sale) = record.body
            else { return nil }
            let flags = try reading.flags(of: key).map { (kind: $0.kind, detail: $0.detail) }
            guard let document = try reading.snapshotDocument(sale.snapshot) else {
                return Receipt(
                    sale: sale, cashier: record.cashier, explanation: nil, flags: flags)
            }
            let snapshot = try Snapshot(document: document)
            return Receipt(
                sale: sale, cashier: record.cashier,
                explanation: Receipt.explaining(sale, at: record.trueTime, snapshot),
                flags: flags)
        }
    }
}

extension Receipt {
    fileprivate static func explaining(
        _ sale: Sale, at time: Moment, _ snapshot: Snapshot
    ) -> Explanation? {
        guard let policy = snapshot.policy(on: sale.day),
            let canteen = snapshot.canteen(sale.canteen)
        else { return nil }
        let meal = Meal(
            day: sale.day, secondOfDay: time.secondOfDay, channel: sale.channel,
            gross: sale.gross, venue: canteen.kind, street: canteen.street)
        let diner = sale.diner.flatMap { snapshot.roster.diner($0, on: sale.day) }
        return policy.explain(meal, for: diner, uses: sale.uses, calendar: snapshot.calendar)
    }
}
