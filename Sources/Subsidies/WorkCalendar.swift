package import Meals

/// The official calendar: weekends, public holidays and make-up working days (调休).
///
/// A day that no document names is a workday from Monday to Friday and else a weekend.
package struct WorkCalendar: Sendable {
    /// The years whose documents were read, ascending.
    package let years: [Int]
    private let firstDay: Int
    private let types: [DayType]

    /// The plain week, without any holiday.
    package init() { self.init(years: [], named: [:]) }

    init(years: [Int], named: [Day: DayType]) {
        self.years = years.sorted()
        let days = named.keys.map(\.number)
        guard let first = days.min(), let last = days.max() else {
            firstDay = 0
            types = []
            return
        }
        firstDay = first
        types = (first...last).map { number in
            let day = Day(number: number)
            return named[day] ?? WorkCalendar.plainType(of: day)
        }
    }

    package func type(of day: Day) -> DayType {
        let offset = day.number - firstDay
        return types.indices.contains(offset) ? types[offset] : WorkCalendar.plainType(of: day)
    }

    private static func plainType(of day: Day) -> DayType {
        day.weekday <= 5 ? .workday : .weekend
    }
}
