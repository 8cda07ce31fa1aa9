internal import Meals

/// The rules of a policy as a decision looks at them: plain numbers in a row.
///
/// Whoever makes a view keeps what it points at alive as long as the view is used.
struct RuleView {
    let discounts: UnsafeBufferPointer<DiscountRule>
    let subsidies: UnsafeBufferPointer<SubsidyRule>
    let limits: UnsafeBufferPointer<Limit>
    let prefixes: UnsafeBufferPointer<DivisionDigits>
    let terms: DecisionTerms

    /// Works out what a basket comes to for a diner of the roster.
    func settle(
        _ gross: Fen, _ facts: borrowing Facts, _ allowances: borrowing some Allowances,
        into outcome: inout Outcome
    ) {
        outcome.clear()
        takeBestDiscount(on: gross, facts, into: &outcome)
        let price = gross - outcome.discount
        let spend = terms.thresholdBase == .beforeDiscount ? gross : price
        switch terms.stacking {
        case .best:
            var best = RuleAmount(rule: 0, amount: .zero)
            for index in subsidies.indices {
                let amount = amount(
                    of: index, due: price, price: price, spend: spend, facts, allowances)
                if amount > best.amount { best = RuleAmount(rule: index, amount: amount) }
            }
            if best.amount > .zero { outcome.add(best) }
        case .all:
            var due = price
            for index in subsidies.indices {
                let amount = amount(
                    of: index, due: due, price: price, spend: spend, facts, allowances)
                guard amount > .zero else { continue }
                outcome.add(RuleAmount(rule: index, amount: amount))
                due -= amount
            }
        case .first:
            for index in subsidies.indices {
                let amount = amount(
                    of: index, due: price, price: price, spend: spend, facts, allowances)
                guard amount > .zero else { continue }
                outcome.add(RuleAmount(rule: index, amount: amount))
                return
            }
        }
    }

    /// The discount worth most at a price before discount; a tie goes to the first written.
    private func takeBestDiscount(
        on gross: Fen, _ facts: borrowing Facts, into outcome: inout Outcome
    ) {
        for index in discounts.indices
        where discounts[index].condition.matches(facts, prefixes: prefixes) {
            let discount = gross - gross.times(discounts[index].payRate, terms.rounding)
            if discount > outcome.discount {
                outcome.discount = discount
                outcome.discountRule = index
            }
        }
    }

    /// What one subsidy grants after caps and limits; 0 where it does not apply.
    ///
    /// - Parameters:
    ///   - due: what is left to pay after earlier grants.
    ///   - price: the amount after discount.
    ///   - spend: the amount that a threshold is compared with.
    private func amount(
        of index: Int, due: Fen, price: Fen, spend: Fen, _ facts: borrowing Facts,
        _ allowances: borrowing some Allowances
    ) -> Fen {
        guard subsidies[index].condition.matches(facts, prefixes: prefixes),
            subsidies[index].threshold?.isMet(by: spend) ?? true
        else { return .zero }
        let worth = subsidies[index].benefit.worth(price: price, due: due, terms.rounding)
        var amount = min(worth, due)
        guard amount > .zero else { return .zero }
        for limit in subsidies[index].limits {
            guard let left = allowances.left(limit, limits[limit]) else { return .zero }
            amount = min(amount, left)
        }
        return amount
    }
}

/// How a policy decides, whatever its rules.
struct DecisionTerms: Hashable, Sendable {
    let rounding: Rounding
    let thresholdBase: ThresholdBase
    let stacking: Stacking
}

/// What a meal comes to, in amounts and the places of rules; names are put to it where needed.
struct Outcome: Sendable {
    fileprivate(set) var discount = Fen.zero
    fileprivate(set) var discountRule: Int?
    private(set) var subsidy = Fen.zero
    private(set) var first: RuleAmount?
    /// The grants after the first; only where subsidies are stacked.
    private(set) var others: [RuleAmount] = []

    /// In written order; none is 0.
    var grants: [RuleAmount] { (first.map { [$0] } ?? []) + others }

    /// What the diner gets of the price, by discount and subsidies together.
    var benefit: Fen { discount + subsidy }

    fileprivate mutating func clear() {
        discount = .zero
        discountRule = nil
        subsidy = .zero
        first = nil
        if !others.isEmpty { others.removeAll(keepingCapacity: true) }
    }

    fileprivate mutating func add(_ grant: RuleAmount) {
        subsidy += grant.amount
        if first == nil { first = grant } else { others.append(grant) }
    }
}

/// A subsidy rule, by its place in the rule book, and what it grants.
struct RuleAmount: Hashable, Sendable {
    let rule: Int
    let amount: Fen
}
