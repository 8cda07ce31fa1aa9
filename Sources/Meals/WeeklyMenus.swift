/// Which dishes are on the menu when (菜单): weekly menus that take turns.
package struct WeeklyMenus: Hashable, Sendable {
    /// Dish codes by weekday, Monday first, and meal: an entry a week.
    package let weeks: [[[MealPeriod: [String]]]]

    package init(_ weeks: [[[MealPeriod: [String]]]] = []) { self.weeks = weeks }

    package var isEmpty: Bool { weeks.isEmpty }

    /// Dish codes of a meal, in written order; none where it is not served.
    package func codes(on day: Day, _ period: MealPeriod) -> [String] {
        guard !weeks.isEmpty else { return [] }
        let week = weeks[WeeklyMenus.turn(on: day, of: weeks.count)]
        let place = day.weekday - 1
        return week.indices.contains(place) ? week[place][period] ?? [] : []
    }

    /// Which of some weeks it is on a day, from 0; 5 January 1970 was the Monday of a first week.
    package static func turn(on day: Day, of weeks: Int) -> Int {
        (day.number - 4).floorDivided(by: 7).floorModulo(weeks)
    }
}
