import Meals
import Subsidies
import Testing

@Suite("The work calendar")
struct WorkCalendarTests {
    @Test(
        "follows the State Council's papers from 2019 to 2026",
        arguments: [
            ("2018-12-29", DayType.workday), ("2018-12-31", .holiday), ("2019-05-02", .holiday),
            ("2020-01-19", .workday), ("2020-01-31", .holiday), ("2022-12-31", .holiday),
            ("2023-01-02", .holiday), ("2024-02-18", .workday), ("2025-10-08", .holiday),
            ("2026-01-04", .workday), ("2026-02-14", .workday), ("2026-02-17", .holiday),
            ("2026-03-13", .workday), ("2026-03-14", .weekend), ("2030-01-01", .workday),
            ("1990-01-07", .weekend),
        ])
    func official(text: String, type: DayType) throws {
        let calendar = try Sample.officialCalendar()
        let day = try #require(Day(text))
        #expect(calendar.type(of: day) == type)
        #expect(calendar.years == Array(2019...2026))
    }

    @Test("is the plain week without documents")
    func plain() throws {
        let monday = try #require(Day("2026-10-05"))
        let types = (0..<7).map { WorkCalendar().type(of: monday + $0) }
        #expect(types == [.workday, .workday, .workday, .workday, .workday, .weekend, .weekend])
        #expect(WorkCalendar().years.isEmpty)
    }

    @Test("knows every day that a document names, the first and the last of them too")
    func namedDays() throws {
        for day in ["2026-03-10", "2026-03-11", "2026-03-12"] {
            let text =
                "year: 2026\nsource: [paper]\nholidays: [{date: \(day), name: a}]\nworkdays: []"
            let calendar = try WorkCalendar(yaml: [(text, "a.yaml")])
            let types = try (9...13).map { number in
                calendar.type(of: try #require(Day(year: 2026, month: 3, day: number)))
            }
            let place = try #require(Int(day.suffix(2))) - 9
            #expect(types.enumerated().allSatisfy { ($1 == .holiday) == ($0 == place) }, "\(types)")
        }
    }

    @Test(
        "takes years from 1949 to 2200",
        arguments: [(1948, false), (1949, true), (2200, true), (2201, false)])
    func years(year: Int, taken: Bool) {
        let text = "year: \(year)\nsource: [paper]\nholidays: []\nworkdays: []"
        let found = problems { () throws(Problems) in
            _ = try WorkCalendar(yaml: [(text, "a.yaml")])
        }
        #expect(found.isEmpty == taken, "\(found)")
    }

    @Test("reports every problem of every document at once")
    func refusals() {
        let first = """
            year: 2026
            source: [paper]
            holidays: [{date: 2026-02-30, name: a}, {date: 2026-05-01}]
            workdays: [2026-05-01, 2024-12-31, 2025-12-31]
            weekends: []
            """
        let second = "year: 2026\nsource: [paper]\nholidays: []\nworkdays: [2025-12-31]\n"
        let found = problems { () throws(Problems) in
            _ = try WorkCalendar(
                yaml: [
                    (first, "a.yaml"), (second, "b.yaml"), ("- x", "c.yaml"), ("a: [", "d.yaml"),
                ])
        }
        let expected = [
            "a.yaml:5: weekends: unknown key",
            "a.yaml:3: holidays[0].date: '2026-02-30' is not a date",
            "a.yaml:3: holidays[1]: the key 'name' is missing",
            "a.yaml:4: workdays[0]: 2026-05-01 is a holiday already, at a.yaml:3",
            "a.yaml:4: workdays[1]: 2024-12-31 is not in 2026 nor in the December before",
            "b.yaml:1: year: the year 2026 is in a.yaml already",
            "b.yaml:4: workdays[0]: 2025-12-31 is a workday already, at a.yaml:4",
            "c.yaml:1: keys are expected here", "d.yaml:2: is not YAML",
        ]
        for line in expected { #expect(found.contains { $0.hasPrefix(line) }, "\(line)") }
    }
}
