/// What a movement of one side is against the other: the closed list.
package enum Verdict: String, CaseIterable, Sendable {
    case matched
    /// 长款: they have it and we lack it.
    case long
    /// 短款: we have it and they lack it.
    case short
    /// 金额不符.
    case amount
    /// 状态不符: taken back on one side, standing on the other.
    case status
    /// 手续费不符.
    case fee
    /// They have it twice.
    case duplicate
    /// 日切: it belongs to the neighbouring settlement date on the other side.
    case cutOver = "cut-over"
    case wrongMerchant = "wrong-merchant"
    case refundWithoutSale = "refund-without-sale"
    /// 存疑: several readings; a person chooses.
    case ambiguous

    /// 中文 for the clerk.
    package var title: String {
        switch self {
        case .matched: "平"
        case .long: "长款"
        case .short: "短款"
        case .amount: "金额不符"
        case .status: "状态不符"
        case .fee: "手续费不符"
        case .duplicate: "重复入账"
        case .cutOver: "日切差异"
        case .wrongMerchant: "商户不符"
        case .refundWithoutSale: "无原交易退货"
        case .ambiguous: "存疑"
        }
    }

    /// What the clerk does with it.
    package var nextStep: String {
        switch self {
        case .matched: "nothing"
        case .long: "ask the canteen for the slip; without one, ask the acquirer to take it back"
        case .short: "ask the acquirer for the movement by its reference; check tomorrow's file"
        case .amount: "compare the slip with both amounts; the acquirer corrects its own (差错)"
        case .status: "ask the acquirer whether the void or reversal arrived; have it sent again"
        case .fee: "hold the fee against the contract; claim the difference from the acquirer"
        case .duplicate: "ask the acquirer to take the second one back; the diner paid once"
        case .cutOver: "wait for the neighbouring date's file: it is matched by itself"
        case .wrongMerchant: "ask the acquirer to move it to the merchant whose till it was"
        case .refundWithoutSale: "stop the refund at the acquirer; find out who ordered it"
        case .ambiguous: "choose the right pair by the slips; nothing is posted until then"
        }
    }
}

/// How a pair was found.
package enum Evidence: String, CaseIterable, Sendable {
    /// A sale and what takes it back, on one side: the two come to nothing.
    case reversalPair = "reversal-pair"
    /// Terminal, trace and second.
    case key
    /// The retrieval reference.
    case reference
    /// Several movements with one reference and the same sum.
    case split, merged
    /// Terminal and trace; the clocks differ.
    case clock
    /// Card, amount and about the time.
    case candidate
    case none
}

/// One thing that a reconciliation found, with its rows on both sides.
package struct Difference: Hashable, Sendable {
    package let verdict: Verdict
    package let evidence: Evidence
    /// Row numbers on our side.
    package let ours: [Int]
    /// Row numbers on their side.
    package let theirs: [Int]
    /// True where both sides are there and nothing is left to do, as a cut-over that was met.
    package let isSettled: Bool

    package init(
        _ verdict: Verdict, by evidence: Evidence, ours: [Int], theirs: [Int],
        isSettled: Bool = false
    ) {
        self.verdict = verdict
        self.evidence = evidence
        self.ours = ours
        self.theirs = theirs
        self.isSettled = isSettled
    }
}
