package import Meals

/// 商户交易汇总表 (`RD2010…`): the acquirer's own totals of a merchant's settlement date.
package struct ClearingTotals: Hashable, Sendable {
    package let merchant: MerchantID
    package let merchantName: String
    /// 收单机构.
    package let acquirer: String
    package let settleDate: Day
    /// 生成日期.
    package let madeOn: Day
    /// By 交易类型, in the acquirer's words and order.
    package let byTrade: [Row]
    /// By 卡性质: debit, credit, semi-credit, other.
    package let byCard: [Row]

    /// One row; 借 is against the merchant, 贷 for it.
    package struct Row: Hashable, Sendable {
        package let title: String
        package let count: Int
        package let amount: Sides
        package let fee: Sides
        package let net: Sides

        package init(title: String, count: Int, amount: Sides, fee: Sides, net: Sides) {
            self.title = title
            self.count = count
            self.amount = amount
            self.fee = fee
            self.net = net
        }
    }

    /// 借 and 贷 of one kind of amount.
    package struct Sides: Hashable, Sendable {
        package let debit: Fen
        package let credit: Fen

        package init(debit: Fen, credit: Fen) {
            self.debit = debit
            self.credit = credit
        }

        static let zero = Sides(debit: .zero, credit: .zero)

        static func + (a: Sides, b: Sides) -> Sides {
            Sides(debit: a.debit + b.debit, credit: a.credit + b.credit)
        }

        /// Seen from the merchant.
        package var balance: Fen { credit - debit }
    }

    package init(
        merchant: MerchantID, merchantName: String, acquirer: String, settleDate: Day,
        madeOn: Day, byTrade: [Row], byCard: [Row]
    ) {
        self.merchant = merchant
        self.merchantName = merchantName
        self.acquirer = acquirer
        self.settleDate = settleDate
        self.madeOn = madeOn
        self.byTrade = byTrade
        self.byCard = byCard
    }

    /// The 总计 row.
    package var total: Row { ClearingTotals.total(byTrade) }

    static func total(_ rows: [Row], title: String = "总计") -> Row {
        rows.reduce(Row(title: title, count: 0, amount: .zero, fee: .zero, net: .zero)) {
            Row(
                title: $0.title, count: $0.count + $1.count, amount: $0.amount + $1.amount,
                fee: $0.fee + $1.fee, net: $0.net + $1.net)
        }
    }
}

extension ClearingTotals {
    /// The totals that a merchant's movements give.
    ///
    /// - Parameter trade: the report's word for a kind of movement.
    package init(
        of entries: [ClearingEntry], merchant: MerchantID, merchantName: String,
        acquirer: String, settleDate: Day, madeOn: Day, trade: (ClearingKind) -> String
    ) {
        let kinds = ClearingKind.allCases.filter { kind in entries.contains { $0.kind == kind } }
        self.init(
            merchant: merchant, merchantName: merchantName, acquirer: acquirer,
            settleDate: settleDate, madeOn: madeOn,
            byTrade: kinds.map { kind in
                ClearingTotals.row(trade(kind), entries.filter { $0.kind == kind })
            },
            byCard: [CardType.debit, .credit, .semiCredit, .other].map { type in
                ClearingTotals.row(type.title, entries.filter { $0.cardType == type })
            })
    }

    private static func row(_ title: String, _ entries: [ClearingEntry]) -> Row {
        func sides(_ amount: (ClearingEntry) -> Fen) -> Sides {
            Sides(
                debit: entries.total { max(.zero, -amount($0)) },
                credit: entries.total { max(.zero, amount($0)) })
        }
        let net = entries.total(\.settled)
        return Row(
            title: title, count: entries.count,
            amount: sides { $0.kind.isCredit ? $0.amount : -$0.amount },
            fee: sides { -$0.fee },
            net: Sides(debit: max(.zero, -net), credit: max(.zero, net)))
    }
}
