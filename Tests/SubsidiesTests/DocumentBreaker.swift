import Meals

/// Breaks the structure of a policy document in one place.
struct DocumentBreaker {
    let document: Written
    var random: SeededRandom

    mutating func structure(_ fault: DocumentFault) -> BrokenDocument? {
        switch fault {
        case .misspeltKey: misspeltKey()
        case .movedKey: movedKey()
        case .doubledKey: doubledKey()
        case .missingKey: missingKey { role in Roles.keys[role]?.required ?? [] }
        case .limitWithoutWindow: missingKey { role in role == "limits[]" ? ["per"] : [] }
        case .missingChoice: missingChoice()
        case .secondChoice: secondChoice()
        case .listForValue: replaced({ Roles.values.contains($0.role) }) { .list([$0]) }
        case .valueForList: replaced({ $0.node.isList }) { $0.list.first ?? .text("none") }
        case .valueForKeys:
            replaced({ $0.node.isKeys && !$0.path.isEmpty && !$0.path.hasSuffix("]") }) {
                .list([$0])
            }
        case .emptyList:
            replaced({ $0.node.isList && $0.role.hasPrefix("when.") }) { _ in .list([]) }
        case .sharesOffOne: sharesOffOne()
        case .overlappingPeriods: overlappingPeriods()
        case .endlessPeriod: endlessPeriod()
        case .reversedDates: reversedDates()
        case .reversedAges: reversedAges()
        case .doubledRule: doubledRule()
        case .limitOfZero: limitOfZero()
        case .capWithoutRate: capWithoutRate()
        case .unnamedPeriod: unnamedPeriod()
        default: nil
        }
    }

    private mutating func pick(_ passes: (DocumentSpot) -> Bool) -> DocumentSpot? {
        document.spots.filter(passes).randomElement(using: &random)
    }

    private mutating func replaced(
        _ passes: (DocumentSpot) -> Bool, _ change: (Written) -> Written
    ) -> BrokenDocument? {
        guard let spot = pick(passes) else { return nil }
        return BrokenDocument(
            document: document.replacing(spot.steps, with: change(spot.node)), path: spot.path)
    }

    /// A mapping with a closed set of keys and the place of one of its entries.
    private mutating func entry() -> (mapping: DocumentSpot, index: Int)? {
        guard let mapping = pick({ Roles.keys[$0.role] != nil && !$0.node.entries.isEmpty })
        else { return nil }
        return (mapping, Int.random(in: mapping.node.entries.indices, using: &random))
    }

    private static func known(_ role: String) -> [String] {
        Roles.keys[role].map { $0.required + $0.optional } ?? []
    }

    private func document(_ mapping: DocumentSpot, _ entries: [(String, Written)]) -> Written {
        document.replacing(mapping.steps, with: .keys(entries))
    }

    private mutating func misspeltKey() -> BrokenDocument? {
        guard let (mapping, index) = entry() else { return nil }
        var entries = mapping.node.entries
        let key = entries[index].0
        let wrong = [
            key + "s", String(key.dropLast()), key.uppercased(), key + "_", "x" + key,
            key.replacing("_", with: "-"), String(key.reversed()), "不明",
        ].filter { !$0.isEmpty && !Self.known(mapping.role).contains($0) }
        guard let other = wrong.randomElement(using: &random) else { return nil }
        entries[index].0 = other
        return BrokenDocument(
            document: document(mapping, entries), path: mapping.path(of: other))
    }

    private mutating func movedKey() -> BrokenDocument? {
        guard let (mapping, index) = entry() else { return nil }
        let (key, value) = mapping.node.entries[index]
        let moved = mapping.steps + [index]
        let target = pick { spot in
            Roles.keys[spot.role] != nil && !Self.known(spot.role).contains(key)
                && !spot.steps.starts(with: moved)
        }
        guard let target else { return nil }
        // Put in at the end first: no place before it changes its number.
        let added = document(target, target.node.entries + [(key, value)])
        let without = added.spots.first { $0.steps == mapping.steps }?.node.entries.enumerated()
            .filter { $0.offset != index }.map(\.element)
        return BrokenDocument(
            document: added.replacing(mapping.steps, with: .keys(without ?? [])),
            path: target.path(of: key))
    }

    private mutating func doubledKey() -> BrokenDocument? {
        guard let mapping = pick({ !$0.node.entries.isEmpty }) else { return nil }
        var entries = mapping.node.entries
        let index = Int.random(in: entries.indices, using: &random)
        let other = entries.randomElement(using: &random) ?? entries[index]
        entries.insert(
            (entries[index].0, Bool.random(using: &random) ? entries[index].1 : other.1),
            at: Int.random(in: (index + 1)...entries.count, using: &random))
        return BrokenDocument(
            document: document(mapping, entries), path: mapping.path(of: entries[index].0),
            key: entries[index].0)
    }

    private mutating func missingKey(_ required: (String) -> [String]) -> BrokenDocument? {
        let mapping = pick { spot in
            required(spot.role).contains { spot.node[$0] != nil }
        }
        guard let mapping else { return nil }
        let key = required(mapping.role).filter { mapping.node[$0] != nil }
            .randomElement(using: &random)
        return BrokenDocument(
            document: document(mapping, mapping.node.entries.filter { $0.0 != key }),
            path: mapping.path, key: key.map { "'\($0)'" })
    }

    private mutating func missingChoice() -> BrokenDocument? {
        guard let mapping = pick({ Roles.choices[$0.role] != nil }) else { return nil }
        let keys = Roles.choices[mapping.role] ?? []
        return BrokenDocument(
            document: document(mapping, mapping.node.entries.filter { !keys.contains($0.0) }),
            path: mapping.path)
    }

    private mutating func secondChoice() -> BrokenDocument? {
        guard let mapping = pick({ Roles.choices[$0.role] != nil }) else { return nil }
        let missing = (Roles.choices[mapping.role] ?? []).filter { mapping.node[$0] == nil }
        guard let key = missing.randomElement(using: &random) else { return nil }
        return BrokenDocument(
            document: document(mapping, mapping.node.entries + [(key, .text("1"))]),
            path: mapping.path)
    }

    private mutating func sharesOffOne() -> BrokenDocument? {
        guard let mapping = pick({ $0.role == "funders" }) else { return nil }
        var entries = mapping.node.entries
        if Bool.random(using: &random) {
            entries.append(("another", .text("0.01")))
        } else {
            entries[0].1 = .text(entries[0].1.text == "0.4" ? "0.3" : "0.4")
        }
        return BrokenDocument(document: document(mapping, entries), path: mapping.path)
    }

    private mutating func doubledRule() -> BrokenDocument? {
        // Discounts are read first.
        let ids = document.spots.filter { $0.role == "id" }
            .sorted { $0.path.hasPrefix("discounts") && !$1.path.hasPrefix("discounts") }
        guard ids.count > 1 else { return nil }
        let later = Int.random(in: 1..<ids.count, using: &random)
        let earlier = ids[Int.random(in: 0..<later, using: &random)]
        return BrokenDocument(
            document: document.replacing(ids[later].steps, with: earlier.node),
            path: ids[later].path)
    }

    private mutating func limitOfZero() -> BrokenDocument? {
        guard let limit = pick({ $0.role == "limits[]" }) else { return nil }
        let entries = limit.node.entries.map { ($0.0, $0.0 == "per" ? $0.1 : .text("0")) }
        return BrokenDocument(document: document(limit, entries), path: limit.path)
    }

    private mutating func capWithoutRate() -> BrokenDocument? {
        guard let benefit = pick({ $0.role == "benefit" && $0.node["rate"] == nil })
        else { return nil }
        return BrokenDocument(
            document: document(benefit, benefit.node.entries + [("at_most", .text("3.00"))]),
            path: benefit.path(of: "at_most"))
    }
}

extension DocumentBreaker {
    private mutating func overlappingPeriods() -> BrokenDocument? {
        let hours = document.spots.filter { $0.role == "periods.any" }.sorted {
            ($0.node["from"]?.text ?? "") < ($1.node["from"]?.text ?? "")
        }
        guard hours.count > 1 else { return nil }
        let later = Int.random(in: 1..<hours.count, using: &random)
        let (before, after) = (hours[later - 1], hours[later])
        // It begins with the one before, or a minute before that one's end.
        let end = before.node["to"]?.text.split(separator: ":").compactMap { Int($0) } ?? []
        guard end.count == 2, let from = before.node["from"] else { return nil }
        let last = end[0] * 60 + end[1] - 1
        let begin = "\((last / 60).padded(2)):\((last % 60).padded(2))"
        let entries = after.node.entries.map { key, value in
            (key, key == "from" ? .text(begin) : value)
        }
        return begin < from.text
            ? nil : BrokenDocument(document: document(after, entries), path: after.path)
    }

    private mutating func endlessPeriod() -> BrokenDocument? {
        guard let hours = pick({ $0.role == "periods.any" }), let from = hours.node["from"]
        else { return nil }
        let to = Bool.random(using: &random) ? from : .text("00:00")
        let entries = hours.node.entries.map { ($0.0, $0.0 == "to" ? to : $0.1) }
        return BrokenDocument(document: document(hours, entries), path: hours.path)
    }

    private mutating func reversedDates() -> BrokenDocument? {
        guard let effective = pick({ $0.role == "effective" }),
            let from = (effective.node["from"]?.text).flatMap({ Day($0) })
        else { return nil }
        let to = from + -Int.random(in: 0...400, using: &random)
        let entries = effective.node.entries.filter { $0.0 != "to" } + [("to", .text("\(to)"))]
        return BrokenDocument(
            document: document(effective, entries), path: effective.path(of: "to"))
    }

    private mutating func reversedAges() -> BrokenDocument? {
        guard let age = pick({ $0.role == "when.age" }) else { return nil }
        let from = Int.random(in: 50...90, using: &random)
        let below = from - Int.random(in: 0...20, using: &random)
        return BrokenDocument(
            document: document(age, [("below", .text("\(below)")), ("from", .text("\(from)"))]),
            path: age.path)
    }

    /// Takes away the hours of a period that a condition asks for.
    private mutating func unnamedPeriod() -> BrokenDocument? {
        guard let asked = pick({ $0.role == "when.period[]" && $0.node.text != "other" }),
            let periods = pick({ $0.role == "periods" })
        else { return nil }
        let left = periods.node.entries.filter { $0.0 != asked.node.text }
        return BrokenDocument(document: document(periods, left), path: asked.path)
    }
}

extension DocumentSpot {
    fileprivate func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension Written {
    fileprivate var isList: Bool {
        if case .list = self { true } else { false }
    }

    fileprivate var isKeys: Bool {
        if case .keys = self { true } else { false }
    }
}
