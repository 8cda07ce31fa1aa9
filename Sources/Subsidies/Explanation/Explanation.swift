package import Meals

/// Why a meal was decided as it was: every rule of the policy with its verdict.
package struct Explanation: Sendable {
    package let decision: Decision
    /// Nil where the policy was asked; else why every rule stayed out.
    package let outside: Outside?
    package let discounts: [RuleFinding]
    /// In written order.
    package let subsidies: [RuleFinding]
    let policy: Policy
    let meal: Meal
    let diner: Diner?
    let facts: Facts?

    /// Why no rule was looked at.
    package enum Outside: Hashable, Sendable {
        /// No card was shown, or the register does not name its owner.
        case publicDiner
        /// The roster has no row of the diner for the day.
        case notOnRoster
        /// The policy does not apply on the day.
        case notEffective
        case nothingToPay
    }
}

/// What became of one rule.
package struct RuleFinding: Sendable {
    package let rule: String
    package let title: String
    /// Where the rule begins in its document.
    package let line: Int
    package let verdict: Verdict
    /// The limits with what was used of them before the meal; none for a discount.
    package let limits: [LimitFinding]
    let index: Int

    /// Why a rule gave something or nothing.
    package enum Verdict: Sendable {
        /// It gives this amount; shares for a subsidy.
        case gives(Fen, shares: [FunderShare])
        /// These clauses of its `when` do not hold.
        case doesNotApply(keys: [String])
        case belowThreshold(spend: Fen)
        /// A limit, by its place among the rule's limits, is used up.
        case usedUp(limit: Int)
        /// It would give `own`, but another rule gives at least as much.
        case outweighed(by: String, its: Fen, own: Fen)
        /// An earlier rule gave already, and only one may.
        case comesLater(after: String)
        case nothingLeftToPay
        case worthNothing

        /// What the rule gives.
        package var amount: Fen {
            if case .gives(let amount, _) = self { amount } else { .zero }
        }
    }
}

/// A limit and how far it was used before a meal.
package struct LimitFinding: Hashable, Sendable {
    package let limit: Limit
    /// Times and fen, reversals taken off.
    package let usedCount: Int
    package let usedAmount: Fen
}
