package import Meals

/// A merchant's day in sums: what its tills sold, and what the acquirer cleared, by trade and card.
package struct SettlementSummary: Hashable, Sendable {
    package let merId: MerchantID
    /// By type, those that occur.
    package var sold: [Sold] = []
    /// The acquirer's movements by 交易类型 and by 支付卡类型, those that occur.
    package var byTrade: [Cleared] = []
    package var byCard: [Cleared] = []

    /// What transactions of one type sum to.
    package struct Sold: Hashable, Sendable {
        package let type: SettlementType
        package var count = 0
        package var meal = Fen.zero
        package var discount = Fen.zero
        package var subsidy = Fen.zero
        package var amount = Fen.zero

        package init(_ type: SettlementType) { self.type = type }
    }

    /// What movements of one kind sum to, with the columns of the acquirer's own report.
    package struct Cleared: Hashable, Sendable {
        /// `txnType` or `payCardType`.
        package let code: String
        package var count = 0
        package var amount = CreditDebit()
        /// Debit is what the acquirer keeps.
        package var fee = CreditDebit()
        /// What the merchant gets, with its sign.
        package var net = Fen.zero

        package init(_ code: String) { self.code = code }
    }

    package init(_ merId: MerchantID) { self.merId = merId }

    var place: String { "summary \(merId)" }

    /// Every single figure by its name, in written order.
    var figures: [(name: String, value: Int64)] {
        sold.flatMap { row in
            let place = "byTrade \(row.type.rawValue) "
            return [
                (place + "count", Int64(row.count)), (place + "mealAmt", row.meal.fen),
                (place + "discountAmt", row.discount.fen),
                (place + "subsidyAmt", row.subsidy.fen), (place + "txnAmt", row.amount.fen),
            ]
        } + byTrade.flatMap { $0.figures("clearedByTrade") }
            + byCard.flatMap { $0.figures("clearedByCard") }
    }
}

extension SettlementSummary.Cleared {
    fileprivate func figures(_ name: String) -> [(name: String, value: Int64)] {
        let place = "\(name) \(code) "
        return [
            (place + "count", Int64(count)), (place + "amtCredit", amount.credit.fen),
            (place + "amtDebit", amount.debit.fen), (place + "feeCredit", fee.credit.fen),
            (place + "feeDebit", fee.debit.fen), (place + "net", net.fen),
        ]
    }

    mutating func add(_ figures: MovementFigures) {
        count += 1
        amount.add(figures.gained)
        fee.add(-figures.fee)
        net += figures.settled
    }
}

extension CreditDebit {
    /// Adds an amount with its sign.
    mutating func add(_ gained: Fen) {
        if gained < .zero { debit += -gained } else { credit += gained }
    }
}

/// Adds up a merchant's day, row by row.
struct SummaryTally {
    private var places: [String: Int] = [:]
    private var rows: [Row] = []
    // Transactions of one terminal stand together.
    private var last = (merId: "", place: 0)

    private struct Row {
        let merId: String
        var sale = SettlementSummary.Sold(.sale)
        var refund = SettlementSummary.Sold(.refund)
        var void = SettlementSummary.Sold(.void)
        var byTrade: [ClearingKind: SettlementSummary.Cleared] = [:]
        var byCard: [CardType: SettlementSummary.Cleared] = [:]
    }

    mutating func add(_ transaction: SettlementTransaction, granted: Fen, amount: Fen) {
        let place = place(transaction.merId.text)
        switch transaction.type {
        case .sale: rows[place].sale.add(transaction, granted, amount)
        case .refund: rows[place].refund.add(transaction, granted, amount)
        case .void: rows[place].void.add(transaction, granted, amount)
        }
    }

    mutating func add(_ figures: MovementFigures, of merchant: MerchantID) {
        let place = place(merchant.text)
        rows[place].byTrade[figures.kind, default: .init(figures.kind.rawValue)].add(figures)
        rows[place].byCard[figures.card, default: .init(figures.card.rawValue)].add(figures)
    }

    private mutating func place(_ merchant: String) -> Int {
        if merchant == last.merId { return last.place }
        let place = places[merchant] ?? rows.count
        if place == rows.count {
            places[merchant] = place
            rows.append(Row(merId: merchant))
        }
        last = (merchant, place)
        return place
    }

    /// By merchant, ascending.
    var summaries: [SettlementSummary] {
        rows.sorted { $0.merId < $1.merId }.map { row in
            var summary = SettlementSummary(MerchantID(row.merId))
            summary.sold = [row.sale, row.refund, row.void].filter { $0.count > 0 }
            summary.byTrade = row.byTrade.values.sorted { $0.code < $1.code }
            summary.byCard = row.byCard.values.sorted { $0.code < $1.code }
            return summary
        }
    }
}

extension SettlementSummary.Sold {
    fileprivate mutating func add(
        _ transaction: SettlementTransaction, _ granted: Fen, _ paid: Fen
    ) {
        count += 1
        meal += transaction.meal
        discount += transaction.discount
        subsidy += granted
        amount += paid
    }
}
