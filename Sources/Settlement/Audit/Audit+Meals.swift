internal import Meals

extension Audit {
    /// What one meal tells by itself.
    mutating func lookAtMeals() {
        for meal in meals where isAsked(meal.day) {
            if let diner = meal.diner { lookAtStatus(of: diner, meal) }
            let second = meal.time.secondOfDay
            let hours = thresholds.hours(of: meal.canteen)
            if !hours.contains(second) {
                flag(
                    .outsideHours, [meal], subject: meal.ref,
                    "sold at \(meal.time.clock), outside of opening hours")
            }
        }
    }

    private mutating func lookAtStatus(of diner: DinerID, _ meal: AuditMeal) {
        if let death = registers.deaths[diner]?.first(where: { $0.contains(meal.day) }) {
            flag(
                .afterDeath, [meal], subject: diner.text,
                "eaten on \(meal.day), dead since \(death.from)")
        }
        if meal.subsidy > .zero,
            let stay = registers.institutions[diner]?.first(where: { $0.contains(meal.day) })
        {
            flag(
                .inInstitution, [meal], subject: diner.text,
                "lives in an institution since \(stay.from)")
        }
    }
}
