package import Meals

/// Adds up grants by rule and window, apart from the evaluator's own counting.
package struct LimitAudit: Sendable {
    private let policy: Policy
    private var sums: [WindowName: (count: Int, amount: Fen)] = [:]

    package init(_ policy: Policy) { self.policy = policy }

    /// Adds a grant to one diner.
    ///
    /// - Returns: the sum that exceeds a limit of the rule; nil where none is exceeded.
    package mutating func add(
        _ amount: Fen, of rule: String, on day: Day, _ period: MealPeriod
    ) -> Fen? {
        var exceeding: Fen?
        for (place, limit) in policy.limits(ofRule: rule).enumerated() {
            let name = WindowName(rule, place, limit.window, day, period)
            var sum = sums[name] ?? (0, .zero)
            sum.count += 1
            sum.amount += amount
            sums[name] = sum
            switch limit.measure {
            case .count(let bound): if sum.count > bound { exceeding = sum.amount }
            case .amount(let bound): if sum.amount > bound { exceeding = sum.amount }
            }
        }
        return exceeding
    }
}

/// A window of a rule's limit, named by its first day.
private struct WindowName: Hashable {
    let rule: String
    let limit: Int
    let first: Day
    let period: MealPeriod?

    init(_ rule: String, _ limit: Int, _ window: LimitWindow, _ day: Day, _ period: MealPeriod) {
        self.rule = rule
        self.limit = limit
        self.period = window == .meal ? period : nil
        first =
            switch window {
            case .meal, .day: day
            case .week: day.monday
            case .month: day.firstOfMonth
            }
    }
}
