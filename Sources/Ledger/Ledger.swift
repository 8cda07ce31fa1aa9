package import Journal
package import Meals
package import Store

/// The books of the district: takes journals, books them, closes windows.
///
/// One value writes at a time, synchronously and without a clock of its own; whoever owns it feeds
/// it. A failed transaction leaves both the database and this value as they were.
package struct Ledger {
    package let store: Store
    package let calendar: SettlementCalendar
    package let snapshots: SnapshotShelf
    /// Business days after a card's stop in which a till that had not heard of it is believed.
    package let stoppedCardDays: Int
    var state: LedgerState

    /// Opens the books on a store.
    ///
    /// - Parameter snapshots: those that were read before, where several books have the same.
    package init(
        store: Store, calendar: SettlementCalendar = SettlementCalendar(),
        snapshots: SnapshotShelf = SnapshotShelf(),
        stoppedCardDays: Int = DistrictSettings.stoppedCardDays
    ) throws {
        self.store = store
        self.calendar = calendar
        self.snapshots = snapshots
        self.stoppedCardDays = stoppedCardDays
        state = try store.read { try LedgerState($0) }
    }

    /// Runs a change of the books: the new state counts once it is on disk.
    mutating func commit<Value>(
        _ change: (inout LedgerState, StoreTransaction) throws -> Value
    ) throws -> Value {
        var next = state
        let value = try store.write { try change(&next, $0) }
        state = next
        return value
    }

    /// Adds the terminals of new canteens; a terminal that has moved is refused.
    package mutating func register(_ canteens: [Canteen]) throws {
        try commit { state, store in
            for canteen in canteens {
                for id in canteen.terminals {
                    if let known = state.terminals[id] {
                        guard known.canteen == canteen.id else {
                            throw LedgerError.terminalMoved(id, from: known.canteen)
                        }
                        continue
                    }
                    let row = TerminalRow(
                        number: state.terminals.count + 1, id: id, canteen: canteen.id)
                    try store.insert(row)
                    state.terminals[id] = row
                }
            }
        }
    }

    /// Notes what kitchens delivered; a later figure replaces an earlier one.
    package mutating func record(_ deliveries: [DeliveryRow]) throws {
        try commit { _, store in
            for delivery in deliveries { try store.replace(delivery) }
        }
    }

    /// Where a till's journal stands here; nil for an epoch that was never enrolled.
    package func end(of terminal: TerminalID, epoch: Int) -> (key: PublicKey, mark: ChainHead)? {
        state.ends[LedgerState.JournalName(terminal: terminal, epoch: epoch)].map {
            ($0.key, $0.head)
        }
    }

    /// Every journal's public key, for checking signatures beside the writer.
    package var keys: [Enrolment] {
        state.ends.map {
            Enrolment(terminal: $0.key.terminal, epoch: $0.key.epoch, key: $0.value.key)
        }
    }
}

/// Why the ledger refuses an act.
package enum LedgerError: Error, Hashable, Sendable {
    case unknownTerminal(TerminalID)
    case terminalMoved(TerminalID, from: CanteenID)
    case wrongCode(TerminalID)
    case expiredCode(TerminalID)
    case lockedCode(TerminalID)
    case neverEnrolled(TerminalID)
    case revoked(TerminalID)
    case noReason
    case unknownEpoch(TerminalID, Int)
    case alreadyClosed(Day)
    /// A date that is still to come.
    case ahead(Day, today: Day)
    case incomplete(Day, missing: [TerminalID])
    case notClosed(Day)
}

extension LedgerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownTerminal(let terminal):
            "terminal \(terminal) is in no canteen's list; add it to canteens.csv"
        case .terminalMoved(let terminal, let canteen):
            "terminal \(terminal) belongs to canteen \(canteen); give a moved till a new id"
        case .wrongCode(let terminal):
            "the code is not the one given for terminal \(terminal); ask for a new one"
        case .expiredCode(let terminal):
            "the code for terminal \(terminal) has expired; ask for a new one"
        case .lockedCode(let terminal):
            "the code for terminal \(terminal) was typed wrongly too often; ask for a new one"
        case .neverEnrolled(let terminal):
            "terminal \(terminal) was never enrolled; there is no key to revoke"
        case .revoked(let terminal):
            "terminal \(terminal) was revoked; enrol a till anew (mulin enrol \(terminal))"
        case .noReason: "a reason of 1 to 200 characters is needed (--reason)"
        case .unknownEpoch(let terminal, let epoch):
            "terminal \(terminal) has no epoch \(epoch) here; enrol the till"
        case .alreadyClosed(let date): "window \(date) is closed already"
        case .ahead(let date, let today):
            "window \(date) is still to come (today is \(today)): what is sold until then would be "
                + "late; close it when it is over"
        case .incomplete(let date, let missing):
            "window \(date) is not complete: \(missing.count) "
                + (missing.count == 1 ? "terminal is" : "terminals are") + " missing ("
                + missing.prefix(8).map(\.text).joined(separator: ", ")
                + (missing.count > 8 ? ", …" : "")
                + "); wait for their day's end or close with --force"
        case .notClosed(let date): "window \(date) is open; close it first (mulin close \(date))"
        }
    }
}
