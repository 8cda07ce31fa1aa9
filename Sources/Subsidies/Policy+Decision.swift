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
        rules.withView(terms) { view in
            view.settle(
                meal.gross, FactBits(DinerFacts(diner), facts),
                UsesSoFar(uses, of: rules, at: meal.day, facts.period), into: &outcome)
        }
        return decision(on: meal.gross, outcome)
    }

    var terms: DecisionTerms {
        DecisionTerms(rounding: rounding, thresholdBase: thresholdBase, stacking: stacking)
    }

    /// The outcome with the names of its rules and the shares of their funders.
    func decision(on gross: Fen, _ outcome: Outcome) -> Decision {
        Decision(
            gross: gross, discount: outcome.discount,
            discountRule: outcome.discountRule.map { rules.discountNames[$0].id },
            grants: outcome.grants.map { rules.terms[$0.rule].grant($0.amount) })
    }
}

extension Meal {
    func facts(in policy: Policy, _ calendar: WorkCalendar) -> MealFacts {
        MealFacts(
            day: DayFacts(day, calendar), period: policy.period(atSecondOfDay: secondOfDay),
            channel: channel, venue: venue, street: street)
    }
}
