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

    // Amounts are whole fen as bare numbers from here on: `Fen` lives in another room, and each of
    // its operators would be a call. A million decisions a second are made of a handful of these.

    /// Works out what a basket comes to for a diner of the roster.
    func settle(
        _ gross: Fen, _ facts: borrowing FactBits, _ allowances: borrowing some Allowances,
        into outcome: inout Outcome
    ) {
        outcome.clear()
        takeBestDiscount(on: gross, facts, into: &outcome)
        let price = gross.fen - outcome.discountFen
        let spend = terms.thresholdBase == .beforeDiscount ? gross.fen : price
        switch terms.stacking {
        case .best:
            var (best, chosen): (Int64, Int) = (0, 0)
            for index in subsidies.indices {
                let amount = amount(
                    of: index, due: price, price: price, spend: spend, facts, allowances)
                if amount > best { (best, chosen) = (amount, index) }
            }
            if best > 0 { outcome.add(best, of: chosen) }
        case .all:
            var due = price
            for index in subsidies.indices {
                let amount = amount(
                    of: index, due: due, price: price, spend: spend, facts, allowances)
                guard amount > 0 else { continue }
                outcome.add(amount, of: index)
                due -= amount
            }
        case .first:
            for index in subsidies.indices {
                let amount = amount(
                    of: index, due: price, price: price, spend: spend, facts, allowances)
                guard amount > 0 else { continue }
                outcome.add(amount, of: index)
                return
            }
        }
    }

    /// The discount worth most at a price before discount; a tie goes to the first written.
    private func takeBestDiscount(
        on gross: Fen, _ facts: borrowing FactBits, into outcome: inout Outcome
    ) {
        for index in discounts.indices
        where discounts[index].gate.passes(facts, prefixes: prefixes) {
            let pay = gross.times(discounts[index].payRate, terms.rounding)
            let discount = gross.fen - pay.fen
            if discount > outcome.discountFen {
                outcome.discountFen = discount
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
        of index: Int, due: Int64, price: Int64, spend: Int64, _ facts: borrowing FactBits,
        _ allowances: borrowing some Allowances
    ) -> Int64 {
        guard subsidies[index].gate.passes(facts, prefixes: prefixes),
            subsidies[index].threshold?.isMet(by: spend) ?? true
        else { return 0 }
        let worth = subsidies[index].benefit.worth(price: price, due: due, terms.rounding)
        var amount = min(worth, due)
        guard amount > 0 else { return 0 }
        for place in subsidies[index].limits {
            guard let left = allowances.left(place, limits[place]) else { return 0 }
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
    fileprivate(set) var discountFen: Int64 = 0
    fileprivate(set) var discountRule: Int?
    private(set) var subsidyFen: Int64 = 0
    private(set) var first: RuleAmount?
    /// The grants after the first; only where subsidies are stacked.
    private(set) var others: [RuleAmount] = []

    var discount: Fen { Fen(discountFen) }
    var subsidy: Fen { Fen(subsidyFen) }

    /// In written order; none is 0.
    var grants: [RuleAmount] { (first.map { [$0] } ?? []) + others }

    /// What the diner gets of the price, by discount and subsidies together.
    var benefit: Fen { Fen(discountFen + subsidyFen) }

    fileprivate mutating func clear() {
        discountFen = 0
        discountRule = nil
        subsidyFen = 0
        first = nil
        if !others.isEmpty { others.removeAll(keepingCapacity: true) }
    }

    fileprivate mutating func add(_ amount: Int64, of rule: Int) {
        subsidyFen += amount
        let grant = RuleAmount(rule: rule, amount: Fen(amount))
        if first == nil { first = grant } else { others.append(grant) }
    }
}

/// A subsidy rule, by its place in the rule book, and what it grants.
struct RuleAmount: Hashable, Sendable {
    let rule: Int
    let amount: Fen
}
