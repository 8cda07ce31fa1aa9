internal import Meals

/// The rules of a policy, compiled for quick decisions.
///
/// What a decision compares stands in flat lists of plain numbers, so that looking at a rule
/// copies no text and counts no reference; names and shares are fetched for the rule that grants.
struct RuleBook: Sendable {
    var discounts: [DiscountRule] = []
    var discountNames: [RuleName] = []
    var subsidies: [SubsidyRule] = []
    /// One for each subsidy.
    var terms: [SubsidyTerms] = []
    /// The limits of all subsidies, one rule's after another's.
    var limits: [Limit] = []
    /// The subsidy that each limit belongs to.
    var limitRules: [Int] = []
    /// The division prefixes of all conditions.
    var prefixes: [DivisionDigits] = []

    /// The discount worth most at a price before discount; a tie goes to the first written.
    ///
    /// Its place is nil where no discount is worth anything.
    func bestDiscount(on gross: Fen, _ facts: Facts, _ rounding: Rounding) -> (Fen, rule: Int?) {
        var best = Fen.zero
        var chosen = -1
        for index in discounts.indices
        where discounts[index].condition.matches(facts, prefixes: prefixes) {
            let discount = gross - gross.times(discounts[index].payRate, rounding)
            if discount > best { (best, chosen) = (discount, index) }
        }
        return (best, chosen < 0 ? nil : chosen)
    }

    /// What one subsidy grants after caps and limits; 0 where it does not apply.
    ///
    /// - Parameter due: what is left to pay after earlier grants.
    func amount(
        of index: Int, due: Fen, in scene: borrowing Scene, _ allowances: borrowing some Allowances
    ) -> Fen {
        guard subsidies[index].condition.matches(scene.facts, prefixes: prefixes),
            subsidies[index].threshold?.isMet(by: scene.spend) ?? true
        else { return .zero }
        let worth = subsidies[index].benefit.worth(price: scene.price, due: due, scene.rounding)
        var amount = min(worth, due)
        guard amount > .zero else { return .zero }
        for limit in subsidies[index].limits {
            guard let left = allowances.left(limit, in: self) else { return .zero }
            amount = min(amount, left)
        }
        return amount
    }
}

/// A discount rule (优惠), given by the canteen.
struct DiscountRule: Hashable, Sendable {
    let condition: Condition
    /// The part of the price that the diner pays, 0 to 1.
    let payRate: Rational
}

/// A subsidy rule (补贴), claimed from its funders.
struct SubsidyRule: Hashable, Sendable {
    let condition: Condition
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
