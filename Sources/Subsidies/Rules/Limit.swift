package import Meals

/// How often or how much a rule may grant to one diner within a window.
package struct Limit: Hashable, Sendable {
    package let window: LimitWindow
    package let measure: Measure

    /// Times or fen, the bound included.
    package enum Measure: Hashable, Sendable {
        case count(Int)
        case amount(Fen)
    }

    package init(window: LimitWindow, measure: Measure) {
        self.window = window
        self.measure = measure
    }

    /// True where an earlier use falls in the same window as a meal.
    ///
    /// The window goes by business day alone; whose use it is and of which rule is not asked here.
    package func covers(day: Day, period: MealPeriod, use: RuleUse) -> Bool {
        WindowBounds(day: day, period: period).contain(use, window)
    }
}

/// 限次周期: the stretch of time a limit counts in.
package enum LimitWindow: String, CaseIterable, Sendable {
    /// One business day and one meal period.
    case meal
    case day
    /// The natural week, Monday to Sunday.
    case week
    case month
}

/// The windows that one meal falls in.
struct WindowBounds {
    private let day: Day
    private let period: MealPeriod
    private let monday: Day
    private let monthFirst: Day
    private let nextMonthFirst: Day

    init(day: Day, period: MealPeriod) {
        self.day = day
        self.period = period
        monday = day.monday
        monthFirst = day.firstOfMonth
        // Day 32 of any month lies in the next one.
        nextMonthFirst = (monthFirst + 31).firstOfMonth
    }

    func contain(_ use: RuleUse, _ window: LimitWindow) -> Bool {
        switch window {
        case .meal: use.day == day && use.period == period
        case .day: use.day == day
        case .week: use.day >= monday && use.day < monday + 7
        case .month: use.day >= monthFirst && use.day < nextMonthFirst
        }
    }
}
