package import Meals

/// Turns a range's claims into one payment order: a batch for each funder, a transfer for each
/// operator; and reads from statements what was paid of them.
package struct ClaimPayments: Sendable {
    private let book: ClaimBook
    private let operators: [Operator]

    package init(book: ClaimBook, operators: [Operator]) {
        self.book = book
        self.operators = operators
    }

    private func sum(_ funder: String, _ one: Operator) -> Fen {
        book.claims.filter { $0.funder == funder && one.canteens.contains($0.canteen) }
            .total(\.amount)
    }

    /// The order; what comes to nothing or less is not paid and left for the next range.
    ///
    /// - Parameter funders: the account that each funder pays from.
    /// - Throws: where a funder with claims has no account.
    package func order(
        funders: [String: PaymentOrder.Party], initiator: String, executeOn: Day, madeAt: Moment
    ) throws(Problems) -> PaymentOrder {
        let names = Set(book.claims.map(\.funder)).sorted()
        let missing = names.filter { funders[$0] == nil }
        if !missing.isEmpty {
            throw Problems(
                missing.map {
                    Problem(file: "funders", place: $0, reason: "has claims, but no account")
                })
        }
        let id = "MULIN-\(book.dates)"
        let batches = names.compactMap { funder -> PaymentOrder.Batch? in
            let transfers = operators.compactMap { one -> PaymentOrder.Transfer? in
                let amount = sum(funder, one)
                guard amount > .zero else { return nil }
                return PaymentOrder.Transfer(
                    endToEndId: book.endToEndId(one, funder), creditor: one.party,
                    amount: amount, remittance: "\(book.from) 至 \(book.to) 助餐补贴 \(funder)")
            }
            guard let debtor = funders[funder], !transfers.isEmpty else { return nil }
            return PaymentOrder.Batch(
                id: book.batchId(funder), debtor: debtor, executeOn: executeOn,
                transfers: transfers)
        }
        return PaymentOrder(id: id, madeAt: madeAt, initiator: initiator, batches: batches)
    }

    /// The third leg: claims against what the bank booked under their end-to-end ids.
    ///
    /// - Returns: the comparison, and what each operator got from each funder.
    package func reconcile(
        _ statements: [BankStatement]
    ) -> (
        result: Reconciliation, due: [BankDue], booked: [BankMovement],
        paid: [String: [String: Fen]]
    ) {
        var due: [BankDue] = []
        var names: [String: (payee: String, funder: String)] = [:]
        for funder in Set(book.claims.map(\.funder)).sorted() {
            for one in operators where sum(funder, one) > .zero {
                let key = book.endToEndId(one, funder)
                names[key] = (one.id, funder)
                // Money goes out of the account whose statement this is.
                due.append(BankDue(key: key, date: book.to, amount: -sum(funder, one)))
            }
        }
        let keys = Set(names.keys)
        let booked = statements.flatMap(\.entries).compactMap { entry -> BankMovement? in
            guard let key = entry.endToEndIds.first(where: keys.contains), entry.isBooked,
                let amount = entry.amount.fen
            else { return nil }
            return BankMovement(
                key: key, date: nil, bookedOn: entry.bookedOn ?? book.to + 1, amount: amount)
        }
        var paid: [String: [String: Fen]] = [:]
        for movement in booked {
            guard let key = movement.key, let name = names[key] else { continue }
            paid[name.payee, default: [:]][name.funder, default: .zero] += -movement.amount
        }
        return (BankMatch.reconcile(due: due, booked: booked), due, booked, paid)
    }
}
