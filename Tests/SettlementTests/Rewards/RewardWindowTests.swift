import Meals
import Settlement
import Testing

@Suite("Operator rewards, window by window")
struct RewardWindowTests {
    private static let day = ClearingSample.date

    private static func meal(
        _ ref: String, day: Int = 0, diner: String = "D1", canteen: CanteenID = "C1"
    ) -> RewardMeal {
        RewardMeal(
            ref: ref, canteen: canteen, day: Self.day + day, diner: DinerID(diner), age: 70,
            isSubsidised: true)
    }

    private static func window(
        _ offset: Int, _ meals: [RewardMeal], voids: [String: String] = [:]
    ) -> RewardWindow {
        var window = RewardWindow(day + offset)
        window.meals = meals
        window.voids = voids
        return window
    }

    private static func rules(_ rest: String) throws -> RewardRules {
        try RewardRules(
            yaml: """
                rewards: r
                title: t
                funder: district
                from: 2026-01-01
                tiers: [{id: a, amount: "2.00"}]
                \(rest)
                """, file: "r.yaml")
    }

    @Test("a void in a later window takes the reward back there, and the earlier claim stands")
    func laterVoid() throws {
        let first = Self.window(0, [Self.meal("s1"), Self.meal("s2")])
        let rules = try Self.rules("counts: meal")
        let alone = rules.changes([first])
        let both = rules.changes([
            first, Self.window(1, [Self.meal("s3", day: 1)], voids: ["s1": "v1"]),
        ])
        #expect(alone.map(\.amount) == [Fen(400)])
        #expect(Array(both.prefix(1)) == alone)
        // One new meal, one taken back.
        #expect(both.map(\.amount) == [Fen(400), .zero] && both.map(\.count) == [2, 0])
        #expect(both.last?.evidence == ["s3", "v1"])
        let taken = rules.changes([first, Self.window(1, [], voids: ["s1": "v1"])])
        #expect(taken.map(\.amount) == [Fen(400), Fen(-200)])
    }

    @Test("a void takes back nothing where the meal had earned nothing")
    func nothingEarned() throws {
        let rules = try Self.rules("counts: meal\ncaps: [{per: day, count: 1}]")
        let changes = rules.changes([
            Self.window(0, [Self.meal("s1"), Self.meal("s2")]),
            Self.window(1, [], voids: ["s2": "v2", "unknown": "v9"]),
        ])
        #expect(changes.map(\.amount) == [Fen(200)])
    }

    @Test("what a void frees under a cap, or for a person's second meal, comes in its stead")
    func freed() throws {
        for counts in ["counts: meal\ncaps: [{per: day, count: 1}]", "counts: person-day"] {
            let changes = try Self.rules(counts).changes([
                Self.window(0, [Self.meal("s1"), Self.meal("s2")]),
                Self.window(1, [], voids: ["s1": "v1"]),
            ])
            #expect(changes.map(\.amount) == [Fen(200), .zero], "\(counts)")
            #expect(changes.last?.evidence == ["s2", "v1"])
        }
    }

    @Test("the windows' changes add up to the reward of what was never voided")
    func sums() throws {
        for seed: UInt64 in 0..<40 {
            var dice = SettlementDice(seed: seed)
            let rules = try Self.rules(
                dice.one(of: [
                    "counts: meal", "counts: person-day",
                    "counts: meal\ncaps: [{per: day, count: 3}]",
                    "counts: meal\ncaps: [{per: month, amount: \"30.00\"}]",
                ]))
            var windows: [RewardWindow] = []
            var standing: [RewardMeal] = []
            for offset in 0..<8 {
                var window = Self.window(offset, [])
                for number in 0..<dice.number(0...6) {
                    window.meals.append(
                        Self.meal(
                            "s\(offset)-\(number)", day: offset - dice.number(0...1),
                            diner: "D\(dice.number(0...3))", canteen: dice.one(of: ["C1", "C2"])))
                }
                for meal in standing where dice.chance(15) {
                    window.voids[meal.ref] = "v-\(meal.ref)"
                }
                standing = standing.filter { window.voids[$0.ref] == nil } + window.meals
                windows.append(window)
            }
            let changes = rules.changes(windows)
            let due = rules.claims(standing)
            #expect(changes.total(\.amount) == due.total(\.amount), "seed \(seed)")
            #expect(changes.reduce(0) { $0 + $1.count } == due.reduce(0) { $0 + $1.count })
            for count in windows.indices {
                let sooner = rules.changes(Array(windows[..<count]))
                #expect(Array(changes.prefix(sooner.count)) == sooner, "seed \(seed)")
            }
        }
    }

    @Test("a record that came late goes on with the cap of its own month")
    func lateMonth() throws {
        let rules = try Self.rules("counts: meal\ncaps: [{per: month, count: 2}]")
        let last = Day(year: 2026, month: 11, day: 30) ?? Self.day
        func window(_ window: Day, _ refs: [String], of day: Day) -> RewardWindow {
            var read = RewardWindow(window)
            read.meals = refs.map {
                RewardMeal(
                    ref: $0, canteen: "C1", day: day, diner: DinerID($0), age: 70,
                    isSubsidised: true)
            }
            return read
        }
        // The window of December holds a meal of November, whose first windows have to be read.
        #expect(rules.reach(back: last) <= last.firstOfMonth)
        let changes = rules.changes([
            window(last + -3, ["s1", "s2"], of: last + -3), window(last + 1, ["s3"], of: last),
        ])
        #expect(changes.map(\.amount) == [Fen(400)], "November's cap was used up")
    }
}
