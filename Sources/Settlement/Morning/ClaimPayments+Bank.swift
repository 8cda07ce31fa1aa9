package import Meals
package import Store

extension ClaimPayments {
    /// What banks booked of the range's payments, in this run's statements or in earlier ones.
    package struct ThirdLeg: Sendable {
        /// One comparison for each end of an order's dates: its open items stand under it.
        package let parts: [Part]
        /// Bookings that name a payment and cannot be taken: another currency, parts of a fen.
        package let untold: [String]
        /// What each operator got from each funder for the claims of the range.
        package let paid: [String: [String: Fen]]
        let bookings: [PaymentBookingRow]

        package var isWhole: Bool {
            untold.isEmpty && parts.allSatisfy(\.result.differences.isEmpty)
        }
    }

    /// One comparison of what was due with what was booked.
    package struct Part: Sendable {
        /// The last settlement date of its claims.
        package let to: Day
        package let result: Reconciliation
        package let due: [BankDue]
        package let booked: [BankMovement]
    }

    /// The third leg: payments against what the bank booked under their end-to-end ids, under the
    /// id of their batch, or as the sum of a batch.
    package func reconcile(_ statements: [BankStatement]) -> ThirdLeg {
        let payments = duePayments()
        var reader = PaymentBookings(payments: payments, known: known)
        for statement in statements {
            for entry in statement.entries { reader.take(entry, of: statement) }
        }
        let kept = Set(known.transfers.map(\.endToEndId))
        var bookings = reader.found
        for payment in payments {
            let earlier = known.bookings[payment.endToEndId] ?? []
            let seen = Set(bookings.map { "\($0.endToEndId) \($0.identity)" })
            bookings += earlier.filter { !seen.contains("\($0.endToEndId) \($0.identity)") }
        }
        let byPayment = Dictionary(grouping: bookings, by: \.endToEndId)
        let parts = Dictionary(grouping: payments, by: \.to).sorted { $0.key < $1.key }
            .map { part($0.key, $0.value, byPayment) }
        return ThirdLeg(
            parts: parts, untold: reader.untold, paid: paid(payments, byPayment),
            bookings: reader.found.filter { kept.contains($0.endToEndId) })
    }

    /// Remembers what was booked of orders that were kept.
    package static func keep(_ leg: ThirdLeg, in store: Store) throws {
        if leg.bookings.isEmpty { return }
        try store.write { store in
            for booking in leg.bookings { try store.insertIfNew(booking) }
        }
    }

    /// The payments that pay claims of the range.
    ///
    /// Where none was ever ordered here, those that an
    /// order of the range would hold: it may have been made elsewhere.
    private func duePayments() -> [DuePayment] {
        let range = book.from...book.to
        let ordered = known.transfers.filter { transfer in
            (known.claims[transfer.endToEndId] ?? []).contains { range.contains($0.window) }
        }
        if !ordered.isEmpty {
            return ordered.map { transfer in
                DuePayment(
                    endToEndId: transfer.endToEndId, batch: transfer.batch,
                    operatorId: transfer.operatorId, funder: transfer.funder,
                    to: known.order(of: transfer)?.to ?? book.to, amount: transfer.amount,
                    transfer: transfer)
            }
        }
        return funders.flatMap { funder in
            operators.compactMap { one in
                let amount = open(funder, one).total(\.amount)
                guard amount > .zero else { return nil }
                return DuePayment(
                    endToEndId: book.endToEndId(one, funder), batch: book.batchId(funder),
                    operatorId: one.id, funder: funder, to: book.to, amount: amount,
                    transfer: nil)
            }
        }
    }

    private func part(
        _ to: Day, _ payments: [DuePayment], _ bookings: [String: [PaymentBookingRow]]
    ) -> Part {
        var due: [BankDue] = []
        var booked: [BankMovement] = []
        for payment in payments {
            let own = bookings[payment.endToEndId] ?? []
            let left = own.total(\.amount)
            // What was rejected is not due; what came back is as if it had never left.
            let isOver = own.isEmpty ? !(payment.transfer?.stands ?? true) : left == .zero
            if isOver { continue }
            // Money goes out of the account whose statement this is.
            due.append(
                BankDue(key: payment.endToEndId, date: to, amount: .zero - payment.amount))
            booked += own.map {
                BankMovement(
                    key: payment.endToEndId, date: nil, bookedOn: $0.bookedOn, amount: $0.amount)
            }
        }
        return Part(
            to: to, result: BankMatch.reconcile(due: due, booked: booked), due: due,
            booked: booked)
    }

    private func paid(
        _ payments: [DuePayment], _ bookings: [String: [PaymentBookingRow]]
    ) -> [String: [String: Fen]] {
        var paid: [String: [String: Fen]] = [:]
        for payment in payments {
            guard let own = bookings[payment.endToEndId] else { continue }
            let net = Fen.zero - own.total(\.amount)
            let within =
                payment.transfer.map {
                    known.paid(net, of: $0, from: book.from, to: book.to)
                } ?? net
            paid[payment.operatorId, default: [:]][payment.funder, default: .zero] += within
        }
        return paid
    }
}

/// A payment that a bank should have booked.
struct DuePayment {
    let endToEndId: String
    let batch: String
    let operatorId: String
    let funder: String
    /// The last settlement date that its order pays for.
    let to: Day
    let amount: Fen
    /// Nil where no order was kept.
    let transfer: PaymentTransferRow?
}
