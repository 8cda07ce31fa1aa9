package import Meals

/// A subsidised or plain meal as an audit sees it; what was voided is left out before.
package struct AuditMeal: Hashable, Sendable {
    package let ref: String
    package let canteen: CanteenID
    package let terminal: TerminalID
    package let cashier: String
    package let diner: DinerID?
    package let time: Moment
    package let day: Day
    package let period: MealPeriod
    package let channel: Channel
    package let gross: Fen
    /// Less what was taken back.
    package var subsidy: Fen
    /// By rule.
    package var grants: [AuditGrant]
    /// What was eaten, alike for alike baskets; empty where it is not known.
    package let basket: String
    /// Portions that left the counter, less those that came back.
    package var portions: Int

    package init(
        ref: String, canteen: CanteenID, terminal: TerminalID, cashier: String, diner: DinerID?,
        time: Moment, day: Day, period: MealPeriod, channel: Channel = .dineIn, gross: Fen,
        subsidy: Fen, grants: [AuditGrant] = [], basket: String = "", portions: Int = 1
    ) {
        self.ref = ref
        self.canteen = canteen
        self.terminal = terminal
        self.cashier = cashier
        self.diner = diner
        self.time = time
        self.day = day
        self.period = period
        self.channel = channel
        self.gross = gross
        self.subsidy = subsidy
        self.grants = grants
        self.basket = basket
        self.portions = portions
    }
}

/// What one rule granted to a meal.
package struct AuditGrant: Hashable, Sendable {
    package let policy: String
    package let rule: String
    /// What funders owe for it, less what was taken back; nil while its window is open, for limits
    /// over all canteens are counted when it closes.
    package var claimed: Fen?
    /// Whether the basket came to exactly the least that earns it; nil for a rule without a
    /// threshold.
    package let isAtThreshold: Bool?

    package init(policy: String, rule: String, claimed: Fen? = nil, isAtThreshold: Bool? = nil) {
        self.policy = policy
        self.rule = rule
        self.claimed = claimed
        self.isAtThreshold = isAtThreshold
    }
}
