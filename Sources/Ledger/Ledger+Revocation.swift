package import Meals
internal import Journal
internal import Store

/// The end of a till's key: what it seals from now on is kept, and counted by nobody.
struct Revocation: Hashable {
    let at: Moment
    let reason: String

    /// What to say of a record that came after it.
    var words: String { "sealed by a key that was revoked \(at): \(reason)" }
}

extension Ledger {
    /// Ends the keys of a till, such as one that was stolen.
    ///
    /// What it sent before stands. What comes later goes to quarantine with its money in suspense,
    /// for a person to look at: some of it may have been sold honestly before. A new epoch is
    /// begun as always, with a code.
    /// - Returns: the epochs that end, with the last record of each that was acknowledged.
    package mutating func revoke(
        _ terminal: TerminalID, reason: String, at now: Moment
    ) throws -> [(epoch: Int, seq: Int)] {
        guard (1...200).contains(reason.count) else { throw LedgerError.noReason }
        return try commit { state, store in
            guard let row = state.terminals[terminal] else {
                throw LedgerError.unknownTerminal(terminal)
            }
            let own = state.ends.filter { $0.key.terminal == terminal }
            guard !own.isEmpty else { throw LedgerError.neverEnrolled(terminal) }
            let good = own.filter { $0.value.revoked == nil }
                .sorted { $0.key.epoch < $1.key.epoch }
            guard !good.isEmpty else { throw LedgerError.revoked(terminal) }
            for (name, end) in good {
                try store.insert(
                    RevocationRow(
                        terminal: row.number, epoch: name.epoch, seq: end.head.seq, revokedAt: now,
                        reason: reason))
                try store.insertIncident(
                    kind: Incident.Kind.revoked.rawValue, terminal: terminal,
                    detail: "epoch \(name.epoch): after \(end.head.seq), \(reason)", seenAt: now)
                state.ends[name]?.revoked = Revocation(at: now, reason: reason)
            }
            // A code that was given before might be in the same hands.
            try store.deleteEnrolmentCode(terminal: row.number)
            return good.map { ($0.key.epoch, $0.value.head.seq) }
        }
    }

    /// The journals whose keys have ended.
    package var revoked: [(terminal: TerminalID, epoch: Int)] {
        state.ends.filter { $0.value.revoked != nil }.map { ($0.key.terminal, $0.key.epoch) }
    }
}
