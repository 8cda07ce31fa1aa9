package import Journal
package import Meals

/// Sums over records of a journal: what was sold less what was taken back.
package struct Takings: Hashable, Sendable {
    package private(set) var sales = 0
    package private(set) var reversals = 0
    package private(set) var gross = Fen.zero
    package private(set) var discount = Fen.zero
    package private(set) var subsidy = Fen.zero
    /// What came in by each tender; a tender that came and went again has 0.
    package private(set) var tenders: [TenderKind: Fen] = [:]
    /// Payments and repayments by each tender.
    package private(set) var payments: [TenderKind: Int] = [:]

    package var paid: Fen { tenders.values.total { $0 } }

    package init() {}

    /// Adds a record; those that sell and take back nothing change nothing.
    package mutating func add(_ body: Record.Body) {
        switch body {
        case .sale(let sale):
            sales += 1
            gross += sale.gross
            discount += sale.discount
            subsidy += sale.subsidy
            for tender in sale.tenders { add(tender.kind, tender.amount) }
        case .void(let reversal), .refund(let reversal):
            reversals += 1
            gross -= reversal.gross
            discount -= reversal.discount
            subsidy -= reversal.subsidy
            for tender in reversal.tenders { add(tender.kind, -tender.amount) }
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
        }
    }

    private mutating func add(_ kind: TenderKind, _ amount: Fen) {
        tenders[kind, default: .zero] += amount
        payments[kind, default: 0] += 1
    }
}

/// Sums since the last Z.
struct DayTotals: Hashable, Sendable {
    let first: Int
    /// The last business day that something was sold on.
    private(set) var latest: Day?
    private(set) var takings = Takings()

    init(first: Int) { self.first = first }

    mutating func add(_ record: Record) {
        takings.add(record.body)
        if case .sale(let sale) = record.body { latest = max(sale.day, latest ?? sale.day) }
    }

    func close(_ day: Day, last: Int) -> DayClose {
        DayClose(
            day: day, first: first, last: last, sales: takings.sales,
            reversals: takings.reversals, gross: takings.gross, discount: takings.discount,
            subsidy: takings.subsidy, paid: takings.paid,
            tenders: takings.tenders.filter { $0.value != .zero })
    }
}
