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
        guard diner?.isValid(on: meal.day) ?? false, isEffective(on: meal.day), .zero < meal.gross
        else { return Decision(publicPrice: meal.gross) }
        let period = period(atSecondOfDay: meal.secondOfDay)
        let facts = meal.facts(for: diner, in: period, calendar)
        let (discount, discountRule) = rules.bestDiscount(on: meal.gross, facts, rounding)
        let price = meal.gross - discount
        let scene = Scene(
            facts: facts, price: price,
            spend: thresholdBase == .beforeDiscount ? meal.gross : price, rounding: rounding,
            uses: uses, bounds: uses.isEmpty ? nil : WindowBounds(day: meal.day, period: period))
        return Decision(
            gross: meal.gross, discount: discount, discountRule: discountRule,
            grants: grants(in: scene))
    }

    private func grants(in scene: borrowing Scene) -> [Grant] {
        switch stacking {
        case .best:
            var best = Fen.zero
            var chosen = -1
            for index in rules.subsidies.indices {
                let amount = rules.amount(of: index, due: scene.price, in: scene)
                if amount > best { (best, chosen) = (amount, index) }
            }
            return chosen < 0 ? [] : [rules.terms[chosen].grant(best)]
        case .all:
            var due = scene.price
            var grants: [Grant] = []
            for index in rules.subsidies.indices {
                let amount = rules.amount(of: index, due: due, in: scene)
                guard amount > .zero else { continue }
                grants.append(rules.terms[index].grant(amount))
                due -= amount
            }
            return grants
        case .first:
            for index in rules.subsidies.indices {
                let amount = rules.amount(of: index, due: scene.price, in: scene)
                if amount > .zero { return [rules.terms[index].grant(amount)] }
            }
            return []
        }
    }
}
