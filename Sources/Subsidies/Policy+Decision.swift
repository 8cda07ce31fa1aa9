package import Meals

extension Policy {
    /// Decides the discount and the subsidies of one meal.
    ///
    /// The public (`nil`, or a roster row that does not hold on the day) gets neither discount nor
    /// subsidy, whatever the rules ask: every rule is for people whom a register names, a limit
    /// needs someone to count for, and a funder pays for nobody unnamed.
    /// A policy that is not effective on the day decides the same way.
    ///
    /// - Parameters:
    ///   - diner: the roster row that is valid on the meal's day; nil is the public.
    ///   - uses: earlier grants to this diner; a reversal has negative count and amount.
    package func decide(
        _ meal: Meal, for diner: Diner?, uses: [RuleUse], calendar: WorkCalendar
    ) -> Decision {
        guard let diner, diner.isValid(on: meal.day), isEffective(on: meal.day), .zero < meal.gross
        else { return Decision(publicPrice: meal.gross) }
        let facts = meal.facts(in: self, calendar)
        var outcome = Outcome()
        settle(
            meal.gross, Facts(DinerFacts(diner), facts),
            UsesSoFar(uses, at: meal.day, facts.period), into: &outcome)
        return decision(on: meal.gross, outcome)
    }

    /// The outcome with the names of its rules and the shares of their funders.
    func decision(on gross: Fen, _ outcome: Outcome) -> Decision {
        Decision(
            gross: gross, discount: outcome.discount,
            discountRule: outcome.discountRule.map { rules.discountNames[$0].id },
            grants: outcome.grants.map { rules.terms[$0.rule].grant($0.amount) })
    }

    /// Works out what a basket comes to for a diner of the roster.
    func settle(
        _ gross: Fen, _ facts: Facts, _ allowances: borrowing some Allowances,
        into outcome: inout Outcome
    ) {
        outcome.grants.removeAll(keepingCapacity: true)
        (outcome.discount, outcome.discountRule) = rules.bestDiscount(on: gross, facts, rounding)
        let price = gross - outcome.discount
        let scene = Scene(
            facts: facts, price: price,
            spend: thresholdBase == .beforeDiscount ? gross : price, rounding: rounding)
        switch stacking {
        case .best:
            var best = Fen.zero
            var chosen = -1
            for index in rules.subsidies.indices {
                let amount = rules.amount(of: index, due: price, in: scene, allowances)
                if amount > best { (best, chosen) = (amount, index) }
            }
            if chosen >= 0 { outcome.grants.append(RuleAmount(rule: chosen, amount: best)) }
        case .all:
            var due = price
            for index in rules.subsidies.indices {
                let amount = rules.amount(of: index, due: due, in: scene, allowances)
                guard amount > .zero else { continue }
                outcome.grants.append(RuleAmount(rule: index, amount: amount))
                due -= amount
            }
        case .first:
            for index in rules.subsidies.indices {
                let amount = rules.amount(of: index, due: price, in: scene, allowances)
                guard amount > .zero else { continue }
                outcome.grants.append(RuleAmount(rule: index, amount: amount))
                return
            }
        }
    }
}

/// What a meal comes to, in amounts and the places of rules; names are put to it where needed.
struct Outcome: Sendable {
    var discount = Fen.zero
    var discountRule: Int?
    /// In written order; none is 0.
    var grants: [RuleAmount] = []

    var subsidy: Fen { grants.total(\.amount) }
    /// What the diner gets of the price, by discount and subsidies together.
    var benefit: Fen { discount + subsidy }
}

/// A subsidy rule, by its place in the rule book, and what it grants.
struct RuleAmount: Hashable, Sendable {
    let rule: Int
    let amount: Fen
}

extension Meal {
    func facts(in policy: Policy, _ calendar: WorkCalendar) -> MealFacts {
        MealFacts(
            day: DayFacts(day, calendar), period: policy.period(atSecondOfDay: secondOfDay),
            channel: channel, venue: venue, street: street)
    }
}
