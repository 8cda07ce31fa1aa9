import Meals
import Subsidies

/// A piece of a policy document as a test makes it up, before it becomes YAML.
indirect enum Written {
    case text(String)
    case list([Written])
    case keys([(String, Written)])

    subscript(key: String) -> Written? {
        guard case .keys(let entries) = self else { return nil }
        return entries.first { $0.0 == key }?.1
    }

    var text: String {
        guard case .text(let text) = self else { return "" }
        return text
    }

    var list: [Written] {
        guard case .list(let entries) = self else { return [] }
        return entries
    }

    var entries: [(String, Written)] {
        guard case .keys(let entries) = self else { return [] }
        return entries
    }

    var words: [String] { list.map(\.text) }

    var yaml: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .list(let entries): "[" + entries.map(\.yaml).joined(separator: ", ") + "]"
        case .keys(let entries):
            "{" + entries.map { "\($0.0): \($0.1.yaml)" }.joined(separator: ", ") + "}"
        }
    }
}

/// Makes up policy documents, diners and meals, dense around the bounds of the rules.
struct PolicyMaker {
    var random: SeededRandom

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    private mutating func some(_ words: [String]) -> Written {
        let count = Int.random(in: 1...min(3, words.count), using: &random)
        return .list(words.shuffled(using: &random).prefix(count).map { .text($0) })
    }

    private mutating func yuan(_ range: ClosedRange<Int64>) -> Written {
        .text(Fen(Int64.random(in: range, using: &random)).yuan)
    }

    mutating func policy() -> Written {
        let discounts = (0..<Int.random(in: 0...3, using: &random)).map { index in
            Written.keys([
                ("id", .text("d\(index)")), ("when", condition()),
                ("pay_rate", .text(pick(["0.9", "0.85", "2/3", "1", "0", "0.875"]))),
            ])
        }
        let subsidies = (0..<Int.random(in: 1...5, using: &random)).map { subsidy($0) }
        return .keys([
            ("policy", .text("made-up")), ("title", .text("made up")), ("status", .text("draft")),
            ("effective", .keys([("from", .text("2026-01-05")), ("to", .text("2026-04-20"))])),
            ("rounding", .text(pick(["half-up", "half-even", "down", "up"]))),
            ("threshold_base", .text(pick(["before-discount", "after-discount"]))),
            ("stacking", .text(pick(["best", "all", "first"]))),
            (
                "periods",
                .keys([
                    ("breakfast", .keys([("from", .text("06:00")), ("to", .text("09:30"))])),
                    ("lunch", .keys([("from", .text("10:00")), ("to", .text("14:00"))])),
                    ("dinner", .keys([("from", .text("14:00")), ("to", .text("20:00"))])),
                ])
            ),
            ("discounts", .list(discounts)), ("subsidies", .list(subsidies)),
        ])
    }

    private mutating func condition() -> Written {
        var keys: [(String, Written)] = []
        if chance(50) {
            let from = pick([60, 65, 80])
            var band: [(String, Written)] = [("from", .text("\(from)"))]
            if chance(50) { band.append(("below", .text("\(from + pick([5, 20]))"))) }
            keys.append(("age", .keys(band)))
        }
        let statuses = ["dibao", "tekun", "veteran", "institution", "deceased"]
        if chance(25) { keys.append(("statuses", some(statuses))) }
        if chance(15) { keys.append(("not_statuses", some(statuses))) }
        if chance(30) { keys.append(("hukou", some(["31", "310107", "310110", "32", "3101070"]))) }
        if chance(20) { keys.append(("residence", some(["310107", "310107001", "3101"]))) }
        if chance(20) { keys.append(("channel", some(Channel.allCases.map(\.rawValue)))) }
        if chance(20) { keys.append(("period", some(MealPeriod.allCases.map(\.rawValue)))) }
        if chance(20) { keys.append(("weekday", some(DayType.allCases.map(\.rawValue)))) }
        if chance(15) { keys.append(("venue", some(["canteen", "point"]))) }
        if chance(20) { keys.append(("place", some(Place.allCases.map(\.rawValue)))) }
        return .keys(keys)
    }

    private mutating func subsidy(_ index: Int) -> Written {
        var keys: [(String, Written)] = [("id", .text("s\(index)")), ("when", condition())]
        if chance(60) {
            keys.append(("spend", .keys([(pick(["at_least", "more_than"]), yuan(300...900))])))
        }
        var benefit: [(String, Written)]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: benefit = [("rate", .text(pick(["0.25", "1/3", "1"])))]
        case 1: benefit = [("rate", .text("0.5")), ("at_most", yuan(100...400))]
        case 2: benefit = [("pay", yuan(0...700))]
        default: benefit = [("amount", yuan(1...500))]
        }
        keys.append(("benefit", .keys(benefit)))
        var limits: [Written] = []
        while chance(45) {
            let measure: (String, Written) =
                chance(50)
                ? ("count", .text("\(Int.random(in: 1...4, using: &random))"))
                : ("amount", yuan(100...1200))
            limits.append(
                .keys([measure, ("per", .text(pick(["meal", "day", "week", "month"])))]))
        }
        keys.append(("limits", .list(limits)))
        let funders = pick([
            [("city", "1")], [("city", "1/3"), ("district", "2/3")],
            [("street", "0.5"), ("city", "0.25"), ("charity", "0.25")],
            [("district", "3/11"), ("city", "3/11"), ("street", "5/11")],
        ])
        keys.append(("funders", .keys(funders.map { ($0.0, .text($0.1)) })))
        return .keys(keys)
    }

    mutating func diner() -> Diner? {
        guard chance(95) else { return nil }
        let codes: [DivisionCode?] = [nil, "310107", "310107001", "310107002", "310110", "320100"]
        let births = [
            "1966-02-28", "1966-03-01", "1964-02-29", "1944-02-29", "1946-03-15", "1961-01-31",
            "1990-07-01", "1946-01-01", "1966-04-19",
        ]
        var statuses: Set<Status> = []
        while chance(30) {
            statuses.insert(
                pick([.minimumLiving, .destitute, .veteran, .institution, .deceased]))
        }
        return Diner(
            id: "D", birth: chance(90) ? Day(pick(births)) : nil, hukou: pick(codes),
            residence: pick(codes), statuses: statuses, validFrom: Day(number: 0))
    }

    /// A meal on one of the days from 2026-01-01 on.
    mutating func meal(within days: Int = 120) -> Meal {
        let clock = pick([0, 21_599, 21_600, 34_200, 36_000, 43_200, 50_400, 64_800, 86_399])
        return Meal(
            day: Day(number: 20_454 + Int.random(in: 0..<days, using: &random)), secondOfDay: clock,
            channel: pick(Channel.allCases), gross: Fen(Int64.random(in: 0...1500, using: &random)),
            venue: pick(VenueKind.allCases),
            street: pick(["310107001", "310107002", "310110007"]))
    }
}
