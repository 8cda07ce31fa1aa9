internal import Journal
internal import Meals
internal import Store

extension Acceptance {
    /// What was refused before among some places of a journal.
    func refusals(
        _ terminal: Int, _ name: LedgerState.JournalName, from first: Int, count: Int
    ) throws -> [RecordRefusal] {
        guard count > 0 else { return [] }
        return try books.store.reading.refusals(
            from: RecordKey(terminal: terminal, epoch: name.epoch, seq: first),
            to: RecordKey(terminal: terminal, epoch: name.epoch, seq: first + count - 1)
        ).map { RecordRefusal(seq: $0.key.seq, reason: $0.reason) }
    }

    /// Keeps a line that cannot be booked as what it says, in its place, with its money in suspense.
    mutating func quarantine(
        _ line: Submission.Line, _ key: RecordKey, _ terminal: TerminalRow,
        _ name: LedgerState.JournalName, reason: String, kind: String = "quarantine"
    ) throws {
        let json = try? JSON(line.sealed.bytes)
        let date = json.flatMap(time).map { settlementDate(of: $0, in: name).date }
        let natural = date ?? state.ends[name]?.settlementDate ?? calendar.date(of: now)
        let window = state.window(for: natural)
        try books.store.insert(
            RecordRow(
                key: key, hash: line.sealed.hash, kind: "quarantine", window: window,
                lateFrom: window == natural ? nil : natural, bytes: line.sealed.bytes))
        try hold(line, key, terminal, reason: reason, kind: kind, number: 0, window: window)
    }

    /// Keeps a line that claims a place which other bytes have: nothing sold there is lost.
    mutating func keepFork(
        _ line: Submission.Line, terminal: TerminalRow, _ name: LedgerState.JournalName
    ) throws -> RecordRefusal {
        let seq = line.sealed.id.seq
        let key = RecordKey(terminal: terminal.number, epoch: name.epoch, seq: seq)
        let reason = "a second record for place \(line.sealed.id)"
        let refusal = RecordRefusal(seq: seq, reason: reason)
        let others = try books.store.reading.quarantine(key)
        guard !others.contains(where: { $0.hash == line.sealed.hash }) else { return refusal }
        let json = try? JSON(line.sealed.bytes)
        let date = json.flatMap(time).map { settlementDate(of: $0, in: name).date }
        // Entry 0 is the record's own.
        try hold(
            line, key, terminal, reason: reason, kind: "fork", number: 1 + others.count,
            window: state.window(for: date ?? calendar.date(of: now)))
        if others.allSatisfy({ $0.entry == 0 }) {
            try books.store.insertIncident(
                kind: Incident.Kind.fork.rawValue, terminal: name.terminal, detail: reason,
                seenAt: now)
        }
        return refusal
    }

    private mutating func hold(
        _ line: Submission.Line, _ key: RecordKey, _ terminal: TerminalRow, reason: String,
        kind: String, number: Int, window: Day
    ) throws {
        try books.store.insert(
            QuarantineRow(
                record: key, hash: line.sealed.hash, entry: number, reason: reason,
                bytes: line.sealed.bytes))
        var entry = Entry(
            suspense: (try? JSON(line.sealed.bytes)).map(tenders) ?? [],
            canteen: terminal.canteen, reason: kind)
        let amount = entry.postings.isEmpty ? "; its amount cannot be read" : ""
        entry.flags = [Entry.Flag(kind: kind, detail: reason + amount)]
        try books.book(entry, record: key, number: number, window: window)
    }

    private func time(_ json: JSON) -> Moment? {
        guard let at = json["at"]?.int, at.magnitude < 1 << 47 else { return nil }
        let drift = json["drift"]?.int ?? 0
        return Moment(milliseconds: at - (drift.magnitude < 1 << 47 ? drift : 0))
    }

    /// The money that a record reports, as far as it can be read; what is given back is negative.
    private func tenders(_ json: JSON) -> [(kind: String, amount: Fen)] {
        let back = ["void", "refund"].contains(json["kind"]?.text)
        guard json["kind"]?.text != "training" else { return [] }
        return (json["tenders"]?.list ?? []).prefix(100).compactMap { tender in
            guard let amount = tender["amount"]?.int, (1...Fen.limit.fen).contains(amount) else {
                return nil
            }
            let kind = tender["kind"]?.text.flatMap(TenderKind.init(rawValue:))
            return (kind?.rawValue ?? "unknown", Fen(back ? -amount : amount))
        }
    }
}
