internal import Meals

extension Audit {
    /// Baskets that come to exactly what earns a subsidy, far more often than elsewhere.
    mutating func lookAtThresholds() {
        let bound = meals.filter { meal in
            meal.subsidy > .zero && meal.grants.contains { $0.isAtThreshold != nil }
        }
        let all = Share(of: bound)
        let today = bound.filter { isAsked($0.day) }
        for (place, own) in Dictionary(grouping: today, by: { Place($0, cashier: "") }) {
            lookAtShare(own, all, least: thresholds.atThresholdMeals, place.canteen.text)
        }
        let named = today.filter { !$0.cashier.isEmpty }
        for (place, own) in Dictionary(grouping: named, by: { Place($0, cashier: $0.cashier) }) {
            lookAtShare(own, all, least: thresholds.atThresholdMeals, place.cashier)
        }
        for (diner, own) in Dictionary(grouping: bound, by: \.diner) {
            guard let diner, own.contains(where: { isAsked($0.day) }) else { continue }
            lookAtShare(own, all, least: thresholds.atThresholdDinerMeals, diner.text)
        }
    }

    private struct Place: Hashable {
        let canteen: CanteenID
        let day: Day
        let cashier: String

        init(_ meal: AuditMeal, cashier: String) {
            (canteen, day) = (meal.canteen, meal.day)
            self.cashier = cashier
        }
    }

    /// How many of some baskets came to exactly what earns them a subsidy.
    private struct Share {
        let exact: [AuditMeal]
        let count: Int

        init(of meals: [AuditMeal]) {
            exact = meals.filter { $0.grants.contains { $0.isAtThreshold == true } }
            count = meals.count
        }
    }

    /// What is usual is what the others do: a set meal may well cost exactly the threshold.
    private mutating func lookAtShare(
        _ own: [AuditMeal], _ all: Share, least: Int, _ subject: String
    ) {
        let share = Share(of: own)
        let (exact, count) = (share.exact.count, share.count)
        guard exact >= least, exact * 100 >= count * thresholds.atThresholdPercent else { return }
        let (othersExact, others) = (all.exact.count - exact, all.count - count)
        guard
            exact * others >= thresholds.atThresholdTimes * othersExact * count
        else { return }
        flag(
            .thresholdHugging, share.exact, subject: subject,
            "\(exact) of \(count) subsidised baskets at exactly the amount that earns the subsidy, "
                + "\(othersExact) of \(others) elsewhere")
    }
}
