import Meals
import Subsidies

/// The boundary cells of a policy, enumerated plainly: each is a real diner at a real meal, and
/// which rules apply is read from the words of the document.
///
/// The axes are given by the test; whatever is counted here is to be what a certificate counts.
struct CellsByHand {
    let policy: Policy
    let document: Written
    let ageBreaks: [Int]
    let mentioned: [Status]
    var hukou: [DivisionCode?] = [nil]
    var residences: [DivisionCode?] = ["999999999"]
    var places: [Place?] = [nil]
    let top: Int

    /// The rules that apply, by their ids.
    struct Rules: Hashable {
        var discounts: [String] = []
        var subsidies: [String] = []
    }

    /// A cell but for channel, period, day type and venue, by the places of its values.
    struct Person: Hashable {
        var age: Int
        var statuses: Int
        var hukou: Int
        var residence: Int
        var place: Int
    }

    private static let days = ["2026-03-11", "2026-03-14", "2026-10-01"]

    var statusSets: [Set<Status>] {
        var sets: [Set<Status>] = [[]]
        if mentioned.count <= 4 {
            for status in mentioned { sets += sets.map { $0.union([status]) } }
        } else {
            for (place, status) in mentioned.enumerated() {
                sets.append([status])
                for other in mentioned.dropFirst(place + 1) { sets.append([status, other]) }
            }
            sets.append(Set(mentioned))
        }
        for status in [Status.deceased, .institution] where !mentioned.contains(status) {
            sets += sets.filter { $0.count < 2 }.map { $0.union([status]) }
        }
        return sets
    }

    private func births(on day: Day) -> [Day?] {
        var births: [Day?] = [nil]
        let (year, month, number) = day.parts
        for age in ageBreaks.isEmpty ? [60] : ageBreaks {
            guard let birthday = Day(year: year - age, month: month, day: number) else { continue }
            births += [birthday + 1, birthday, birthday + -1]
        }
        return births
    }

    private func street(_ residence: DivisionCode?, _ place: Place?) -> DivisionCode {
        switch place {
        case .homeStreet: residence ?? "310107001"
        case .homeDistrict: DivisionCode((residence?.text.prefix(6) ?? "310107") + "998")
        case .elsewhere, nil: "888888001"
        }
    }

    /// The rules of every cell, person by person.
    func cells() throws -> [Person: [Rules]] {
        let calendar = try Sample.officialCalendar()
        let plain = PlainEvaluator(document: document, calendar: calendar)
        var cells: [Person: [Rules]] = [:]
        let sets = statusSets
        for day in Self.days {
            for (age, birth) in births(on: try Sample.meal(on: day).day).enumerated() {
                for (statuses, set) in sets.enumerated() {
                    for (hukouPlace, hukou) in hukou.enumerated() {
                        for (residencePlace, residence) in residences.enumerated() {
                            for (placePlace, place) in places.enumerated() {
                                let person = Person(
                                    age: age, statuses: statuses, hukou: hukouPlace,
                                    residence: residencePlace, place: placePlace)
                                let diner = Diner(
                                    id: "D", birth: birth, hukou: hukou, residence: residence,
                                    statuses: set, validFrom: Day(number: 0))
                                cells[person, default: []] += try meals(
                                    on: day, street(residence, place)
                                ).map { rules(plain, $0, diner) }
                            }
                        }
                    }
                }
            }
        }
        return cells
    }

    private func meals(on day: String, _ street: DivisionCode) throws -> [Meal] {
        var meals: [Meal] = []
        for hour in [7, 12, 17, 22] {
            for channel in Channel.allCases {
                for venue in VenueKind.allCases {
                    meals.append(
                        try Sample.meal(
                            on: day, at: (hour, 0), channel: channel, venue: venue,
                            street: street))
                }
            }
        }
        return meals
    }

    private func rules(_ plain: PlainEvaluator, _ meal: Meal, _ diner: Diner) -> Rules {
        func ids(_ list: String) -> [String] {
            (document[list]?.list ?? []).filter { plain.holds($0["when"], meal, diner) }
                .map { $0["id"]?.text ?? "" }
        }
        return Rules(discounts: ids("discounts"), subsidies: ids("subsidies"))
    }
}

extension CellsByHand {
    /// What some rules give at every amount: the policy without its other rules and without any
    /// condition.
    func benefit(_ rules: Rules) throws -> [Fen] {
        func kept(_ list: String, _ ids: [String]) -> Written {
            .list(
                (document[list]?.list ?? []).filter { ids.contains($0["id"]?.text ?? "") }.map {
                    .keys($0.entries.filter { $0.0 != "when" })
                })
        }
        let entries = document.entries.map { key, value in
            switch key {
            case "discounts": (key, kept(key, rules.discounts))
            case "subsidies": (key, kept(key, rules.subsidies))
            default: (key, value)
            }
        }
        let policy = try Policy(yaml: Written.keys(entries).yaml, file: "kept.yaml")
        let diner = Sample.diner()
        return try (0...top).map { fen in
            let meal = try Sample.meal(Fen(Int64(fen)).yuan)
            let decision = policy.decide(meal, diner)
            return decision.discount + decision.subsidy
        }
    }

    /// The pairs of persons of whom the second must not get less: one age place further.
    func olderPairs(_ cells: [Person: [Rules]]) -> [(Person, Person)] {
        cells.keys.filter { $0.age > 0 }.compactMap { person in
            var older = person
            older.age += 1
            return cells[older].map { _ in (person, older) }
        }
    }

    /// One hardship more, or the next graver one instead.
    func poorerPairs(_ cells: [Person: [Rules]]) -> [(Person, Person)] {
        let sets = statusSets
        let ladder: [Status] = [.minimumLivingEdge, .minimumLiving, .destitute]
        let steps = ladder.filter(mentioned.contains)
        return cells.keys.flatMap { person -> [(Person, Person)] in
            let set = sets[person.statuses]
            var others = mentioned.filter { !$0.excludes && !set.contains($0) }.map {
                set.union([$0])
            }
            for (milder, graver) in zip(steps, steps.dropFirst())
            where set.contains(milder) && !set.contains(graver) {
                others.append(set.subtracting([milder]).union([graver]))
            }
            return others.compactMap { other in
                guard let place = sets.firstIndex(of: other) else { return nil }
                var poorer = person
                poorer.statuses = place
                return (person, poorer)
            }
        }
    }
}
