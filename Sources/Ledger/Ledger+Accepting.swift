package import Journal
package import Meals
internal import Store

extension Ledger {
    /// Takes a group of uploads in one transaction, one fsync for all of them.
    ///
    /// - Parameter now: for the incident list and for records without a readable time.
    /// - Returns: an answer for each, in the same order.
    package mutating func accept(_ submissions: [Submission], at now: Moment) throws -> [Answer] {
        let (calendar, stoppedCardDays) = (calendar, stoppedCardDays)
        return try commit { state, store in
            var acceptance = Acceptance(
                store: store, state: state, calendar: calendar, now: now,
                stoppedCardDays: stoppedCardDays)
            var answers: [Answer] = []
            answers.reserveCapacity(submissions.count)
            for submission in submissions { answers.append(try acceptance.take(submission)) }
            try acceptance.books.writeBalances()
            state = acceptance.state
            return answers
        }
    }

    /// Hears what a till believes to be the end of its journal, when it starts.
    ///
    /// - Parameter told: the mark that the till has heard from here. A claim behind it is a rollback
    ///   for certain; without it, it may be a greeting of long ago that was held up on its way, and
    ///   nobody is accused.
    package mutating func greet(
        _ claim: ChainHead, told: ChainHead? = nil, at now: Moment
    ) throws -> Answer {
        let name = LedgerState.JournalName(terminal: claim.terminal, epoch: claim.epoch)
        guard let end = state.ends[name], let row = state.terminals[claim.terminal] else {
            throw LedgerError.unknownEpoch(claim.terminal, claim.epoch)
        }
        let mark = end.head
        let refused = try refusals(of: row, epoch: claim.epoch)
        if end.revoked != nil { return Answer(.revoked, mark: mark, refused: refused) }
        if claim.seq > mark.seq { return Answer(.accepted, mark: mark, refused: refused) }
        let place = RecordKey(terminal: row.number, epoch: claim.epoch, seq: claim.seq)
        let genesis = Enrolment(terminal: claim.terminal, epoch: claim.epoch, key: end.key).genesis
        let known: Digest? =
            claim.seq == 0 ? genesis : try store.read { try $0.hash(of: place) }
        let verdict: Answer.Verdict =
            known != claim.hash ? .fork : claim.seq < mark.seq ? .rollback : .accepted
        let isCertain = verdict == .fork || told.map { $0.seq > claim.seq } ?? false
        if verdict != .accepted, isCertain {
            try commit { _, store in
                try store.insertIncident(
                    kind: verdict.rawValue, terminal: claim.terminal,
                    detail: "epoch \(claim.epoch): the till is at \(claim.seq), the service at "
                        + "\(mark.seq)",
                    seenAt: now)
            }
        }
        return Answer(verdict, mark: mark, refused: refused)
    }

    /// The newest records of a journal that are kept in quarantine, oldest first.
    private func refusals(of terminal: TerminalRow, epoch: Int) throws -> [RecordRefusal] {
        try store.read { store in
            try store.newestRefusals(terminal: terminal.number, epoch: epoch, limit: 100)
        }.reversed().map { RecordRefusal(seq: $0.key.seq, reason: $0.reason) }
    }

    /// Notes an upload that was refused before it reached the books.
    package mutating func note(
        _ verdict: Answer.Verdict, of terminal: TerminalID, epoch: Int, at now: Moment
    ) throws -> ChainHead {
        guard let end = end(of: terminal, epoch: epoch) else {
            throw LedgerError.unknownEpoch(terminal, epoch)
        }
        try commit { _, store in
            try store.insertIncident(
                kind: verdict.rawValue, terminal: terminal,
                detail: "epoch \(epoch): refused after \(end.mark.seq)", seenAt: now)
        }
        return end.mark
    }
}
