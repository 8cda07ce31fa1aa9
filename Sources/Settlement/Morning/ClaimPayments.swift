package import Meals
package import Store

/// Turns a range's claims into one payment order: a batch for each funder, a transfer for each
/// operator.
///
/// A claim is ordered once, whatever ranges are asked for.
package struct ClaimPayments: Sendable {
    let book: ClaimBook
    let operators: [Operator]
    let known: KnownPayments

    package init(book: ClaimBook, operators: [Operator], known: KnownPayments = KnownPayments()) {
        self.book = book
        self.operators = operators
        self.known = known
    }

    /// An order with what has to be kept of it.
    package struct Made: Sendable {
        package let order: PaymentOrder
        let row: PaymentOrderRow
        let transfers: [PaymentTransferRow]
        let claims: [PaidClaimRow]
    }

    /// Claims of the range that are in earlier orders, by order.
    package var orderedBefore: [(order: String, claims: Int, amount: Fen)] {
        let ordered = known.ordered
        var sums: [String: (claims: Int, amount: Fen)] = [:]
        for claim in book.claims {
            for part in ordered[ClaimName(claim)] ?? [] {
                let now = sums[part.order] ?? (0, .zero)
                sums[part.order] = (now.claims + 1, now.amount + part.amount)
            }
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value.claims, $0.value.amount) }
    }

    /// What of the claims of a funder on an operator is in no order, claim by claim.
    func open(_ funder: String, _ one: Operator) -> [(claim: ClaimBook.Claim, amount: Fen)] {
        open(funder, one, known.ordered)
    }

    private func open(
        _ funder: String, _ one: Operator, _ ordered: [ClaimName: [(order: String, amount: Fen)]]
    ) -> [(claim: ClaimBook.Claim, amount: Fen)] {
        book.claims.filter { $0.funder == funder && one.canteens.contains($0.canteen) }
            .map { ($0, $0.amount - (ordered[ClaimName($0)] ?? []).total(\.amount)) }
            .filter { $0.1 != .zero }
    }

    var funders: [String] { Set(book.claims.map(\.funder)).sorted() }

    /// How often this range was ordered, this time included.
    var attempt: Int {
        known.orders.count { $0.from == book.from && $0.to == book.to } + 1
    }

    /// The order; what comes to nothing or less is not paid, and lowers what a longer range that
    /// holds it pays.
    ///
    /// - Parameters:
    ///   - funders: the account that each funder pays from.
    ///   - initiator: who orders it; nil for the first funder that pays.
    /// - Returns: nil where there is nothing to pay that was not ordered before.
    /// - Throws: where a funder with claims has no account.
    package func order(
        funders accounts: [String: PaymentOrder.Party], initiator: String?, executeOn: Day,
        madeAt: Moment
    ) throws(Problems) -> Made? {
        let missing = funders.filter { accounts[$0] == nil }
        if !missing.isEmpty {
            throw Problems(
                missing.map {
                    Problem(file: "funders", place: $0, reason: "has claims, but no account")
                })
        }
        let (attempt, ordered) = (attempt, known.ordered)
        let id = "MULIN-\(book.dates(attempt))"
        var transfers: [PaymentTransferRow] = []
        var paid: [PaidClaimRow] = []
        var batches: [PaymentOrder.Batch] = []
        for funder in funders {
            var own: [PaymentOrder.Transfer] = []
            for one in operators {
                let claims = open(funder, one, ordered)
                let amount = claims.total(\.amount)
                guard amount > .zero else { continue }
                let transfer = PaymentTransferRow(
                    endToEndId: book.endToEndId(one, funder, attempt: attempt), order: id,
                    batch: book.batchId(funder, attempt: attempt), funder: funder,
                    operatorId: one.id, amount: amount)
                transfers.append(transfer)
                paid += claims.map { claim, amount in
                    PaidClaimRow(
                        endToEndId: transfer.endToEndId, window: claim.window,
                        canteen: claim.canteen, funder: funder, rule: claim.rule, amount: amount)
                }
                own.append(
                    PaymentOrder.Transfer(
                        endToEndId: transfer.endToEndId, creditor: one.party, amount: amount,
                        remittance: "\(book.from) 至 \(book.to) 助餐补贴 \(funder)"))
            }
            guard let debtor = accounts[funder], !own.isEmpty else { continue }
            batches.append(
                PaymentOrder.Batch(
                    id: book.batchId(funder, attempt: attempt), debtor: debtor,
                    executeOn: executeOn, transfers: own))
        }
        guard let first = batches.first else { return nil }
        let initiator = initiator ?? first.debtor.name
        return Made(
            order: PaymentOrder(id: id, madeAt: madeAt, initiator: initiator, batches: batches),
            row: PaymentOrderRow(
                id: id, from: book.from, to: book.to, initiator: initiator, executeOn: executeOn,
                madeAt: madeAt),
            transfers: transfers, claims: paid)
    }

    /// Remembers an order: its claims are not ordered again.
    package static func keep(_ made: Made, in store: Store) throws {
        try store.write { try $0.insert(made.row, made.transfers, paying: made.claims) }
    }
}
