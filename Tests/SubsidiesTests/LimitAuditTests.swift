import Meals
import Subsidies
import Testing

@Suite("A limit audit")
struct LimitAuditTests {
    private func audit(_ limit: String) throws -> LimitAudit {
        LimitAudit(
            try Sample.policy(
                """
                subsidies:
                  - {id: S, benefit: {amount: "1.00"}, limits: [\(limit)], funders: {city: "1"}}
                  - {id: T, benefit: {amount: "1.00"}, funders: {city: "1"}}
                """))
    }

    @Test(
        "finds the grant that goes beyond a bound, in each window and no other",
        arguments: [
            // A second grant at another time: in the same window it is one too many.
            ("meal", "2026-03-11", MealPeriod.lunch, true),
            ("meal", "2026-03-11", .dinner, false), ("meal", "2026-03-12", .lunch, false),
            ("day", "2026-03-11", .dinner, true), ("day", "2026-03-12", .lunch, false),
            ("week", "2026-03-15", .lunch, true), ("week", "2026-03-16", .lunch, false),
            ("week", "2026-03-09", .lunch, true), ("week", "2026-03-08", .lunch, false),
            ("month", "2026-03-31", .lunch, true), ("month", "2026-04-01", .lunch, false),
            ("month", "2026-03-01", .lunch, true), ("month", "2026-02-28", .lunch, false),
        ])
    func windows(window: String, day: String, period: MealPeriod, isOne: Bool) throws {
        let first = try Sample.meal(on: "2026-03-11").day
        let second = try Sample.meal(on: day).day
        var byCount = try audit("{count: 1, per: \(window)}")
        #expect(byCount.add(Fen(100), of: "S", on: first, .lunch) == nil)
        #expect(byCount.add(Fen(100), of: "S", on: second, period) == (isOne ? Fen(200) : nil))
        var byAmount = try audit("{amount: \"1.99\", per: \(window)}")
        #expect(byAmount.add(Fen(100), of: "S", on: first, .lunch) == nil)
        #expect(byAmount.add(Fen(99), of: "S", on: second, period) == nil)
        #expect(byAmount.add(Fen(1), of: "S", on: second, period) == (isOne ? Fen(200) : nil))
    }

    @Test("keeps rules apart and never complains of a rule without limits")
    func rules() throws {
        var audit = try audit("{count: 2, per: day}")
        let day = try Sample.meal().day
        for _ in 0..<2 {
            #expect(audit.add(Fen(100), of: "S", on: day, .lunch) == nil)
            #expect(audit.add(Fen(100), of: "T", on: day, .lunch) == nil)
        }
        #expect(audit.add(Fen(100), of: "T", on: day, .lunch) == nil)
        #expect(audit.add(Fen(100), of: "S", on: day, .lunch) == Fen(300))
    }
}
