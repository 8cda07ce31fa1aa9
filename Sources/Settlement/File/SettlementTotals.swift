package import Meals

/// The sums in the trailer of a settlement file.
package struct SettlementTotals: Hashable, Sendable {
    package var txnCount = 0
    package var meal = CreditDebit()
    package var discount = CreditDebit()
    package var subsidy = CreditDebit()
    /// What diners paid and got back.
    package var amount = CreditDebit()
    /// By fund and state, ascending.
    package var funds: [SettlementFundTotal] = []
    /// By kind, ascending.
    package var tenders: [SettlementTenderTotal] = []
    package var claimCount = 0
    /// Σ payable of the claims, with its sign.
    package var payable = Fen.zero
    package var deliveryCount = 0
    package var portions = 0
    package var returned = 0
    package var supplyAmount = Fen.zero

    package init() {}

    /// The largest sum that a file can state: fifteen digits.
    static let limit = Fen(999_999_999_999_999)

    /// Every single figure by its name in the file, in written order.
    var figures: [(name: String, value: Int64)] {
        [
            ("txnCount", Int64(txnCount)),
            ("mealCredit", meal.credit.fen), ("mealDebit", meal.debit.fen),
            ("discountCredit", discount.credit.fen), ("discountDebit", discount.debit.fen),
            ("subsidyCredit", subsidy.credit.fen), ("subsidyDebit", subsidy.debit.fen),
            ("amtCredit", amount.credit.fen), ("amtDebit", amount.debit.fen),
        ]
            + funds.flatMap { fund in
                [
                    ("fund \(fund.name) \(fund.state.rawValue) amtCredit", fund.sum.credit.fen),
                    ("fund \(fund.name) \(fund.state.rawValue) amtDebit", fund.sum.debit.fen),
                ]
            }
            + tenders.flatMap { tender in
                [
                    ("tender \(tender.kind.rawValue) count", Int64(tender.count)),
                    ("tender \(tender.kind.rawValue) amtCredit", tender.sum.credit.fen),
                    ("tender \(tender.kind.rawValue) amtDebit", tender.sum.debit.fen),
                ]
            }
            + [
                ("claimCount", Int64(claimCount)), ("payable", payable.fen),
                ("deliveryCount", Int64(deliveryCount)), ("portions", Int64(portions)),
                ("returned", Int64(returned)), ("supplyAmt", supplyAmount.fen),
            ]
    }
}

/// A sum over sales and a sum over what voids and refunds gave back.
package struct CreditDebit: Hashable, Sendable {
    package var credit = Fen.zero
    package var debit = Fen.zero

    package init(credit: Fen = .zero, debit: Fen = .zero) {
        self.credit = credit
        self.debit = debit
    }

    mutating func add(_ amount: Fen, of type: SettlementType) {
        switch type {
        case .sale: credit += amount
        case .refund, .void: debit += amount
        }
    }

    static func += (a: inout CreditDebit, b: CreditDebit) {
        a.credit += b.credit
        a.debit += b.debit
    }
}

/// The subsidies of one funder in one state.
package struct SettlementFundTotal: Hashable, Sendable {
    package let name: String
    package let state: SettlementSubsidyState
    package let sum: CreditDebit

    package init(name: String, state: SettlementSubsidyState, sum: CreditDebit) {
        self.name = name
        self.state = state
        self.sum = sum
    }
}

/// The payments of one kind.
package struct SettlementTenderTotal: Hashable, Sendable {
    package let kind: TenderKind
    package let count: Int
    package let sum: CreditDebit

    package init(kind: TenderKind, count: Int, sum: CreditDebit) {
        self.kind = kind
        self.count = count
        self.sum = sum
    }
}
