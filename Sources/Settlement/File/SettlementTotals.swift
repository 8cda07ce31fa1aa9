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
    /// The acquirer's movements, their fees (debit is what it keeps) and what the merchants get.
    package var clearedCount = 0
    package var cleared = CreditDebit()
    package var fee = CreditDebit()
    package var net = Fen.zero
    package var disputeCount = 0
    /// Σ settled amounts of the disputes, with its sign.
    package var disputed = Fen.zero
    package var claimCount = 0
    /// Σ payable of the claims, with its sign.
    package var payable = Fen.zero
    package var deliveryCount = 0
    package var portions = 0
    package var returned = 0
    package var supplyAmount = Fen.zero
    package var itemCount = 0
    /// Σ ours less theirs of the items, with its sign.
    package var difference = Fen.zero

    package init() {}

    /// The largest sum that a file can state: fifteen digits.
    static let limit = Fen(999_999_999_999_999)

    /// The figures that the acquirer's files and the deliveries give, by name.
    var acquirersFigures: [(name: String, value: Int64)] {
        figures.drop { $0.name != "clearedCount" }.filter {
            !["claimCount", "payable"].contains($0.name)
        }
    }

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
                ("clearedCount", Int64(clearedCount)), ("clearedCredit", cleared.credit.fen),
                ("clearedDebit", cleared.debit.fen), ("feeCredit", fee.credit.fen),
                ("feeDebit", fee.debit.fen), ("net", net.fen),
                ("disputeCount", Int64(disputeCount)), ("disputed", disputed.fen),
                ("claimCount", Int64(claimCount)), ("payable", payable.fen),
                ("deliveryCount", Int64(deliveryCount)), ("portions", Int64(portions)),
                ("returned", Int64(returned)), ("supplyAmt", supplyAmount.fen),
                ("itemCount", Int64(itemCount)), ("difference", difference.fen),
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
