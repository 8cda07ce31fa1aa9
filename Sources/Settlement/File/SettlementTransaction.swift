package import Meals

/// A meal, void or refund in a settlement file.
///
/// `meal = discount + Σ subsidies + Σ tenders`, to the fen; amounts have no sign, the type says
/// which way they go.
package struct SettlementTransaction: Hashable, Sendable {
    /// The journal record behind it; 1 to 35 letters, digits, `-`, `_` or `.`.
    package let ref: String
    package let merId: MerchantID
    package let termId: TerminalID
    package let type: SettlementType
    package let time: Moment
    package let businessDay: Day
    package let period: MealPeriod
    /// What a void or refund takes back.
    package let original: SettlementOriginal?
    /// The settlement date to whose window it should have come; nil where that is the file's own.
    package let lateFrom: Day?
    package let diner: DinerToken?
    package let meal: Fen
    package let discount: Fen
    package let subsidies: [SettlementSubsidy]
    package let tenders: [Tender]

    package init(
        ref: String, merId: MerchantID, termId: TerminalID, type: SettlementType, time: Moment,
        businessDay: Day, period: MealPeriod, original: SettlementOriginal? = nil,
        lateFrom: Day? = nil, diner: DinerToken? = nil, meal: Fen, discount: Fen = .zero,
        subsidies: [SettlementSubsidy] = [], tenders: [Tender] = []
    ) {
        self.ref = ref
        self.merId = merId
        self.termId = termId
        self.type = type
        self.time = time
        self.businessDay = businessDay
        self.period = period
        self.original = original
        self.lateFrom = lateFrom
        self.diner = diner
        self.meal = meal
        self.discount = discount
        self.subsidies = subsidies
        self.tenders = tenders
    }

    /// What the diner paid or got back.
    package var amount: Fen {
        // A loop here and in `granted`: the general sum costs more than writing the row.
        var sum = Fen.zero
        for tender in tenders { sum += tender.amount }
        return sum
    }

    /// Σ subsidies, in whatever state.
    package var granted: Fen {
        var sum = Fen.zero
        for subsidy in subsidies { sum += subsidy.amount }
        return sum
    }
}

/// 交易类型: UnionPay's code of what happened.
package enum SettlementType: String, CaseIterable, Sendable {
    case sale = "01"
    case refund = "04"
    case void = "31"

    /// `C` where the merchant gains, `D` where it gives back.
    package var direction: String { self == .sale ? "C" : "D" }
}

/// The transaction that a void or refund takes back.
package struct SettlementOriginal: Hashable, Sendable {
    package let ref: String
    /// The settlement date of the file that holds it; nil for this file.
    package let settleDate: Day?
    /// True where the books could not tie the void or refund to it; only money was taken back.
    ///
    /// It was not there, or not so much of it was left: the money stands in suspense.
    package let isUnexplained: Bool

    package init(ref: String, settleDate: Day? = nil, isUnexplained: Bool = false) {
        self.ref = ref
        self.settleDate = settleDate
        self.isUnexplained = isUnexplained
    }
}

/// One funder's part of what one rule granted, or gave back.
package struct SettlementSubsidy: Hashable, Sendable {
    package let policy: String
    package let rule: String
    package let fund: String
    /// At least one fen.
    package let amount: Fen
    package let state: SettlementSubsidyState

    package init(
        policy: String, rule: String, fund: String, amount: Fen, state: SettlementSubsidyState
    ) {
        self.policy = policy
        self.rule = rule
        self.fund = fund
        self.amount = amount
        self.state = state
    }
}

/// Whether a subsidy is asked from its funder.
package enum SettlementSubsidyState: String, CaseIterable, Sendable {
    case claimed
    /// Granted at a till, not explained yet; nobody is asked for it.
    case suspense
    /// The service decided otherwise than the till.
    case variance
}
