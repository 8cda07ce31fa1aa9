internal import Meals

extension PolicyReader {
    /// The condition under `when`; without one a rule holds for every diner.
    mutating func condition(_ entry: Outline?) -> Condition {
        guard let entry else { return Condition() }
        let entries = outline.keys(
            of: entry, required: [],
            optional: [
                "age", "statuses", "not_statuses", "hukou", "residence", "channel", "period",
                "weekday", "venue", "place",
            ])
        var condition = Condition()
        condition.age = ageBand(entries["age"])
        condition.statuses = words(entries["statuses"])
        condition.forbiddenStatuses = words(entries["not_statuses"]) ?? .none
        condition.hukou = prefixes(entries["hukou"])
        condition.residence = prefixes(entries["residence"])
        condition.channels = words(entries["channel"]) ?? .all
        condition.periods = knownPeriods(entries["period"]) ?? .all
        condition.dayTypes = words(entries["weekday"]) ?? .all
        condition.venues = words(entries["venue"]) ?? .all
        condition.places = words(entries["place"])
        return condition
    }

    private mutating func ageBand(_ entry: Outline?) -> AgeBand? {
        guard let entry else { return nil }
        let entries = outline.keys(of: entry, required: [], optional: ["from", "below"])
        let from = outline.whole(entries["from"])
        let below = outline.whole(entries["below"])
        if case .keys(let written) = entry.value, written.isEmpty {
            outline.report(entry, "needs 'from' or 'below' or both")
        }
        if let from, let below, from >= below {
            outline.report(entry, "nobody is \(from) or older and below \(below)")
        }
        return AgeBand(from: from ?? .min, below: below ?? .max)
    }

    /// The entries of a list that must not be empty: any of nothing would never match.
    private mutating func filledList(_ entry: Outline) -> [Outline] {
        let entries = outline.list(entry)
        if case .list(let written) = entry.value, written.isEmpty {
            outline.report(entry, "an empty list never matches; leave the key out instead")
        }
        return entries
    }

    private mutating func words<Word: BitWord>(_ entry: Outline?) -> WordSet<Word>? {
        guard let entry else { return nil }
        return WordSet(filledList(entry).compactMap { outline.word($0, as: Word.self) })
    }

    private mutating func knownPeriods(_ entry: Outline?) -> WordSet<MealPeriod>? {
        guard let entry else { return nil }
        var found: [MealPeriod] = []
        for item in filledList(entry) {
            guard let period = outline.word(item, as: MealPeriod.self) else { continue }
            found.append(period)
            if !writtenPeriods.contains(period) {
                outline.report(item, "'\(period.rawValue)' has no hours under 'periods'")
            }
        }
        return WordSet(found)
    }

    private mutating func prefixes(_ entry: Outline?) -> Range<Int>? {
        guard let entry else { return nil }
        let start = rules.prefixes.count
        for item in filledList(entry) {
            let prefix = outline.value(
                item, "the beginning of a division code (1 to 12 digits)"
            ) { DivisionDigits($0) }
            if let prefix { rules.prefixes.append(prefix) }
        }
        return start..<rules.prefixes.count
    }
}
