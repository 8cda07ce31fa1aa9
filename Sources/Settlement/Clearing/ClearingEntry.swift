package import Meals

/// One movement in the acquirer's clearing file, whatever the layout it came in.
package struct ClearingEntry: Hashable, Sendable {
    package let merchant: MerchantID
    package let terminal: String
    /// 系统跟踪号 or 凭证号, six digits.
    package let trace: String
    package let time: Moment
    package let kind: ClearingKind
    /// Without sign: the kind says which way it goes.
    package let amount: Fen
    /// What the acquirer keeps; negative where it gives a fee back.
    package let fee: Fen
    /// What the merchant gets; negative where it gives back.
    package let settled: Fen
    package let cardType: CardType
    /// The masked card; empty for none.
    package let card: String
    /// 检索参考号; empty where the layout has none.
    package let rrn: String
    /// The acquirer's own number of the movement; empty where the layout has none.
    package let queryId: String
    /// Trace and time of the sale that is taken back; nil for a sale.
    package let original: Original?
    /// 清算日期 of the file.
    package let settleDate: Day
    /// The line of the file, from 1.
    package let line: Int

    /// How a void or refund names its sale.
    package struct Original: Hashable, Sendable {
        package let trace: String
        /// MMDDhhmmss, or empty.
        package let time: String
        package let queryId: String

        package init(trace: String, time: String, queryId: String) {
            self.trace = trace
            self.time = time
            self.queryId = queryId
        }
    }

    package init(
        merchant: MerchantID, terminal: String, trace: String, time: Moment, kind: ClearingKind,
        amount: Fen, fee: Fen, settled: Fen, cardType: CardType, card: String, rrn: String,
        queryId: String, original: Original?, settleDate: Day, line: Int
    ) {
        self.merchant = merchant
        self.terminal = terminal
        self.trace = trace
        self.time = time
        self.kind = kind
        self.amount = amount
        self.fee = fee
        self.settled = settled
        self.cardType = cardType
        self.card = card
        self.rrn = rrn
        self.queryId = queryId
        self.original = original
        self.settleDate = settleDate
        self.line = line
    }
}

/// What moved: ACP's `txnType`, and our own 99 for a reversal (冲正).
package enum ClearingKind: String, CaseIterable, Sendable {
    case sale = "01"
    case refund = "04"
    case void = "31"
    case reversal = "99"

    /// Reads the word of a totals report, such as 自助消费.
    init?(title: String) {
        let words: [(String, ClearingKind)] = [
            ("冲正", .reversal), ("撤销", .void), ("退货", .refund), ("消费", .sale),
        ]
        guard let kind = words.first(where: { title.contains($0.0) })?.1 else { return nil }
        self = kind
    }

    /// True where the merchant gains.
    package var isCredit: Bool { self == .sale }
}

/// 支付卡类型, which decides the fee.
package enum CardType: String, CaseIterable, Sendable {
    case debit = "01"
    case credit = "02"
    case semiCredit = "03"
    case other = "00"

    /// The name in the totals report.
    package var title: String {
        switch self {
        case .debit: "借记卡"
        case .credit: "贷记卡"
        case .semiCredit: "准贷记卡"
        case .other: "其他卡"
        }
    }
}

/// 差错交易: a dispute or adjustment of an earlier movement.
package struct ClearingDispute: Hashable, Sendable {
    /// `Exx`, as the acquirer writes it.
    package let code: String
    package let merchant: MerchantID
    package let trace: String
    package let time: Moment
    package let card: String
    package let amount: Fen
    /// 上一笔: the movement in dispute.
    package let lastTrace: String
    package let lastTime: String
    package let lastSettleDate: String
    package let lastAmount: Fen
    package let fee: Fen
    package let settled: Fen
    package let line: Int

    package init(
        code: String, merchant: MerchantID, trace: String, time: Moment, card: String, amount: Fen,
        lastTrace: String, lastTime: String, lastSettleDate: String, lastAmount: Fen, fee: Fen,
        settled: Fen, line: Int
    ) {
        self.code = code
        self.merchant = merchant
        self.trace = trace
        self.time = time
        self.card = card
        self.amount = amount
        self.lastTrace = lastTrace
        self.lastTime = lastTime
        self.lastSettleDate = lastSettleDate
        self.lastAmount = lastAmount
        self.fee = fee
        self.settled = settled
        self.line = line
    }
}

/// A clearing file that was read and found right.
package struct ClearingFile: Sendable {
    package let name: String
    package let content: Content
    /// How often each deviation of the counterparty's profile was made use of.
    package let deviations: [Deviation: Int]

    package enum Content: Sendable {
        case entries(ClearingName?, [ClearingEntry])
        case disputes(ClearingName, [ClearingDispute])
        case totals(ClearingTotals)
    }
}
