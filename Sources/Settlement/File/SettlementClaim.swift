package import Meals

/// What a funder owes a merchant under one rule for one window.
package struct SettlementClaim: Hashable, Sendable {
    package let merId: MerchantID
    package let policy: String
    package let rule: String
    package let fund: String
    /// Sales with a claimed subsidy.
    package let count: Int
    /// Different diners in those sales; sales without a diner add none.
    package let persons: Int
    /// Σ claimed subsidies of the sales.
    package let amount: Fen
    /// Σ claimed subsidies of the voids and refunds.
    package let reversed: Fen

    package init(
        merId: MerchantID, policy: String, rule: String, fund: String, count: Int, persons: Int,
        amount: Fen, reversed: Fen
    ) {
        self.merId = merId
        self.policy = policy
        self.rule = rule
        self.fund = fund
        self.count = count
        self.persons = persons
        self.amount = amount
        self.reversed = reversed
    }

    /// Negative where more was taken back than granted.
    package var payable: Fen { amount - reversed }

    var key: ClaimKey {
        ClaimKey(merId: merId.text, policy: policy, rule: rule, fund: fund)
    }
}

/// What tells one claim of a file from another; claims ascend by it.
struct ClaimKey: Hashable, Comparable, CustomStringConvertible {
    let merId: String
    let policy: String
    let rule: String
    let fund: String

    static func < (a: ClaimKey, b: ClaimKey) -> Bool {
        (a.merId, a.policy, a.rule, a.fund) < (b.merId, b.policy, b.rule, b.fund)
    }

    var description: String { "\(merId) \(policy) \(rule) \(fund)" }
}

/// What a kitchen delivered to a merchant on one day.
package struct SettlementDelivery: Hashable, Sendable {
    package let merId: MerchantID
    package let kitchen: KitchenID
    package let serviceDate: Day
    package let portions: Int
    package let returned: Int
    package let amount: Fen

    package init(
        merId: MerchantID, kitchen: KitchenID, serviceDate: Day, portions: Int, returned: Int,
        amount: Fen
    ) {
        self.merId = merId
        self.kitchen = kitchen
        self.serviceDate = serviceDate
        self.portions = portions
        self.returned = returned
        self.amount = amount
    }

    /// Deliveries ascend by merchant, kitchen and date.
    static func inOrder(_ a: SettlementDelivery, _ b: SettlementDelivery) -> Bool {
        (a.merId, a.kitchen, a.serviceDate) < (b.merId, b.kitchen, b.serviceDate)
    }
}
