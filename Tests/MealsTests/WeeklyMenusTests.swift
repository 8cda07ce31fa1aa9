import Meals
import Testing

@Suite("Weekly menus")
struct WeeklyMenusTests {
    private static let menus = WeeklyMenus(
        (1...3).map { week in
            (1...7).map { [MealPeriod.lunch: ["\(week)\($0)1", "\(week)\($0)2"]] }
        })

    @Test("take turns from Monday to Sunday, for ever and before their beginning")
    func turns() throws {
        let monday = try #require(Day(year: 1970, month: 1, day: 5))
        for offset in -400...400 {
            let codes = Self.menus.codes(on: monday + offset, .lunch)
            let week = (offset + 7 * 3 * 100) / 7 % 3 + 1
            let weekday = (offset + 700) % 7 + 1
            #expect(codes == ["\(week)\(weekday)1", "\(week)\(weekday)2"], "\(offset)")
        }
    }

    @Test("name nothing for a meal that is not served, or where there are none")
    func nothing() throws {
        let day = try #require(Day(year: 2026, month: 11, day: 23))
        #expect(Self.menus.codes(on: day, .dinner).isEmpty)
        #expect(WeeklyMenus().codes(on: day, .lunch).isEmpty && WeeklyMenus().isEmpty)
    }
}
