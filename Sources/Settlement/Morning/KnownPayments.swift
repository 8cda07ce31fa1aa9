internal import Meals
package import Store

/// What was ordered, answered and booked of claims before.
package struct KnownPayments: Sendable {
    let orders: [PaymentOrderRow]
    let transfers: [PaymentTransferRow]
    let bookings: [String: [PaymentBookingRow]]
    /// By payment, in the order of the windows.
    let claims: [String: [PaidClaimRow]]
    private let orderDates: [String: PaymentOrderRow]

    /// Nothing was ordered yet.
    package init() { self.init(orders: [], transfers: [], claims: [], bookings: []) }

    /// - Parameter answers: banks' answers that are not kept yet.
    package init(_ store: Store, hearing answers: [PaymentAnswers.Answer] = []) throws {
        let rejected = Dictionary(
            answers.filter(\.isRejected).map { ($0.endToEndId, $0.reason) }
        ) { first, _ in first }
        self = try store.read { store in
            KnownPayments(
                orders: try store.paymentOrders(),
                transfers: try store.paymentTransfers().map { transfer in
                    rejected[transfer.endToEndId].map { transfer.rejected(reason: $0) } ?? transfer
                },
                claims: try store.paidClaims(), bookings: try store.paymentBookings())
        }
    }

    /// The same after what statements told.
    package func hearing(_ leg: ClaimPayments.ThirdLeg) -> KnownPayments {
        let old = bookings.values.flatMap { $0 }
        let seen = Set(old)
        return KnownPayments(
            orders: orders, transfers: transfers, claims: claims.values.flatMap { $0 },
            bookings: old + leg.bookings.filter { !seen.contains($0) })
    }

    private init(
        orders: [PaymentOrderRow], transfers: [PaymentTransferRow], claims: [PaidClaimRow],
        bookings: [PaymentBookingRow]
    ) {
        self.orders = orders
        self.transfers = transfers
        self.bookings = Dictionary(grouping: bookings, by: \.endToEndId)
        self.claims = Dictionary(grouping: claims, by: \.endToEndId)
        orderDates = Dictionary(uniqueKeysWithValues: orders.map { ($0.id, $0) })
    }

    func order(of transfer: PaymentTransferRow) -> PaymentOrderRow? { orderDates[transfer.order] }

    /// What left the funder's account and did not come back; nil before anything was booked.
    func paid(_ transfer: PaymentTransferRow) -> Fen? {
        bookings[transfer.endToEndId].map { .zero - $0.total(\.amount) }
    }

    /// Whether its claims wait for this payment or have it: not where the bank rejected it, nor
    /// where the money came back.
    func stands(_ transfer: PaymentTransferRow) -> Bool {
        paid(transfer).map { $0 != .zero } ?? transfer.stands
    }

    /// What of each claim is in an order that stands.
    var ordered: [ClaimName: [(order: String, amount: Fen)]] {
        var ordered: [ClaimName: [(order: String, amount: Fen)]] = [:]
        for transfer in transfers where stands(transfer) {
            for claim in claims[transfer.endToEndId] ?? [] {
                ordered[ClaimName(claim), default: []].append((transfer.order, claim.amount))
            }
        }
        return ordered
    }

    /// What a payment paid of its claims between two dates, the last included: of one that is not
    /// whole, the oldest first.
    func paid(_ paid: Fen, of transfer: PaymentTransferRow, from: Day, to: Day) -> Fen {
        let own = (claims[transfer.endToEndId] ?? []).sorted { $0.window < $1.window }
        // What is owed back lowers what has to be paid.
        var left = paid - own.filter { $0.amount < .zero }.total(\.amount)
        var within = Fen.zero
        for claim in own {
            let part = claim.amount < .zero ? claim.amount : min(left, claim.amount)
            if claim.amount > .zero { left -= part }
            if (from...to).contains(claim.window) { within += part }
        }
        // Too much belongs to nobody's date: it is told with the last one.
        if let last = own.last, (from...to).contains(last.window) { within += left }
        return within
    }
}

/// What tells one claim from every other.
struct ClaimName: Hashable {
    let window: Day
    let canteen: CanteenID
    let funder: String
    let rule: String

    init(_ claim: ClaimBook.Claim) {
        (window, canteen) = (claim.window, claim.canteen)
        (funder, rule) = (claim.funder, claim.rule)
    }

    init(_ row: PaidClaimRow) {
        (window, canteen) = (row.window, row.canteen)
        (funder, rule) = (row.funder, row.rule)
    }
}
