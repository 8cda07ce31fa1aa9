import Meals
import Supply
import Testing

@testable import Rehearsal

@Suite struct PastWeeksTests {
    private static let day = Day(number: 20_781)

    private func weeks(seed: UInt64, meals: Int = 900) async throws -> SalesHistory {
        let district = District.make(seed: seed, on: Self.day, canteens: 14, diners: 4000)
        return await PastWeeks.make(
            district: district, seed: seed, before: Self.day,
            menu: try DayTrafficTests.menu(), meals: meals)
    }

    @Test("28 days before the rehearsed one, the same for the same seed, other for another")
    func sameWeeks() async throws {
        let one = try await weeks(seed: 3)
        #expect(Set(one.entries.map(\.day)) == Set((1...28).map { Self.day + -$0 }))
        #expect(one.csv == (try await weeks(seed: 3)).csv)
        #expect(one.csv != (try await weeks(seed: 4)).csv)
    }

    @Test("every dish was on its meal's menu, and weekends are thinner")
    func shape() async throws {
        let menu = try DayTrafficTests.menu()
        let history = try await weeks(seed: 3)
        var (workdays, weekends) = (0, 0)
        for entry in history.entries {
            let offered = menu.menu(on: entry.day, entry.period)
                .flatMap { menu.cooked($0).map(\.dish.code) }
            #expect(offered.contains(entry.dish), "\(entry)")
            if entry.day.weekday > 5 {
                weekends += entry.portions
            } else {
                workdays += entry.portions
            }
        }
        // 8 and 20 days; a weekend's day has three quarters of a workday's meals.
        let share = Double(weekends * 20) / Double(workdays * 8)
        #expect((0.65...0.85).contains(share))
        // A tray holds about three and a half cooked portions.
        #expect((2.5...4.5).contains(Double(workdays) / 20 / 900))
    }
}
