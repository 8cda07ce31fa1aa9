import Meals
import Subsidies
import Testing

@Suite("A condition")
struct ConditionTests {
    private func grants(
        _ condition: String, _ diner: Diner = Sample.diner(), _ meal: Meal? = nil,
        _ calendar: WorkCalendar = WorkCalendar()
    ) throws -> Bool {
        let meal = try meal ?? Sample.meal()
        return !(try Sample.policy(when: condition).decide(meal, diner, calendar).grants.isEmpty)
    }

    private func decide(
        _ condition: String, _ meal: Meal, _ diner: Diner, _ calendar: WorkCalendar
    ) throws -> Bool { try grants(condition, diner, meal, calendar) }

    @Test(
        "counts completed years on the business day",
        arguments: [
            ("1966-03-12", "age: {from: 60}", false), ("1966-03-11", "age: {from: 60}", true),
            ("1946-03-12", "age: {from: 60, below: 80}", true),
            ("1946-03-11", "age: {from: 60, below: 80}", false),
            ("1946-03-11", "age: {below: 80}", false), ("1946-03-12", "age: {below: 80}", true),
        ])
    func age(born: String, condition: String, matches: Bool) throws {
        #expect(try grants(condition, Sample.diner(birth: born)) == matches)
    }

    @Test(
        "H28: born on 29 February, completes a year on 1 March of a common year",
        arguments: [
            ("1964-02-29", "2024-02-28", 60, false), ("1964-02-29", "2024-02-29", 60, true),
            ("1948-02-29", "2028-02-28", 80, false), ("1948-02-29", "2028-02-29", 80, true),
            ("1964-02-29", "2025-02-28", 61, false), ("1964-02-29", "2025-03-01", 61, true),
            ("1944-02-29", "2026-02-28", 82, false), ("1944-02-29", "2026-03-01", 82, true),
        ])
    func leapDay(born: String, day: String, age: Int, matches: Bool) throws {
        var text = Sample.text(
            """
            subsidies:
              - {id: S, when: {age: {from: \(age)}}, benefit: {amount: "1.00"}, \
            funders: {city: "1"}}
            """)
        text.replace("{from: 2025-01-01, to: 2027-01-01}", with: "{from: 2020-01-01}")
        let policy = try Policy(yaml: text, file: "leap.yaml")
        let decision = policy.decide(try Sample.meal(on: day), Sample.diner(birth: born))
        #expect(decision.grants.isEmpty == !matches)
    }

    @Test(
        "never matches a fact that is missing",
        arguments: [
            "age: {from: 0}", "age: {below: 200}", "hukou: ['3']", "residence: ['3']",
            "place: [home-street, home-district, elsewhere]", "statuses: [dibao]",
        ])
    func missing(condition: String) throws {
        let unknown = Sample.diner(birth: nil, hukou: nil, residence: nil)
        #expect(try !grants(condition, unknown))
        #expect(try grants("", unknown))
    }

    @Test(
        "compares codes by prefix of any length",
        arguments: [
            ("['31']", true), ("['310107001']", true), ("['310107']", true),
            ("['3101070011']", false),
            ("['310110', '310107']", true), ("['32']", false), ("['01']", false), ("['0']", false),
        ])
    func prefixes(list: String, matches: Bool) throws {
        #expect(try grants("hukou: \(list)") == matches)
        #expect(try grants("residence: \(list)") == matches)
    }

    @Test("compares codes as texts are compared, digit by digit")
    func anyPrefix() throws {
        var random = SeededRandom(seed: 9)
        func digits(_ count: Int) -> String {
            String((0..<count).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
        }
        for round in 0..<120 {
            let code = digits(round % 2 == 0 ? 6 : 9)
            var prefix = String(code.prefix(Int.random(in: 1...9, using: &random)))
            if round % 3 == 0 { prefix = String(prefix.dropLast()) + digits(1) }
            if round % 5 == 0 { prefix += digits(12 - prefix.count) }
            let diner = Sample.diner(hukou: DivisionCode(code))
            #expect(try grants("hukou: ['\(prefix)']", diner) == code.hasPrefix(prefix))
        }
    }

    @Test("tells every status from every other", arguments: Status.allCases)
    func everyStatus(asked: Status) throws {
        for held in Status.allCases {
            let diner = Sample.diner(statuses: [held])
            #expect(try grants("statuses: [\(asked.rawValue)]", diner) == (asked == held))
            let kept = try grants("not_statuses: [\(asked.rawValue)]", diner)
            #expect(kept == (asked != held && !held.excludes))
        }
    }

    @Test(
        "takes any status of a list, and none that is forbidden",
        arguments: [
            ("statuses: [dibao, tekun]", [Status.destitute], true),
            ("statuses: [dibao, tekun]", [.veteran], false),
            ("not_statuses: [veteran]", [.veteran, .livingAlone], false),
            ("not_statuses: [veteran]", [.livingAlone], true),
            ("statuses: [dibao], not_statuses: [veteran]", [.minimumLiving, .veteran], false),
        ])
    func statuses(condition: String, statuses: [Status], matches: Bool) throws {
        #expect(try grants(condition, Sample.diner(statuses: Set(statuses))) == matches)
    }

    @Test(
        "excludes the deceased and residents of institutions unless it lists them",
        arguments: [
            ("", [Status.institution], false), ("", [.deceased], false),
            ("statuses: [dibao]", [.minimumLiving, .institution], false),
            ("statuses: [dibao, institution]", [.minimumLiving, .institution], true),
            ("statuses: [institution]", [.institution], true),
            ("statuses: [institution]", [.institution, .deceased], false),
            ("statuses: [institution, deceased]", [.institution, .deceased], true),
            ("not_statuses: [deceased]", [.institution], false),
        ])
    func excluded(condition: String, statuses: [Status], matches: Bool) throws {
        let diner = Sample.diner(statuses: Set(statuses))
        #expect(try grants(condition, diner) == matches)
        let discount = try Sample.policy(
            "discounts: [{id: d, when: {\(condition)}, pay_rate: \"0.5\"}]")
        #expect((discount.decide(try Sample.meal(), diner).discountRule != nil) == matches)
    }

    @Test(
        "asks for channel, venue and meal period",
        arguments: [
            ("channel: [take-away, delivery]", false), ("channel: [delivery, dine-in]", true),
            ("venue: [point]", false), ("venue: [canteen]", true),
            ("period: [breakfast, dinner]", false), ("period: [lunch]", true),
            ("period: [other]", false),
        ])
    func meal(condition: String, matches: Bool) throws {
        #expect(try grants(condition) == matches)
    }

    @Test("calls the time outside every period other")
    func otherPeriod() throws {
        let afternoon = try Sample.meal(at: (15, 0))
        #expect(try grants("period: [other]", Sample.diner(), afternoon))
        #expect(try !grants("period: [lunch, dinner]", Sample.diner(), afternoon))
    }

    @Test(
        "sees the canteen from the diner's residence",
        arguments: [
            (DivisionCode("310107001"), DivisionCode("310107001"), Place.homeStreet),
            ("310107001", "310107002", .homeDistrict), ("310107", "310107002", .homeDistrict),
            ("310110001", "310107001", .elsewhere), ("310110", "310107001", .elsewhere),
            ("310108001", "310107001", .elsewhere), ("310107001", "310107102", .homeDistrict),
        ])
    func place(residence: DivisionCode, street: DivisionCode, place: Place) throws {
        let diner = Sample.diner(residence: residence)
        #expect(diner.place(of: street) == place)
        let meal = try Sample.meal(street: street)
        for other in Place.allCases {
            #expect(try grants("place: [\(other.rawValue)]", diner, meal) == (other == place))
        }
    }

    @Test(
        "takes workdays, weekends and holidays from the official calendar",
        arguments: [
            ("2026-03-11", DayType.workday), ("2026-03-14", .weekend), ("2026-10-01", .holiday),
            ("2026-01-04", .workday),
        ])
    func weekday(day: String, type: DayType) throws {
        let calendar = try Sample.officialCalendar()
        let meal = try Sample.meal(on: day)
        for other in DayType.allCases {
            #expect(
                try decide("weekday: [\(other.rawValue)]", meal, Sample.diner(), calendar)
                    == (other == type))
        }
    }
}
