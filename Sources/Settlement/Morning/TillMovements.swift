internal import Journal
package import Ledger
package import Meals
internal import Store

/// The card movements of a window, from the books.
package struct TillMovements {
    private let directory: DataDirectory
    private let ledger: Ledger

    package init(directory: DataDirectory, ledger: Ledger) {
        self.directory = directory
        self.ledger = ledger
    }

    /// Every tender that the acquirer clears, in the order of the journals; the type of a card, on
    /// which its fee hangs, is known to the acquirer alone.
    ///
    /// A payment whose slip was not typed in has neither trace nor card: it is there all the same.
    package func all(inWindow date: Day) throws -> [Movement] {
        let canteens = try directory.canteens()
        let tokens = try directory.tokenKey()
        return try ledger.store.read { store in
            let rows = try StatementRows(
                store: store, terminals: try store.terminals(), canteens: canteens,
                tokens: tokens)
            var movements: [Movement] = []
            var sales: [String: Movement.Original] = [:]
            try rows.each(inWindow: date) { transaction in
                for tender in transaction.tenders where tender.kind.hasAcquirer {
                    let reference = tender.reference
                    if transaction.type == .sale, let reference {
                        sales[transaction.ref] = .init(
                            trace: reference.trace, time: transaction.time)
                    }
                    movements.append(
                        Movement(
                            source: transaction.ref, merchant: transaction.merId.text,
                            terminal: transaction.termId.text, trace: reference?.trace ?? "",
                            time: transaction.time, kind: transaction.type.clearingKind,
                            amount: tender.amount, fee: nil, card: reference?.maskedCard ?? "",
                            rrn: reference?.rrn ?? "",
                            original: transaction.original.flatMap { sales[$0.ref] }))
                }
            }
            return movements
        }
    }
}

extension SettlementType {
    fileprivate var clearingKind: ClearingKind {
        switch self {
        case .sale: .sale
        case .refund: .refund
        case .void: .void
        }
    }
}
