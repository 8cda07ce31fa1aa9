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
    let store: Store

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
        for item in try all()
        where item.leg == SuspenseDesk.Leg.tillAcquirer.rawValue && item.window < date {
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
                guard !OfficerRegister.isSamePerson(proposer, officer.name) else {
                    throw OpenItemError.samePerson(item, officer.name)
                }
                try store.closeOpenItem(item, by: officer.name, at: now)
                var desk = try SuspenseDesk(store, now: now)
                try desk.close(item, to: closing == .clear ? .putRight : .writeOff)
                try desk.finish()
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

extension OpenItems {
    /// Names who looks after an item from now on.
    ///
    /// - Throws: ``OpenItemError`` or ``OfficerError``; nothing has changed then.
    package func assign(
        _ item: Int, to owner: String, by officer: OfficerProof, at now: Moment
    ) throws {
        let owner = owner.trimmed
        try store.write { store in
            try officer.check(in: store.reading)
            guard let row = try store.reading.openItem(item) else {
                throw OpenItemError.unknown(item)
            }
            guard row.isOpen else { throw OpenItemError.closed(item) }
            guard (1...60).contains(owner.count), !owner.contains(where: \.isNewline) else {
                throw OpenItemError.noOwner(item)
            }
            guard owner != row.owner else { return }
            try store.setOwner(owner, of: item)
            try store.insert(
                OpenItemEvent(
                    at: now, by: officer.name, act: "owner", note: "\(row.owner) → \(owner)"),
                of: item)
        }
    }
}

/// Why an open item does not end.
package enum OpenItemError: Error, Hashable, Sendable {
    case unknown(Int)
    case closed(Int)
    case samePerson(Int, String)
    case noReason(Int)
    case noOwner(Int)
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
        case .noOwner(let item):
            "open item \(item): name who looks after it with --to, 1 to 60 characters"
        }
    }
}
