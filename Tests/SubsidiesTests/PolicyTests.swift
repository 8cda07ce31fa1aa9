import Meals
import Subsidies
import Testing

@Suite("A policy")
struct PolicyTests {
    @Test(
        "names the meal period of a second, from inclusive, to exclusive",
        arguments: [
            (0, MealPeriod.other), (21_599, .other), (21_600, .breakfast), (34_199, .breakfast),
            (34_200, .other), (36_000, .lunch), (50_399, .lunch), (50_400, .other),
            (57_600, .dinner),
            (70_199, .dinner), (70_200, .other), (86_399, .other),
        ])
    func period(second: Int, period: MealPeriod) throws {
        #expect(try Sample.policy("").period(atSecondOfDay: second) == period)
    }

    @Test(
        "names the meal that is served or comes next; after the last one the first of the next day",
        arguments: [
            (0, MealPeriod.breakfast), (34_199, .breakfast), (34_200, .lunch), (50_399, .lunch),
            (50_400, .dinner), (70_199, .dinner), (70_200, .breakfast),
        ])
    func meal(second: Int, period: MealPeriod) throws {
        #expect(try Sample.policy("").mealPeriod(fromSecondOfDay: second) == period)
    }

    @Test(
        "applies from its first day until the day before `to`",
        arguments: [
            ("2024-12-31", false), ("2025-01-01", true), ("2026-12-31", true),
            ("2027-01-01", false),
        ])
    func effective(day: String, applies: Bool) throws {
        let policy = try Sample.policy(
            """
            discounts: [{id: d, pay_rate: "0.5"}]
            subsidies: [{id: S, benefit: {amount: "1.00"}, funders: {city: "1"}}]
            """)
        let meal = try Sample.meal("10.00", on: day)
        #expect(policy.isEffective(on: meal.day) == applies)
        #expect(policy.decide(meal).payable == Fen(applies ? 400 : 1000))
    }

    @Test("applies from its first day for good where it has no last one")
    func open() throws {
        var text = Sample.text("")
        text.replace(", to: 2027-01-01", with: "")
        let policy = try Policy(yaml: text, file: "open.yaml")
        let first = try #require(Day("2025-01-01"))
        #expect(!policy.isEffective(on: first + -1))
        #expect(policy.isEffective(on: first) && policy.isEffective(on: first + 9999))
    }

    @Test(
        "calls a rule by any word of up to 35 characters",
        arguments: [String(repeating: "低", count: 35), "!", "~", "a/b", "é", "60–79"])
    func names(name: String) throws {
        let policy = try Sample.policy("discounts: [{id: '\(name)', pay_rate: 1}]")
        #expect(policy.title(ofRule: name) == name)
    }

    @Test("lists its funders in the order of first mention")
    func funders() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "1.00"}, funders: {street: "1/2", city: "1/2"}}
              - {id: T, benefit: {amount: "1.00"}, funders: {charity: "1/2", city: "1/2"}}
            """)
        #expect(policy.funders == ["street", "city", "charity"])
    }

    @Test("reads scalars bare as well as quoted, and hours up to midnight")
    func bareScalars() throws {
        var text = Sample.text(
            """
            subsidies:
              - {id: S, when: {hukou: [31]}, spend: {at_least: 8.00}, benefit: {rate: 0.25, \
            at_most: 3}, limits: [{amount: 2.5, per: day}], funders: {city: 1}}
            """)
        text.replace("{from: \"16:00\", to: \"19:30\"}", with: "{from: 16:00, to: 24:00}")
        let policy = try Policy(yaml: text, file: "bare.yaml")
        #expect(policy.decide(try Sample.meal("20.00")).subsidy == Fen(250))
        #expect(policy.period(atSecondOfDay: 86_399) == .dinner)
    }
}
