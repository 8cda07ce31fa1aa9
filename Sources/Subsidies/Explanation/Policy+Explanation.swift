package import Meals

extension Policy {
    /// Decides a meal as ``decide(_:for:uses:calendar:)`` does and says why.
    package func explain(
        _ meal: Meal, for diner: Diner?, uses: [RuleUse], calendar: WorkCalendar
    ) -> Explanation {
        let decision = decide(meal, for: diner, uses: uses, calendar: calendar)
        let outside = outside(meal, diner)
        guard outside == nil, let diner else {
            return Explanation(
                decision: decision, outside: outside, discounts: [], subsidies: [], policy: self,
                meal: meal, diner: diner, facts: nil)
        }
        let mealFacts = meal.facts(in: self, calendar)
        let facts = Facts(DinerFacts(diner), mealFacts)
        let inquiry = Inquiry(
            policy: self, facts: facts, decision: decision, uses: uses,
            bounds: WindowBounds(day: meal.day, period: mealFacts.period))
        return Explanation(
            decision: decision, outside: nil, discounts: inquiry.discounts(),
            subsidies: inquiry.subsidies(), policy: self, meal: meal, diner: diner, facts: facts)
    }

    /// Why no rule is even asked; nil where the rules are.
    private func outside(_ meal: Meal, _ diner: Diner?) -> Explanation.Outside? {
        guard let diner else { return .publicDiner }
        guard diner.isValid(on: meal.day) else { return .notOnRoster }
        guard isEffective(on: meal.day) else { return .notEffective }
        return meal.gross <= .zero ? .nothingToPay : nil
    }
}

/// Asks each rule for its verdict, beside a decision that was made.
private struct Inquiry {
    let policy: Policy
    let facts: Facts
    let decision: Decision
    let uses: [RuleUse]
    let bounds: WindowBounds

    func discounts() -> [RuleFinding] {
        policy.rules.discounts.indices.map { index in
            let name = policy.rules.discountNames[index]
            let rule = policy.rules.discounts[index]
            let own = decision.gross - decision.gross.times(rule.payRate, policy.rounding)
            let broken = brokenKeys(policy.rules.discountConditions[index])
            let verdict: RuleFinding.Verdict
            if !broken.isEmpty {
                verdict = .doesNotApply(keys: broken)
            } else if name.id == decision.discountRule {
                verdict = .gives(own, shares: [])
            } else if let better = decision.discountRule {
                verdict = .outweighed(by: better, its: decision.discount, own: own)
            } else {
                verdict = .worthNothing
            }
            return RuleFinding(
                rule: name.id, title: name.title, line: name.line, verdict: verdict, limits: [],
                index: index)
        }
    }

    func subsidies() -> [RuleFinding] {
        var due = decision.gross - decision.discount
        return policy.rules.subsidies.indices.map { index in
            let name = policy.rules.terms[index].name
            let limits = policy.rules.subsidies[index].limits.map(finding(ofLimit:))
            let verdict = verdict(of: index, due: due, limits)
            if policy.stacking == .all { due -= verdict.amount }
            return RuleFinding(
                rule: name.id, title: name.title, line: name.line, verdict: verdict,
                limits: limits, index: index)
        }
    }

    private func verdict(
        of index: Int, due: Fen, _ limits: [LimitFinding]
    ) -> RuleFinding.Verdict {
        let rule = policy.rules.subsidies[index]
        let id = policy.rules.terms[index].name.id
        if let grant = decision.grants.first(where: { $0.rule == id }) {
            return .gives(grant.amount, shares: grant.shares)
        }
        let broken = brokenKeys(policy.rules.subsidyConditions[index])
        if !broken.isEmpty { return .doesNotApply(keys: broken) }
        let price = decision.gross - decision.discount
        let spend = policy.thresholdBase == .beforeDiscount ? decision.gross : price
        if let threshold = rule.threshold, !threshold.isMet(by: spend.fen) {
            return .belowThreshold(spend: spend)
        }
        let worth = rule.benefit.worth(price: price.fen, due: due.fen, policy.rounding)
        var own = min(Fen(worth), due)
        guard own > .zero else { return due > .zero ? .worthNothing : .nothingLeftToPay }
        for (place, finding) in limits.enumerated() {
            let left = finding.limit.measure.left(
                after: finding.usedCount, finding.usedAmount.fen)
            guard let left else { return .usedUp(limit: place) }
            own = min(own, Fen(left))
        }
        // Only stacking keeps a rule from granting now; with `all` nothing does.
        guard let winner = decision.grants.first else { return .worthNothing }
        return policy.stacking == .first
            ? .comesLater(after: winner.rule)
            : .outweighed(by: winner.rule, its: winner.amount, own: own)
    }

    private func brokenKeys(_ condition: Condition) -> [String] {
        condition.clauses(prefixes: policy.rules.prefixes).filter { !$0.holds(for: facts) }
            .map(\.key)
    }

    private func finding(ofLimit index: Int) -> LimitFinding {
        let limit = policy.rules.limits[index]
        let rule = policy.rules.terms[policy.rules.limitRules[index]].name.id
        let same = uses.filter { $0.rule == rule && bounds.contain($0, limit.window) }
        return LimitFinding(
            limit: limit, usedCount: same.reduce(0) { $0 + $1.count },
            usedAmount: same.total(\.amount))
    }
}
