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

    /// Begins a new life of a till's journal; the code is used up.
    package mutating func enrol(
        _ terminal: TerminalID, code: String, key: PublicKey, at now: Moment
    ) throws -> Enrolment {
        try commit { state, store in
            guard let row = state.terminals[terminal] else {
                throw LedgerError.unknownTerminal(terminal)
            }
            guard let known = try store.reading.enrolmentCode(terminal: row.number),
                known.digest == Ledger.digest(code, terminal)
            else { throw LedgerError.wrongCode(terminal) }
            guard now < known.expiresAt else { throw LedgerError.expiredCode(terminal) }
            let enrolment = Enrolment(
                terminal: terminal, epoch: (state.newestEpoch(of: terminal) ?? 0) + 1, key: key)
            try store.insertEpoch(terminal: row.number, epoch: enrolment.epoch, key: key)
            try store.deleteEnrolmentCode(terminal: row.number)
            state.ends[.init(terminal: terminal, epoch: enrolment.epoch)] =
                LedgerState.JournalEnd(key: key, head: ChainHead(enrolment))
            return enrolment
        }
    }

    private static func digest(_ code: String, _ terminal: TerminalID) -> Digest {
        let typed = code.filter { $0.isLetter || $0.isNumber }.uppercased()
        return Digest(of: Array("mulin code\n\(terminal)\n\(typed)".utf8))
    }
}
