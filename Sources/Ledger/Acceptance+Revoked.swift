internal import Journal
internal import Store

extension Acceptance {
    /// Keeps lines that a revoked key has sealed: in their places, with their money in suspense.
    mutating func keep(
        _ lines: [Submission.Line], of terminal: TerminalRow, _ name: LedgerState.JournalName,
        after revoked: Revocation
    ) throws -> [RecordRefusal] {
        for line in lines {
            let seq = line.sealed.id.seq
            let key = RecordKey(terminal: terminal.number, epoch: name.epoch, seq: seq)
            try quarantine(
                line, key, terminal, name, reason: revoked.words, kind: "revoked")
            books.state.ends[name]?.head = ChainHead(
                terminal: name.terminal, epoch: name.epoch, seq: seq, hash: line.sealed.hash)
        }
        return lines.map { RecordRefusal(seq: $0.sealed.id.seq, reason: revoked.words) }
    }
}

extension LedgerState.JournalEnd {
    /// What an upload is told whose lines are all here now.
    var verdict: Answer.Verdict { revoked == nil ? .accepted : .revoked }
}
