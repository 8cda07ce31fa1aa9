internal import Meals

/// Reads a policy document and remembers every problem on the way.
struct PolicyReader {
    var outline: OutlineReader
    var rules = RuleBook()
    /// The meal periods that the document names; a condition may ask for no other.
    private(set) var periods: [PeriodHours] = []
    private(set) var writtenPeriods: WordSet<MealPeriod> = WordSet([.other])
    /// Rule ids with the line of their first use.
    private var ruleLines: [String: Int] = [:]
    private var funders: [String] = []

    init(file: String) { outline = OutlineReader(file: file) }

    /// The policy, or nil where something is missing; the problems stand in ``outline``.
    mutating func policy(_ root: Outline) -> Policy? {
        let entries = outline.keys(
            of: root,
            required: [
                "policy", "title", "status", "effective", "rounding", "threshold_base", "stacking",
            ],
            optional: ["source", "periods", "discounts", "subsidies"])
        let head = head(entries)
        if let entry = entries["periods"] { readPeriods(entry) }
        for entry in outline.list(entries["discounts"]) { readDiscount(entry) }
        for entry in outline.list(entries["subsidies"]) { readSubsidy(entry) }
        guard let head else { return nil }
        return Policy(head: head, funders: funders, periods: periods, rules: rules)
    }

    private mutating func head(_ entries: [String: Outline]) -> PolicyHead? {
        let id = name(entries["policy"])
        let title = outline.text(entries["title"])
        let status = outline.word(entries["status"], as: PolicyStatus.self)
        let verifiedUntil = verifiedUntil(entries["source"])
        let effective = effective(entries["effective"])
        let rounding = outline.word(entries["rounding"], as: Rounding.self)
        let base = outline.word(entries["threshold_base"], as: ThresholdBase.self)
        let stacking = outline.word(entries["stacking"], as: Stacking.self)
        guard let id, let title, let status, let effective, let rounding, let base, let stacking
        else { return nil }
        return PolicyHead(
            id: id, title: title, status: status, from: effective.from, to: effective.to,
            verifiedUntil: verifiedUntil, rounding: rounding, thresholdBase: base,
            stacking: stacking)
    }

    private mutating func verifiedUntil(_ entry: Outline?) -> Day? {
        guard let entry else { return nil }
        let entries = outline.keys(
            of: entry, required: [], optional: ["document", "url", "verified_until"])
        _ = outline.text(entries["document"])
        _ = outline.text(entries["url"])
        return outline.day(entries["verified_until"])
    }

    private mutating func effective(_ entry: Outline?) -> (from: Day, to: Day?)? {
        guard let entry else { return nil }
        let entries = outline.keys(of: entry, required: ["from"], optional: ["to"])
        let from = outline.day(entries["from"])
        let to = outline.day(entries["to"])
        if let from, let to, let entry = entries["to"], to <= from {
            outline.report(entry, "\(to) must lie after \(from); it is the first day without it")
        }
        return from.map { ($0, to) }
    }

    /// A short name that can stand in lists such as `A;B` and `city=1.20`.
    mutating func name(_ entry: Outline?) -> String? {
        outline.value(entry, "a name (1 to 35 characters, no blank, quote or one of ; , =)") {
            PolicyReader.isName($0) ? $0 : nil
        }
    }

    static func isName(_ text: String) -> Bool {
        (1...35).contains(text.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar.value != 0x7F
                    && !";,=\"'".unicodeScalars.contains(scalar)
                    && !scalar.properties.isWhitespace
            }
    }

    /// The id of a rule, which no other rule of the document may have.
    mutating func ruleID(_ entry: Outline?) -> String? {
        guard let entry, let id = name(entry) else { return nil }
        if let line = ruleLines[id] {
            outline.report(entry, "'\(id)' is the id of the rule on line \(line) already")
        }
        ruleLines[id] = ruleLines[id] ?? entry.line
        return id
    }

    mutating func mention(_ funder: String) {
        if !funders.contains(funder) { funders.append(funder) }
    }
}

extension PolicyReader {
    private mutating func readPeriods(_ entry: Outline) {
        let words: [MealPeriod] = [.breakfast, .lunch, .dinner]
        let entries = outline.keys(of: entry, required: [], optional: words.map(\.rawValue))
        var lines: [MealPeriod: Outline] = [:]
        for word in words {
            guard let entry = entries[word.rawValue] else { continue }
            writtenPeriods = writtenPeriods.union(WordSet([word]))
            if let hours = hours(entry, word) {
                periods.append(hours)
                lines[word] = entry
            }
        }
        periods.sort { $0.from < $1.from }
        var furthest: PeriodHours?
        for hours in periods {
            if let earlier = furthest, hours.from < earlier.to, let entry = lines[hours.period] {
                outline.report(entry, "begins before '\(earlier.period.rawValue)' has ended")
            }
            if hours.to > furthest?.to ?? 0 { furthest = hours }
        }
    }

    private mutating func hours(_ entry: Outline, _ period: MealPeriod) -> PeriodHours? {
        let entries = outline.keys(of: entry, required: ["from", "to"])
        let shape = "a time of day (write \"10:30\")"
        let from = outline.value(entries["from"], shape) { PolicyReader.secondOfDay($0) }
        let to = outline.value(entries["to"], shape) { PolicyReader.secondOfDay($0) }
        guard let from, let to else { return nil }
        guard from < to else {
            outline.report(entry, "'to' must be later than 'from'; a period ends on its own day")
            return nil
        }
        return PeriodHours(period: period, from: from, to: to)
    }

    /// Reads `00:00` to `24:00`.
    private static func secondOfDay(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = Int(decimal: bytes[0..<2]), let minute = Int(decimal: bytes[3..<5]),
            minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return (hour * 60 + minute) * 60
    }
}
