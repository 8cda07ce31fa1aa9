internal import Meals

/// The rules of a policy, compiled for quick decisions.
///
/// What a decision compares stands in flat lists of plain numbers, so that looking at a rule
/// copies no text and counts no reference; names and shares are fetched for the rule that grants.
struct RuleBook: Sendable {
    var discounts: [DiscountRule] = []
    var discountNames: [RuleName] = []
    /// What the gates of the discounts and of the subsidies were compiled from.
    var discountConditions: [Condition] = []
    var subsidyConditions: [Condition] = []
    var subsidies: [SubsidyRule] = []
    /// One for each subsidy.
    var terms: [SubsidyTerms] = []
    /// The limits of all subsidies, one rule's after another's.
    var limits: [Limit] = []
    /// The subsidy that each limit belongs to.
    var limitRules: [Int] = []
    /// The division prefixes of all conditions.
    var prefixes: [DivisionDigits] = []

    /// Looks at the rules without copying or counting references; the view ends with the call.
    func withView<Value>(_ terms: DecisionTerms, _ look: (RuleView) -> Value) -> Value {
        discounts.withUnsafeBufferPointer { discounts in
            subsidies.withUnsafeBufferPointer { subsidies in
                limits.withUnsafeBufferPointer { limits in
                    prefixes.withUnsafeBufferPointer { prefixes in
                        look(
                            RuleView(
                                discounts: discounts, subsidies: subsidies, limits: limits,
                                prefixes: prefixes, terms: terms))
                    }
                }
            }
        }
    }
}

/// A discount rule (优惠), given by the canteen.
struct DiscountRule: Hashable, Sendable {
    let gate: Gate
    /// The part of the price that the diner pays, 0 to 1.
    let payRate: Rational
}

/// A subsidy rule (补贴), claimed from its funders.
struct SubsidyRule: Hashable, Sendable {
    let gate: Gate
    let threshold: Threshold?
    let benefit: Benefit
    /// Places in the rule book's list of limits.
    let limits: Range<Int>
}

/// What a rule is called.
struct RuleName: Hashable, Sendable {
    let id: String
    let title: String
    /// Where the rule begins in its document.
    let line: Int
}
