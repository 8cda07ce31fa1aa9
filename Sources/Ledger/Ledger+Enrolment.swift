package import Journal
package import Meals
internal import Store

extension Ledger {
    /// Keeps a one-time code with which a person may enrol a till.
    ///
    /// - Parameter code: as it will be typed; only its digest is kept.
    package mutating func allowEnrolment(
        of terminal: TerminalID, code: String, until: Moment
    ) throws {
        try commit { state, store in
            guard let row = state.terminals[terminal] else {
                throw LedgerError.unknownTerminal(terminal)
            }
            try store.setEnrolmentCode(
                terminal: row.number, digest: Ledger.digest(code, terminal), expiresAt: until)
        }
    }

    /// How often a code may be typed wrongly: of a hundred million codes that is few.
    package static let wrongCodes = 5

    /// Begins a new life of a till's journal; the code is used up.
    ///
    /// - Parameter earlier: the lives that the till has had. One that is not known here was begun
    ///   after the backup from which the service was restored: it is known again from now on.
    /// - Throws: ``LedgerError``; a wrong code is counted, and after ``wrongCodes`` of them the right
    ///   one is refused, too.
    package mutating func enrol(
        _ terminal: TerminalID, code: String, key: PublicKey, earlier: [Enrolment] = [],
        at now: Moment
    ) throws -> Enrolment {
        try commit { state, store -> Result<Enrolment, LedgerError> in
            guard let row = state.terminals[terminal] else {
                return .failure(.unknownTerminal(terminal))
            }
            guard let known = try store.reading.enrolmentCode(terminal: row.number) else {
                return .failure(.wrongCode(terminal))
            }
            guard try store.reading.wrongCodes(terminal: row.number) < Ledger.wrongCodes else {
                return .failure(.lockedCode(terminal))
            }
            guard known.digest == Ledger.digest(code, terminal) else {
                try store.noteWrongCode(terminal: row.number)
                return .failure(.wrongCode(terminal))
            }
            guard now < known.expiresAt else { return .failure(.expiredCode(terminal)) }
            for life in earlier where life.terminal == terminal {
                guard let detail = try state.recall(life, of: row, store) else { continue }
                try store.insertIncident(
                    kind: Incident.Kind.restored.rawValue, terminal: terminal, detail: detail,
                    seenAt: now)
            }
            let enrolment = Enrolment(
                terminal: terminal, epoch: (state.newestEpoch(of: terminal) ?? 0) + 1, key: key)
            try state.begin(enrolment, of: row, store)
            try store.deleteEnrolmentCode(terminal: row.number)
            return .success(enrolment)
        }.get()
    }

    private static func digest(_ code: String, _ terminal: TerminalID) -> Digest {
        // A Chinese keyboard may type digits of full width.
        let typed = code.filter { $0.isLetter || $0.isNumber }
            .map { $0.wholeNumberValue.map(String.init) ?? $0.uppercased() }.joined()
        return Digest(of: Array("mulin code\n\(terminal)\n\(typed)".utf8))
    }
}

extension LedgerState {
    /// Knows a life again that the service has forgotten.
    ///
    /// - Returns: what to note of it; nil where it was not forgotten.
    fileprivate mutating func recall(
        _ life: Enrolment, of terminal: TerminalRow, _ store: StoreTransaction
    ) throws -> String? {
        guard let known = ends[JournalName(terminal: life.terminal, epoch: life.epoch)] else {
            try begin(life, of: terminal, store)
            return "epoch \(life.epoch) was forgotten by the service and is known again"
        }
        guard known.key != life.key else { return nil }
        return
            "epoch \(life.epoch) has another key at the till: what it sold then lies there unsent"
    }

    fileprivate mutating func begin(
        _ life: Enrolment, of terminal: TerminalRow, _ store: StoreTransaction
    ) throws {
        try store.insertEpoch(terminal: terminal.number, epoch: life.epoch, key: life.key)
        ends[JournalName(terminal: life.terminal, epoch: life.epoch)] =
            JournalEnd(key: life.key, head: ChainHead(life))
    }
}
