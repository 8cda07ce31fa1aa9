import Meals
import Subsidies
import Testing

@Suite("A limit")
struct LimitTests {
    @Test(
        "covers the uses of the same window, by business day",
        arguments: [
            // 2026-03-11 is a Wednesday; its week runs from Monday 9 to Sunday 15.
            (LimitWindow.meal, "2026-03-11", "2026-03-11", MealPeriod.lunch, true),
            (.meal, "2026-03-11", "2026-03-11", .dinner, false),
            (.meal, "2026-03-11", "2026-03-10", .lunch, false),
            (.day, "2026-03-11", "2026-03-11", .dinner, true),
            (.day, "2026-03-11", "2026-03-12", .lunch, false),
            (.week, "2026-03-11", "2026-03-08", .lunch, false),
            (.week, "2026-03-11", "2026-03-09", .dinner, true),
            (.week, "2026-03-11", "2026-03-15", .lunch, true),
            (.week, "2026-03-11", "2026-03-16", .lunch, false),
            (.week, "2026-03-15", "2026-03-09", .lunch, true),
            (.week, "2026-03-09", "2026-03-15", .lunch, true),
            (.week, "2026-01-01", "2025-12-29", .lunch, true),
            (.month, "2026-03-11", "2026-02-28", .lunch, false),
            (.month, "2026-03-11", "2026-03-01", .dinner, true),
            (.month, "2026-03-11", "2026-03-31", .lunch, true),
            (.month, "2026-03-11", "2026-04-01", .lunch, false),
            (.month, "2024-02-01", "2024-02-29", .lunch, true),
            (.month, "2024-02-29", "2024-03-01", .lunch, false),
            (.month, "2025-02-28", "2025-03-01", .lunch, false),
            (.month, "2026-12-31", "2027-01-01", .lunch, false),
            (.month, "2026-12-31", "2025-12-31", .lunch, false),
        ])
    func covers(
        window: LimitWindow, day: String, useDay: String, usePeriod: MealPeriod, covered: Bool
    ) throws {
        let limit = Limit(window: window, measure: .count(1))
        let use = try Sample.use(on: useDay, usePeriod)
        let day = try Sample.meal(on: day).day
        #expect(limit.covers(day: day, period: .lunch, use: use) == covered)
    }

    private func policy(_ limits: String) throws -> Policy {
        try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "3.00"}, limits: [\(limits)], funders: {city: "1"}}
            """)
    }

    @Test("ends a rule whose count is used up in the window", arguments: LimitWindow.allCases)
    func count(window: LimitWindow) throws {
        let policy = try policy("{count: 2, per: \(window.rawValue)}")
        let use = try Sample.use(on: "2026-03-11")
        #expect(policy.decide(try Sample.meal(), after: [use]).subsidy == Fen(300))
        #expect(policy.decide(try Sample.meal(), after: [use, use]).grants.isEmpty)
        let elsewhere = try Sample.use("T", on: "2026-03-11")
        #expect(policy.decide(try Sample.meal(), after: [use, elsewhere]).subsidy == Fen(300))
    }

    @Test(
        "grants what an amount limit leaves, then nothing",
        arguments: [
            (0, 300), (100, 300), (200, 200), (399, 1), (400, 0), (900, 0),
        ])
    func amount(used: Int64, granted: Int64) throws {
        let policy = try policy("{amount: \"4.00\", per: week}")
        let use = try Sample.use(on: "2026-03-09", .dinner, Fen(used))
        #expect(policy.decide(try Sample.meal(), after: [use]).subsidy == Fen(granted))
    }

    @Test("holds together with the others of its rule")
    func several() throws {
        let policy = try policy(
            "{count: 1, per: meal}, {count: 2, per: day}, {amount: \"5.00\", per: month}")
        let morning = try Sample.use(on: "2026-03-11", .breakfast, Fen(300))
        let noon = try Sample.use(on: "2026-03-11", .lunch, Fen(300))
        let earlier = try Sample.use(on: "2026-03-01", .lunch, Fen(450))
        #expect(policy.decide(try Sample.meal(), after: [morning]).subsidy == Fen(200))
        #expect(policy.decide(try Sample.meal(), after: [noon]).grants.isEmpty)
        #expect(policy.decide(try Sample.meal(), after: [earlier]).subsidy == Fen(50))
    }

    @Test("I11: is given back by a reversal, which is a negative use")
    func reversal() throws {
        let policy = try policy("{count: 1, per: day}, {amount: \"3.00\", per: week}")
        let use = try Sample.use(on: "2026-03-11", .lunch, Fen(300))
        let reversal = try Sample.use(on: "2026-03-11", .lunch, count: -1, Fen(-300))
        #expect(policy.decide(try Sample.meal(), after: [use]).grants.isEmpty)
        #expect(policy.decide(try Sample.meal(), after: [use, reversal]).subsidy == Fen(300))
    }
}
