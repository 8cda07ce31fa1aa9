package import Meals

/// Decides many meals of known diners in a row, in amounts and places of rules alone.
///
/// The same rules as ``Policy/decide(_:for:uses:calendar:)``, but what it works with is prepared
/// once: no text is looked at, nothing is allocated for a meal. Whether the policy is effective on
/// a day is left to the caller, so that a draft can be tried on meals of the past.
package struct Assessor: Sendable {
    private let policy: Policy
    private var allowances: RunningAllowances
    private var outcome = Outcome()

    package init(_ policy: Policy) {
        self.policy = policy
        allowances = RunningAllowances(policy.rules)
    }

    /// The ids of the subsidy rules by their places.
    package var ruleNames: [String] { policy.rules.terms.map(\.name.id) }

    package var discount: Fen { outcome.discount }
    package var subsidy: Fen { outcome.subsidy }

    /// Begins with another diner: no limit is used.
    package mutating func begin() { allowances.clear() }

    /// Decides a meal of the diner and counts what it grants.
    ///
    /// - Parameters:
    ///   - gross: before discount.
    ///   - diner: the roster row that is valid on the day.
    ///   - meal: not before the diner's last one.
    package mutating func assess(_ gross: Fen, of diner: DinerFacts, at meal: MealFacts) {
        allowances.turn(to: meal.day, meal.period)
        policy.settle(gross, Facts(diner, meal), allowances, into: &outcome)
        for grant in outcome.grants {
            allowances.use(grant.amount, of: grant.rule, in: policy.rules)
        }
    }

    /// Visits the grants of the last meal: the rule's place, its whole amount, its funders' shares.
    package func eachGrant(_ visit: (Int, Grant) -> Void) {
        for grant in outcome.grants {
            visit(grant.rule, policy.rules.terms[grant.rule].grant(grant.amount))
        }
    }
}
