internal import Journal
package import Ledger
package import Meals
package import Store

/// The register of what reconciliations could not explain (挂账).
///
/// An item lives until a later file explains it or two people close it: one proposes, the other
/// agrees. Nothing ambiguous is ever closed by itself.
package struct OpenItems: Sendable {
    /// Who looks after an item until somebody is named.
    package static let clerk = "reconciliation-clerk"
    private let store: Store

    package init(store: Store) { self.store = store }

    /// How an item comes to its end by people.
    package enum Closing: String, CaseIterable, Sendable {
        case clear
        case writeOff = "write-off"
    }

    package func all(withClosed: Bool = false) throws -> [OpenItemRow] {
        try store.read { try $0.openItems(withClosed: withClosed) }
    }

    package func history(of item: Int) throws -> [OpenItemEvent] {
        try store.read { try $0.openItemEvents(item) }
    }

    /// The movements of items that earlier dates left open, for the next comparison.
    package func carried(before date: Day) throws -> (ours: [Movement], theirs: [Movement]) {
        var carried: (ours: [Movement], theirs: [Movement]) = ([], [])
        for item in try all() where item.leg == "till-acquirer" && item.window < date {
            // Pairs wait for people; what lacks a side waits for the other side's next file.
            if item.theirs.isEmpty {
                carried.ours += OpenItems.movements(item.ours, item.number)
            } else if item.ours.isEmpty {
                carried.theirs += OpenItems.movements(item.theirs, item.number)
            }
        }
        return carried
    }

    private static func movements(_ text: String, _ item: Int) -> [Movement] {
        text.split(separator: "\n" as Character).compactMap { Movement(text: $0, item: item) }
    }

    /// Keeps what a day's comparison found and closes what it explains.
    ///
    /// - Returns: numbers of new items, and how many earlier ones were met.
    @discardableResult
    package func post(
        _ day: DayReconciliation, at now: Moment
    ) throws -> (new: [Int], met: Int) {
        try store.write { store in
            var new: [Int] = []
            for difference in day.found {
                if let number = try insert(difference, day, store, now) { new.append(number) }
            }
            var met: Set<Int> = []
            for (item, difference) in day.met where met.insert(item).inserted {
                try store.propose("met", of: item, by: "reconciliation of \(day.date)")
                try store.closeOpenItem(item, by: difference.evidence.rawValue, at: now)
                try store.insert(
                    OpenItemEvent(
                        at: now, by: "reconciliation", act: "met",
                        note: "the files of \(day.date) have the other side"), of: item)
            }
            return (new, met.count)
        }
    }

    private func insert(
        _ difference: Difference, _ day: DayReconciliation, _ store: StoreTransaction,
        _ now: Moment
    ) throws -> Int? {
        let ours = difference.ours.map { day.ours[$0] }
        let theirs = difference.theirs.map { day.theirs[$0] }
        let identity =
            ours.map { "o " + $0.identity }.sorted().joined(separator: "|") + "/"
            + theirs.map { "t " + $0.identity }.sorted().joined(separator: "|")
        guard try store.reading.openItem(identity: identity) == nil else { return nil }
        let merchant = (ours + theirs).first?.merchant ?? ""
        let number = try store.insert(
            OpenItemRow(
                identity: identity, leg: "till-acquirer", verdict: difference.verdict.rawValue,
                window: day.date, merchant: merchant, account: "suspense:acquirer:\(merchant)",
                owner: OpenItems.clerk, amount: day.amount(difference),
                ours: ours.map(\.text).joined(separator: "\n"),
                theirs: theirs.map(\.text).joined(separator: "\n"), foundAt: now))
        try store.insert(
            OpenItemEvent(
                at: now, by: "reconciliation", act: "found",
                note: "\(difference.verdict.rawValue) by \(difference.evidence.rawValue)"),
            of: number)
        return number
    }

    /// Proposes or, as the second person, agrees to the end of an item.
    ///
    /// - Returns: true where the item is closed now, false where a second person is awaited.
    /// - Throws: ``OpenItemError`` or ``OfficerError``; nothing has changed then.
    package func close(
        _ item: Int, _ closing: Closing, note: String, by officer: OfficerProof, at now: Moment
    ) throws -> Bool {
        try store.write { store in
            try officer.check(in: store.reading)
            guard let row = try store.reading.openItem(item) else {
                throw OpenItemError.unknown(item)
            }
            guard row.isOpen else { throw OpenItemError.closed(item) }
            guard !note.trimmed.isEmpty else { throw OpenItemError.noReason(item) }
            if let proposer = row.proposedBy, row.closing == closing.rawValue {
                guard proposer != officer.name else {
                    throw OpenItemError.samePerson(item, officer.name)
                }
                try store.closeOpenItem(item, by: officer.name, at: now)
                try store.insert(
                    OpenItemEvent(
                        at: now, by: officer.name, act: closing.rawValue, note: note), of: item)
                return true
            }
            try store.propose(closing.rawValue, of: item, by: officer.name)
            try store.insert(
                OpenItemEvent(
                    at: now, by: officer.name, act: "propose \(closing.rawValue)", note: note),
                of: item)
            return false
        }
    }
}

/// Why an open item does not end.
package enum OpenItemError: Error, Hashable, Sendable {
    case unknown(Int)
    case closed(Int)
    case samePerson(Int, String)
    case noReason(Int)
}

extension OpenItemError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown(let item):
            "open item \(item): there is none of this number (mulin reconcile items)"
        case .closed(let item): "open item \(item): is closed already and stays so"
        case .samePerson(let item, let name):
            "open item \(item): \(name) proposed this; a second person has to agree"
        case .noReason(let item): "open item \(item): give the reason with --note"
        }
    }
}
