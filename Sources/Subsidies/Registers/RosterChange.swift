package import Meals

/// What a new roster changes for one diner.
package struct RosterChange: Hashable, Sendable {
    package let diner: DinerID
    package let kind: Kind
    /// The rows that held until now, in order of time; empty for one who joins.
    package let before: [Diner]
    /// The rows that hold from now on; empty for one of whom nothing is left.
    package let after: [Diner]
    /// What differs, in the order of ``Field``.
    package let details: [Detail]
    /// The days on which something but the cards differs; nil where cards are all that does.
    package let stretch: Stretch?

    package enum Kind: String, CaseIterable, Sendable {
        case joined, left, changed
        /// Got the status `deceased`.
        case deceased
    }

    /// The facts of a row.
    package enum Field: String, CaseIterable, Sendable {
        /// Whether there is a row at all.
        case listed
        case birth = "birth_date"
        case hukou, residence, statuses, cards
    }

    /// One fact that differs, as it is on the first day on which it does.
    package struct Detail: Hashable, Sendable {
        package let field: Field
        package let old: String
        package let new: String
        package let since: Day
    }

    /// From the first to the last day; nil is open.
    package struct Stretch: Hashable, Sendable {
        package let from: Day
        package fileprivate(set) var to: Day?
    }

    /// The first day on which something differs.
    package var since: Day { details.map(\.since).min() ?? Day(number: 0) }

    /// Compares the rows of one diner, in order of time; nil where every day has the same facts.
    ///
    /// - Parameter leaves: the diner is not in the new roster any more.
    init?(before: [Diner], after: [Diner], leaves: Bool = false) {
        guard let diner = (before.first ?? after.first)?.id else { return nil }
        var found: [Field: Detail] = [:]
        var stretch: Stretch?
        var dies = false
        let days = RosterChange.turns(before + after)
        for (index, day) in days.enumerated() {
            let (old, new) = (before.row(on: day), after.row(on: day))
            let fields = RosterChange.differences(old, new)
            for field in fields where found[field] == nil {
                found[field] = Detail(
                    field: field, old: field.text(of: old), new: field.text(of: new), since: day)
            }
            if fields.contains(where: { $0 != .cards }) {
                let last = index + 1 < days.count ? days[index + 1] + -1 : nil
                stretch = Stretch(from: stretch?.from ?? day, to: last)
            }
            let died = new?.statuses.contains(.deceased) ?? false
            dies = dies || died && !(old?.statuses.contains(.deceased) ?? false)
        }
        guard !found.isEmpty else { return nil }
        self.diner = diner
        self.before = before
        self.after = after
        self.stretch = stretch
        kind = leaves ? .left : before.isEmpty ? .joined : dies ? .deceased : .changed
        details = Field.allCases.compactMap { found[$0] }
    }

    /// The days on which a row begins or has just ended.
    private static func turns(_ rows: [Diner]) -> [Day] {
        Set(rows.map(\.validFrom) + rows.compactMap { $0.validTo.map { $0 + 1 } }).sorted()
    }

    /// The facts in which two rows differ; without a row on one side there is only that to say.
    package static func differences(_ old: Diner?, _ new: Diner?) -> [Field] {
        guard let old, let new else { return old == nil && new == nil ? [] : [.listed] }
        return Field.allCases.filter { field in
            switch field {
            case .listed: false
            case .birth: old.birth != new.birth
            case .hukou: old.hukou != new.hukou
            case .residence: old.residence != new.residence
            case .statuses: old.statuses != new.statuses
            case .cards: old.cards != new.cards && Set(old.cards) != Set(new.cards)
            }
        }
    }
}

extension RosterChange.Field {
    /// A row's fact in words; a card is the beginning of its token.
    package func text(of row: Diner?) -> String {
        switch self {
        case .listed: row == nil ? "no" : "yes"
        case .birth: row?.birth?.description ?? ""
        case .hukou: row?.hukou?.text ?? ""
        case .residence: row?.residence?.text ?? ""
        case .statuses:
            (row?.statuses ?? []).sorted().map(\.rawValue).joined(separator: ";")
        case .cards: (row?.cards ?? []).map(\.short).joined(separator: ";")
        }
    }
}

extension CardToken {
    /// Enough of a token to tell a person's cards apart.
    package var short: String { String(text.prefix(6)) }
}

extension [Diner] {
    /// The row of one diner's that is valid on a day.
    package func row(on day: Day) -> Diner? { first { $0.isValid(on: day) } }
}
