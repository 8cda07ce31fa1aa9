import Meals
import Subsidies
import Testing

@Suite("A policy document is refused")
struct PolicyReaderTests {
    private func refusals(_ text: String) -> [String] {
        problems { () throws(Problems) in _ = try Policy(yaml: text, file: "p.yaml") }
    }

    private static let rule =
        "{id: S, when: {age: {from: 60}}, spend: {at_least: 8}, benefit: {amount: 2}, "
        + "limits: [{count: 1, per: day}], funders: {city: 1}}"

    /// The document with one good subsidy on line 12.
    private func refusals(replacing part: String, with other: String) -> [String] {
        let text = Sample.text("subsidies:\n  - \(Self.rule)")
        #expect(text.contains(part) && refusals(text).isEmpty)
        return refusals(text.replacing(part, with: other, maxReplacements: 1))
    }

    @Test(
        "for each fault of its head, by line and key",
        arguments: [
            ("policy: sample", "policy: [a]", "p.yaml:1: policy: a text is expected here"),
            ("policy: sample", "policy: a b", "p.yaml:1: policy: 'a b' is not a name"),
            ("title: a sample", "title: a\ntitel: b", "p.yaml:3: titel: unknown key"),
            ("title: a sample\n", "", "p.yaml:1: the key 'title' is missing"),
            (
                "status: sample", "status: final",
                "p.yaml:3: status: 'final' is not one of sample, draft"
            ),
            (
                "to: 2027-01-01", "to: 2025-01-01",
                "p.yaml:4: effective.to: 2025-01-01 must lie after"
            ),
            (
                "from: 2025-01-01", "from: 2025-02-29",
                "p.yaml:4: effective.from: '2025-02-29' is not a date"
            ),
            ("from: 2025-01-01, ", "", "p.yaml:4: effective: the key 'from' is missing"),
            ("half-up", "nearest", "p.yaml:5: rounding: 'nearest' is not one of"),
            ("before-discount", "before", "p.yaml:6: threshold_base: 'before' is not one of"),
            ("stacking: best", "stacking: sum", "p.yaml:7: stacking: 'sum' is not one of"),
            (
                "stacking: best", "source: {verified: 2026-01-01}\nstacking: best",
                "p.yaml:7: source.verified: unknown key"
            ),
            (
                "stacking: best", "source: {verified_until: soon}\nstacking: best",
                "p.yaml:7: source.verified_until: 'soon' is not a date"
            ),
        ])
    func head(part: String, other: String, expected: String) {
        let found = refusals(replacing: part, with: other)
        #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
    }

    @Test(
        "for each fault of its meal periods",
        arguments: [
            ("breakfast:", "brunch:", "p.yaml:9: periods.brunch: unknown key"),
            ("breakfast:", "other:", "p.yaml:9: periods.other: unknown key"),
            (
                "\"10:00\"", "\"09:00\"",
                "p.yaml:10: periods.lunch: begins before 'breakfast' has ended"
            ),
            ("\"10:00\"", "\"14:00\"", "p.yaml:10: periods.lunch: 'to' must be later than 'from'"),
            (
                "\"10:00\"", "\"10:60\"",
                "p.yaml:10: periods.lunch.from: '10:60' is not a time of day"
            ),
            (
                "\"19:30\"", "\"24:01\"",
                "p.yaml:11: periods.dinner.to: '24:01' is not a time of day"
            ),
            ("\"19:30\"", "\"7pm\"", "p.yaml:11: periods.dinner.to: '7pm' is not a time of day"),
        ])
    func periods(part: String, other: String, expected: String) {
        let found = refusals(replacing: part, with: other)
        #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
    }

    @Test("for a meal period that begins with another, the later word of the day")
    func equalPeriods() {
        #expect(
            refusals(replacing: "\"10:00\"", with: "\"06:00\"") == [
                "p.yaml:10: periods.lunch: begins before 'breakfast' has ended"
            ])
        // Breakfast and lunch reach equally far into dinner; the earlier is named.
        var text = Sample.text("")
        text.replace("\"09:30\"", with: "\"17:00\"")
        text.replace("\"14:00\"", with: "\"17:00\"")
        #expect(
            refusals(text).last == "p.yaml:11: periods.dinner: begins before 'breakfast' has ended")
    }

    @Test("for every meal period that begins within an earlier one")
    func nestedPeriods() {
        let found = refusals(replacing: "to: \"09:30\"", with: "to: \"18:00\"")
        #expect(
            found == [
                "p.yaml:10: periods.lunch: begins before 'breakfast' has ended",
                "p.yaml:11: periods.dinner: begins before 'breakfast' has ended",
            ])
    }

    @Test(
        "for each fault of a condition",
        arguments: [
            ("age: {from: 80, below: 80}", "age: nobody is 80 or older and below 80"),
            ("age: {}", "age: needs 'from' or 'below' or both"),
            ("age: {from: -1}", "age.from: '-1' is not a whole number"),
            ("age: {to: 80}", "age.to: unknown key"),
            ("statuses: [poor]", "statuses[0]: 'poor' is not one of dibao"),
            ("statuses: []", "statuses: an empty list never matches"),
            ("not_statuses: dibao", "not_statuses: a list is expected here"),
            ("channel: [dine-in, drive-in]", "channel[1]: 'drive-in' is not one of dine-in"),
            ("period: [supper]", "period[0]: 'supper' is not one of breakfast"),
            ("weekday: [monday]", "weekday[0]: 'monday' is not one of workday"),
            ("venue: [shop]", "venue[0]: 'shop' is not one of canteen"),
            ("place: [here]", "place[0]: 'here' is not one of home-street"),
            ("hukou: ['31a']", "hukou[0]: '31a' is not the beginning of a division code"),
            ("residence: ['']", "residence[0]: a text is expected here"),
            ("residence: ['31:']", "residence[0]: '31:' is not the beginning"),
            ("residence: ['3/1']", "residence[0]: '3/1' is not the beginning"),
            ("residence: ['3101070010010']", "residence[0]: '3101070010010' is not the beginning"),
            ("sex: [f]", "sex: unknown key"),
        ])
    func condition(written: String, expected: String) {
        let found = refusals(replacing: "age: {from: 60}", with: written)
        let place = "p.yaml:13: subsidies[0].when."
        #expect(found.count == 1 && found[0].hasPrefix(place + expected), "\(found)")
    }

    @Test("for a meal period that a condition asks for and nobody named")
    func unnamedPeriod() {
        let text = Sample.text("discounts: [{id: d, when: {period: [dinner, other]}, pay_rate: 1}]")
            .split(separator: "\n").filter { !$0.contains("dinner: ") }.joined(separator: "\n")
        let found = refusals(text)
        #expect(
            found == [
                "p.yaml:11: discounts[0].when.period[0]: 'dinner' has no hours under 'periods'"
            ])
    }

    @Test(
        "for each fault of a rule",
        arguments: [
            ("id: S, ", "", ": the key 'id' is missing"),
            ("id: S", "id: a;b", ".id: 'a;b' is not a name"),
            ("id: S", "id: \"a\\x1Fb\"", ".id: 'a\u{1F}b' is not a name"),
            ("id: S", "id: \"a\\x7Fb\"", ".id: 'a\u{7F}b' is not a name"),
            ("id: S", "id: a\u{3000}b", ".id: 'a\u{3000}b' is not a name"),
            (
                "id: S", "id: \(String(repeating: "x", count: 36))",
                ".id: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' is not a name"
            ),
            (
                "{at_least: 8}", "{}",
                ".spend: needs exactly one of at_least, more_than, but has none"
            ),
            ("{at_least: 8}", "{at_least: 8, more_than: 9}", ".spend: needs exactly one of"),
            (
                "{at_least: 8}", "{at_least: 8.001}",
                ".spend.at_least: '8.001' is not an amount in yuan"
            ),
            ("{at_least: 8}", "{at_least: 8元}", ".spend.at_least: '8元' is not an amount in yuan"),
            ("{amount: 2}", "{}", ".benefit: needs exactly one of amount, rate, pay, but has none"),
            (
                "{amount: 2}", "{amount: 2, pay: 1}",
                ".benefit: needs exactly one of amount, rate, pay"
            ),
            ("{amount: 2}", "{amount: 2, at_most: 1}", ".benefit.at_most: caps a rate"),
            ("{amount: 2}", "{amount: -2}", ".benefit.amount: '-2' is not an amount in yuan"),
            ("{amount: 2}", "{rate: 1.01}", ".benefit.rate: 101/100 is more than 1"),
            ("{amount: 2}", "{rate: 25%}", ".benefit.rate: '25%' is not a number"),
            (
                "{amount: 2}", "{rate: 0.2, at_most: free}",
                ".benefit.at_most: 'free' is not an amount"
            ),
            ("count: 1, ", "", ".limits[0]: needs exactly one of count, amount, but has none"),
            (
                "count: 1, ", "count: 1, amount: 2, ",
                ".limits[0]: needs exactly one of count, amount"
            ),
            ("count: 1, ", "count: 1.5, ", ".limits[0].count: '1.5' is not a whole number"),
            ("count: 1, ", "count: 0, amount: 2, ", ".limits[0]: needs exactly one of"),
            ("count: 1, ", "count: 0, ", ".limits[0]: a limit of 0 would never grant"),
            (", per: day", "", ".limits[0]: the key 'per' is missing"),
            (
                "per: day", "per: year",
                ".limits[0].per: 'year' is not one of meal, day, week, month"
            ),
            (", funders: {city: 1}", "", ": the key 'funders' is missing"),
            ("{city: 1}", "{}", ".funders: the shares must add up to exactly 1"),
            ("{city: 1}", "{city: 0.99}", ".funders: the shares must add up to exactly 1"),
            (
                "{city: 1}", "{city: 2/3, street: 2/3}",
                ".funders: the shares must add up to exactly 1"
            ),
            (
                "{city: 1}", "{city: 1/999999999999999, street: 1/999999999999998}",
                ".funders: the shares"
            ),
            ("{city: 1}", "{city: 5/4}", ".funders.city: 5/4 is more than 1"),
            ("{city: 1}", "{city: 1/0}", ".funders.city: '1/0' is not a number"),
            ("{city: 1}", "{\"a=b\": 1}", ".funders.a=b: 'a=b' is not a name of a funder"),
            ("{city: 1}", "{city: 1}, uprating: 1", ".uprating: unknown key"),
        ])
    func rule(part: String, other: String, expected: String) {
        let found = refusals(replacing: part, with: other)
        #expect(found.count == 1, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("p.yaml:13: subsidies[0]\(expected)") }, "\(found)")
    }

    @Test("for a discount that pays more than the price, and for an id used twice")
    func discounts() {
        let found = refusals(
            Sample.text(
                """
                discounts:
                  - {id: S, pay_rate: "1.5"}
                  - {id: S, pay_rate: "0.5"}
                subsidies:
                  - \(Self.rule)
                """))
        #expect(
            found == [
                "p.yaml:13: discounts[0].pay_rate: 3/2 is more than 1; write a part of one such "
                    + "as \"0.85\"",
                "p.yaml:14: discounts[1].id: 'S' is the id of the rule on line 13 already",
                "p.yaml:16: subsidies[0].id: 'S' is the id of the rule on line 13 already",
            ])
    }

    @Test("H26: for a misplaced key, naming its line even where its value stands below it")
    func misplacedKey() {
        let found = refusals(
            Sample.text(
                """
                subsidies:
                  - id: S
                    benefit:
                      amount: "2.00"
                      uprating:
                        rate: "0.1"
                    funders: {city: "1"}
                """))
        #expect(
            found == [
                "p.yaml:16: subsidies[0].benefit.uprating: unknown key; known here: "
                    + "amount, rate, at_most, pay"
            ])
    }

    @Test("with every problem at once, in the order of its lines")
    func allAtOnce() {
        let found = refusals(
            """
            policy: p
            title: t
            status: perhaps
            effective: {from: 2025-13-01}
            rounding: half-up
            threshold_base: before-discount
            stacking: worst
            periods: {lunch: {from: "14:00", to: "10:00"}}
            discounts:
              - {id: d, when: {age: {from: 80, below: 60}}, pay_rate: "2"}
            subsidies:
              - {id: S, when: {channel: [tube]}, benefit: {amount: x}, funders: {city: "1/2"}}
            extra: 1
            """)
        let lines = found.map { $0.split(separator: ":")[1] }
        #expect(lines == ["3", "4", "7", "8", "10", "10", "12", "12", "12", "13"], "\(found)")
    }

    @Test(
        "when it is empty, not YAML or no mapping, and never with a crash",
        arguments: [
            "", "a: [", "- 1", "policy", "policy: {a: b\n", "a: 1\na: 2\n",
        ])
    func notADocument(text: String) {
        #expect(!refusals(text).isEmpty)
    }
}
