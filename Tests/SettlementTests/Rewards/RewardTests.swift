import Foundation
import Meals
import Settlement
import Testing

@Suite("Operator rewards")
struct RewardTests {
    private static let day = ClearingSample.date

    private static func product(_ name: String) throws -> RewardRules {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try RewardRules(
            yaml: try String(
                contentsOf: root.appending(path: "Settlements/Rewards/\(name).yaml"),
                encoding: .utf8), file: name)
    }

    private static func meal(
        _ number: Int, age: Int? = 70, diner: String? = "D", day: Int = 0,
        canteen: CanteenID = "C1",
        subsidised: Bool = true
    ) -> RewardMeal {
        RewardMeal(
            ref: "r\(number)", canteen: canteen, day: Self.day + day,
            diner: diner.map { DinerID("\($0)\(number)") }, age: age, isSubsidised: subsidised)
    }

    @Test("Huangpu pays 0.80 from 65 and 1.50 from 75: 1,000 and 500 meals give 1,550 yuan")
    func huangpu() throws {
        let meals =
            (0..<1_000).map { Self.meal($0, age: 65 + $0 % 10) }
            + (1_000..<1_500).map { Self.meal($0, age: 75 + $0 % 20) }
            + (1_500..<1_600).map { Self.meal($0, age: 64) }
            + [Self.meal(1_700, age: nil), Self.meal(1_701, diner: nil)]
        let claims = try Self.product("huangpu-2025").claims(meals)
        #expect(claims.map(\.tier) == ["a65", "a75"])
        #expect(claims.map(\.amount) == [Fen(80_000), Fen(75_000)])
        #expect(claims.total(\.amount) == Fen(155_000))
        #expect(claims[1].evidence == (1_000..<1_500).map { "r\($0)" })
    }

    @Test("Tianjin pays 2.00 for subsidised meals only")
    func tianjin() throws {
        let claims = try Self.product("tianjin-2019").claims([
            Self.meal(1), Self.meal(2, subsidised: false), Self.meal(3, age: nil),
        ])
        #expect(claims.map(\.amount) == [Fen(400)])
    }

    @Test("Beijing pays 3.00 for a person once a day and canteen")
    func beijing() throws {
        let same = Self.meal(1)
        let dinner = RewardMeal(
            ref: "r2", canteen: same.canteen, day: same.day, diner: same.diner, age: 70,
            isSubsidised: false)
        let tomorrow = RewardMeal(
            ref: "r3", canteen: same.canteen, day: same.day + 1, diner: same.diner, age: 70,
            isSubsidised: false)
        let claims = try Self.product("beijing-2022").claims([same, dinner, tomorrow])
        #expect(claims.map(\.amount) == [Fen(600)] && claims[0].evidence == ["r1", "r3"])
    }

    /// Meals of one diner: two at one lunch, one at dinner, one at another canteen.
    private static func sameDiner(_ number: Int, _ period: MealPeriod, _ canteen: CanteenID)
        -> RewardMeal
    {
        RewardMeal(
            ref: "r\(number)", canteen: canteen, day: day,
            time: Moment(day, secondOfDay: 40_000 - number), period: period, diner: "D1", age: 80,
            isSubsidised: true)
    }

    @Test(
        "a diner counts as often as the document says, here or anywhere",
        arguments: [
            ("", ["r4", "r3", "r2", "r1"]), ("once: per-period", ["r4", "r3", "r2"]),
            ("once: per-day", ["r4", "r3"]),
            ("once: per-period\namong: all-canteens", ["r4", "r3"]),
            ("once: per-day\namong: all-canteens", ["r4"]),
        ])
    func once(_ keys: String, _ counted: [String]) throws {
        let rules = try RewardRules(
            yaml: """
                rewards: r
                title: t
                funder: district
                from: 2026-01-01
                counts: meal
                tiers: [{id: a, amount: "2.00"}]
                \(keys)
                """, file: "r.yaml")
        // Read out of order: who came first is said by the clock.
        var window = RewardWindow(Self.day)
        window.meals = [
            Self.sameDiner(4, .lunch, "C2"), Self.sameDiner(3, .dinner, "C1"),
            Self.sameDiner(2, .lunch, "C1"), Self.sameDiner(1, .lunch, "C1"),
        ]
        let changes = rules.changes([window])
        #expect(Set(changes.flatMap(\.evidence)) == Set(counted))
        #expect(changes.total(\.amount) == Fen(200) * counted.count)
    }

    @Test("a person-day is once a day, and the product's rewards say how often a diner counts")
    func products() throws {
        #expect(throws: Problems.self) {
            try RewardRules(
                yaml: """
                    rewards: r
                    title: t
                    funder: district
                    from: 2026-01-01
                    counts: person-day
                    once: per-sale
                    tiers: [{id: a, amount: "2.00"}]
                    """, file: "r.yaml")
        }
        #expect(try Self.product("huangpu-2025").once == .perPeriod)
        #expect(try Self.product("tianjin-2019").once == .perSale)
        let beijing = try Self.product("beijing-2022")
        #expect(beijing.once == .perDay && beijing.among == .allCanteens)
    }

    @Test("caps hold back the later meals, and a canteen counts from the day it joined")
    func caps() throws {
        let rules = try RewardRules(
            yaml: """
                rewards: r
                title: t
                funder: district
                from: 2026-11-01
                to: 2026-12-01
                counts: meal
                tiers: [{id: a, amount: "2.00"}]
                caps: [{per: day, count: 2}, {per: month, amount: "7.00"}]
                joined: {C1: 2026-11-24}
                """, file: "r.yaml")
        let meals = (0..<5).flatMap { day in (0..<3).map { Self.meal(day * 3 + $0, day: day) } }
        let claims = rules.claims(meals + [Self.meal(99, day: 8)])
        // 23 November is before the canteen joined; two on the 24th, one more in the month.
        #expect(claims.map(\.count) == [3] && claims[0].evidence == ["r3", "r4", "r6"])
        #expect(claims[0].capped == 9)
        #expect(rules.claims([Self.meal(1, day: 3, canteen: "C2")]).isEmpty)
    }

    @Test(
        "a document that cannot be meant is refused",
        arguments: [
            "counts: persons", "tiers: []", "to: 2020-01-01", "tier: []",
            "caps: [{per: day}]", "joined: {C1: never}",
            "tiers: [{id: a, amount: \"1.00\", age: {from: 70, below: 60}}]",
        ])
    func refused(line: String) throws {
        var lines = [
            "rewards": "r", "title": "t", "funder": "f", "from": "2026-01-01", "counts": "meal",
            "tiers": "[{id: a, amount: \"1.00\"}]",
        ]
        let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
        lines[parts[0]] = parts[1]
        let yaml = lines.map { "\($0): \($1)" }.joined(separator: "\n")
        #expect(throws: Problems.self) { try RewardRules(yaml: yaml, file: "r.yaml") }
    }

    @Test(
        "amounts in Chinese capitals",
        arguments: [
            (0, "零元整"), (1, "壹分"), (10, "壹角整"), (105, "壹元零伍分"), (150, "壹元伍角整"),
            (1_000, "壹拾元整"), (100_200, "壹仟零贰元整"), (100_250, "壹仟零贰元伍角整"),
            (100_030, "壹仟元零叁角整"), (10_700_053, "壹拾万柒仟元零伍角叁分"),
            (168_032, "壹仟陆佰捌拾元零叁角贰分"), (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"), (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"), (10_000_000_000, "壹亿元整"),
            (10_000_000_100, "壹亿零壹元整"), (1_000_500_000, "壹仟万伍仟元整"), (-250, "负贰元伍角整"),
        ])
    func capitals(fen: Int64, words: String) { #expect(Fen(fen).chineseCapitals == words) }

    @Test("a statement prints its total in figures and capitals, and its CSV adds up to it")
    func statement() throws {
        let statement = OperatorStatement(
            operatorName: "甲 & 乙 <餐饮>", from: Self.day, to: Self.day + 6,
            lines: [
                .init(canteen: "C2", funder: "street", rule: "A", count: 3, amount: Fen(1_500)),
                .init(canteen: "C1", funder: "district", rule: "B", count: 7, amount: Fen(100_753)),
            ],
            outstanding: Outstanding.lines(
                claims: [.init(funder: "street", date: Self.day, amount: Fen(1_500))],
                paid: ["street": Fen(500)], on: Self.day + 40))
        #expect(statement.html.contains("壹仟零贰拾贰元伍角叁分"))
        #expect(statement.html.contains("1022.53"))
        #expect(statement.html.contains("甲 &amp; 乙 &lt;餐饮&gt;"))
        for word in ["制表", "审核", "盖章", "size: A4", "账龄", "<td class=\"n\">40</td>"] {
            #expect(statement.html.contains(word), "\(word)")
        }
        let csv = try CSV(
            Array(statement.csv.utf8), file: "s.csv",
            required: ["operator", "from", "to", "canteen", "funder", "rule", "count", "amount"])
        #expect(csv.rows.compactMap { Fen(yuan: $0["amount"]) }.total { $0 } == statement.total)
        #expect(csv.rows.map { $0["canteen"] } == ["C1", "C2"])
    }

    @Test("payments go to the oldest claims, and what was paid too much is shown")
    func outstanding() {
        let claims = (0..<3).map {
            Outstanding.Claim(funder: "d", date: Self.day + $0, amount: Fen(100))
        }
        func open(_ paid: Int64) -> [Fen] {
            Outstanding.lines(claims: claims, paid: ["d": Fen(paid)], on: Self.day + 9).map(\.open)
        }
        #expect(open(0) == [Fen(100), Fen(100), Fen(100)])
        #expect(open(150) == [Fen(50), Fen(100)])
        #expect(open(300) == [])
        #expect(open(310) == [Fen(-10)])
        let ages = Outstanding.lines(claims: claims, paid: [:], on: Self.day + 9).map(\.ageDays)
        #expect(ages == [9, 8, 7])
    }

    @Test("every canteen has one operator, known and only one")
    func operators() throws {
        let header = "operator,name,account,bank,canteens\n"
        let good = header + "OP1,甲,310000001234,102290000001,C1;C2\nOP2,乙,31000,1,C3\n"
        let read = try OperatorList.read(
            Array(good.utf8), file: "o.csv", canteens: ["C1", "C2", "C3"])
        #expect(read.map(\.canteens) == [["C1", "C2"], ["C3"]])
        for (rows, word) in [
            ("OP1,甲,1,1,C1\n", "nobody runs"), ("OP1,甲,1,1,C1;C2;C3\nOP2,乙,1,1,C3\n", "already"),
            ("OP1,甲,1,1,C1;C2;C3;C9\n", "no canteen"),
            ("OP1,甲,1,1,C1;C2\nOP1,乙,1,1,C3\n", "twice"), ("O P,甲,1,1,C1;C2;C3\n", "not letters"),
        ] {
            let error = #expect(throws: Problems.self) {
                try OperatorList.read(
                    Array((header + rows).utf8), file: "o.csv", canteens: ["C1", "C2", "C3"])
            }
            #expect(error?.description.contains(word) == true, "\(word)")
        }
    }
}
