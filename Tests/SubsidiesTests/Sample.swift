import Foundation
import Meals
import Subsidies

/// Short ways to write down policies, diners and meals for a test.
enum Sample {
    /// A policy document with some lines of its own; meal hours and dates are always the same.
    static func text(
        _ rules: String, rounding: String = "half-up", base: String = "before-discount",
        stacking: String = "best"
    ) -> String {
        """
        policy: sample
        title: a sample
        status: sample
        effective: {from: 2025-01-01, to: 2027-01-01}
        rounding: \(rounding)
        threshold_base: \(base)
        stacking: \(stacking)
        periods:
          breakfast: {from: "06:00", to: "09:30"}
          lunch: {from: "10:00", to: "14:00"}
          dinner: {from: "16:00", to: "19:30"}
        \(rules)
        """
    }

    static func policy(
        _ rules: String, rounding: String = "half-up", base: String = "before-discount",
        stacking: String = "best"
    ) throws -> Policy {
        try Policy(
            yaml: text(rules, rounding: rounding, base: base, stacking: stacking),
            file: "sample.yaml")
    }

    /// A policy with one subsidy of one yuan under a condition.
    static func policy(when condition: String) throws -> Policy {
        try policy(
            """
            subsidies:
              - {id: S, when: {\(condition)}, benefit: {amount: "1.00"}, funders: {city: "1"}}
            """)
    }

    static func diner(
        _ id: DinerID = "D1", birth: String? = "1940-06-15", hukou: DivisionCode? = "310107001",
        residence: DivisionCode? = "310107001", statuses: Set<Status> = []
    ) -> Diner {
        Diner(
            id: id, birth: birth.flatMap { Day($0) }, hukou: hukou, residence: residence,
            statuses: statuses, validFrom: Day(number: 0))
    }

    /// A meal on a Wednesday at noon, unless said otherwise.
    static func meal(
        _ yuan: String = "20.00", on day: String = "2026-03-11", at clock: (Int, Int) = (12, 0),
        channel: Channel = .dineIn, venue: VenueKind = .canteen, street: DivisionCode = "310107001"
    ) throws -> Meal {
        guard let day = Day(day), let gross = Fen(yuan: yuan) else { throw Unreadable() }
        return Meal(
            day: day, secondOfDay: clock.0 * 3600 + clock.1 * 60, channel: channel, gross: gross,
            venue: venue, street: street)
    }

    static func use(
        _ rule: String = "S", on day: String, _ period: MealPeriod = .lunch, count: Int = 1,
        _ yuan: Fen = Fen(100)
    ) throws -> RuleUse {
        guard let day = Day(day) else { throw Unreadable() }
        return RuleUse(rule: rule, day: day, period: period, count: count, amount: yuan)
    }

    struct Unreadable: Error {}

    /// True where a short run was asked for: `MULIN_TEST_SCALE=1`.
    static var isQuick: Bool { ProcessInfo.processInfo.environment["MULIN_TEST_SCALE"] == "1" }

    /// The text of a file of product data.
    static func settlementsFile(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Settlements/\(path)"), encoding: .utf8)
    }

    static func putuo(_ changes: (from: String, to: String)...) throws -> Policy {
        var text = try settlementsFile("Policies/putuo-2025.yaml")
        for (old, new) in changes { text.replace(old, with: new) }
        return try Policy(yaml: text, file: "putuo-2025.yaml")
    }

    static func officialCalendar() throws -> WorkCalendar {
        try WorkCalendar(
            yaml: (2019...2026).map { year in
                (try settlementsFile("Calendar/\(year).yaml"), "\(year).yaml")
            })
    }
}

extension Policy {
    /// The decision over the plain week and without earlier uses, unless said otherwise.
    func decide(
        _ meal: Meal, _ diner: Diner? = Sample.diner(), after uses: [RuleUse] = [],
        _ calendar: WorkCalendar = WorkCalendar()
    ) -> Decision {
        decide(meal, for: diner, uses: uses, calendar: calendar)
    }
}

extension Fen {
    /// An amount written in yuan, for tables of cases.
    init(_ yuan: String) throws {
        guard let fen = Fen(yuan: yuan) else { throw Sample.Unreadable() }
        self = fen
    }
}

/// The problems a reading reports, as lines; empty where it succeeds.
func problems(_ act: () throws(Problems) -> Void) -> [String] {
    do throws(Problems) {
        try act()
        return []
    } catch {
        return error.all.map(\.description)
    }
}
