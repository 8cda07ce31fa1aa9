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
    /// - Throws: ``LedgerError``; a wrong code is counted, and after ``wrongCodes`` of them the right
    ///   one is refused, too.
    package mutating func enrol(
        _ terminal: TerminalID, code: String, key: PublicKey, at now: Moment
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
            let enrolment = Enrolment(
                terminal: terminal, epoch: (state.newestEpoch(of: terminal) ?? 0) + 1, key: key)
            try store.insertEpoch(terminal: row.number, epoch: enrolment.epoch, key: key)
            try store.deleteEnrolmentCode(terminal: row.number)
            state.ends[.init(terminal: terminal, epoch: enrolment.epoch)] =
                LedgerState.JournalEnd(key: key, head: ChainHead(enrolment))
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
