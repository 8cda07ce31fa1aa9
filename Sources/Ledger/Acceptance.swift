internal import Journal
internal import Meals
internal import Store

/// Takes uploads one after the other within one transaction.
struct Acceptance {
    var books: Books
    let calendar: SettlementCalendar
    let now: Moment
    /// Business days after a card's stop in which a till that had not heard of it is believed.
    let stoppedCardDays: Int

    init(
        store: StoreTransaction, state: LedgerState, calendar: SettlementCalendar, now: Moment,
        stoppedCardDays: Int = 1
    ) {
        books = Books(store: store, state: state)
        self.calendar = calendar
        self.now = now
        self.stoppedCardDays = stoppedCardDays
    }

    var state: LedgerState { books.state }
    private var store: StoreTransaction { books.store }

    mutating func take(_ submission: Submission) throws -> Answer {
        let upload = submission.upload
        let name = LedgerState.JournalName(
            terminal: upload.start.terminal, epoch: upload.start.epoch)
        guard let end = state.ends[name], let terminal = state.terminals[name.terminal] else {
            throw LedgerError.unknownEpoch(name.terminal, name.epoch)
        }
        let mark = end.head
        if upload.start.seq > mark.seq, try !isKeptBranch(upload.start, terminal) {
            return Answer(.gap, mark: mark)
        }
        if upload.start == mark {
            let refused = try append(submission.lines, to: terminal, name)
            return Answer(end.verdict, mark: upload.head, refused: refused)
        }
        return try takeOverlap(submission, end, terminal: terminal, name)
    }

    /// True where a place was reached by another branch of the journal, kept in quarantine.
    private func isKeptBranch(_ head: ChainHead, _ terminal: TerminalRow) throws -> Bool {
        let key = RecordKey(terminal: terminal.number, epoch: head.epoch, seq: head.seq)
        return try store.reading.quarantine(key).contains { $0.hash == head.hash }
    }

    /// Lines of which some came before: the same bytes are a repetition, others are a fork.
    private mutating func takeOverlap(
        _ submission: Submission, _ end: LedgerState.JournalEnd, terminal: TerminalRow,
        _ name: LedgerState.JournalName
    ) throws -> Answer {
        let mark = end.head
        var known = 0
        for line in submission.lines where line.sealed.id.seq <= mark.seq {
            let key = RecordKey(
                terminal: terminal.number, epoch: name.epoch, seq: line.sealed.id.seq)
            guard try store.reading.hash(of: key) == line.sealed.hash else { break }
            known += 1
        }
        let rest = Array(submission.lines.dropFirst(known))
        // Said again: the answer that named them may have been lost.
        let earlier = try refusals(
            terminal.number, name, from: submission.upload.start.seq + 1, count: known)
        guard let first = rest.first else {
            return Answer(end.verdict, mark: mark, refused: earlier)
        }
        if known > 0, first.sealed.id.seq == mark.seq + 1 {
            let refused = try append(rest, to: terminal, name)
            return Answer(
                end.verdict, mark: submission.upload.head,
                refused: earlier + refused)
        }
        let reasons = try rest.map { try keepFork($0, terminal: terminal, name) }
        return Answer(.fork, mark: mark, refused: earlier + reasons)
    }

    /// Books lines that follow the known end of a journal.
    private mutating func append(
        _ lines: [Submission.Line], to terminal: TerminalRow, _ name: LedgerState.JournalName
    ) throws -> [RecordRefusal] {
        if let revoked = state.ends[name]?.revoked {
            return try keep(lines, of: terminal, name, after: revoked)
        }
        var refused: [RecordRefusal] = []
        for line in lines {
            let seq = line.sealed.id.seq
            let key = RecordKey(terminal: terminal.number, epoch: name.epoch, seq: seq)
            switch line.content {
            case .sale(let record, let sale, let rating):
                if sale.canteen != terminal.canteen {
                    let reason =
                        "sold for canteen \(sale.canteen), the till stands in "
                        + terminal.canteen.text
                    try quarantine(line, key, terminal, name, reason: reason)
                    refused.append(RecordRefusal(seq: seq, reason: reason))
                } else {
                    let window = try insert(line, key, record, name)
                    try book(sale, rating, at: record.trueTime, key: key, window: window)
                }
            case .other(let record):
                let window = try insert(line, key, record, name)
                try book(record, key: key, terminal: terminal, window: window)
            case .notUnderstood(let reason):
                try quarantine(line, key, terminal, name, reason: reason)
                refused.append(RecordRefusal(seq: seq, reason: reason))
            }
            books.state.ends[name]?.head = ChainHead(
                terminal: name.terminal, epoch: name.epoch, seq: seq, hash: line.sealed.hash)
        }
        return refused
    }

    /// Keeps a record's bytes in the window of its settlement date, or in the next one open.
    private mutating func insert(
        _ line: Submission.Line, _ key: RecordKey, _ record: Record,
        _ name: LedgerState.JournalName
    ) throws -> Day {
        let (date, doubt) = settlementDate(of: record.trueTime, in: name)
        let window = state.window(for: date)
        try store.insert(
            RecordRow(
                key: key, hash: line.sealed.hash, kind: record.body.kind, window: window,
                lateFrom: window == date ? nil : date, bytes: line.sealed.bytes))
        if let doubt { try store.insert(FlagRow(record: key, kind: "clock", detail: doubt)) }
        books.state.ends[name]?.settlementDate = date
        if case .dayClose(let close) = record.body {
            books.state.ends[name]?.closedDay = close.day
        }
        return window
    }

    /// The settlement date of a moment, and what is wrong with it.
    ///
    /// A clock that lost its battery may say any year, and no one would ever close that window.
    /// What lies further from the journal's last record than a till was ever cut off is taken to
    /// be of that record's date.
    func settlementDate(
        of time: Moment, in name: LedgerState.JournalName
    ) -> (date: Day, doubt: String?) {
        let date = calendar.date(of: time)
        guard let last = state.ends[name]?.settlementDate,
            (date - last).magnitude > Acceptance.longestOutage
        else { return (date, nil) }
        return (last, "the till's clock said \(time.day), its record before was of \(last)")
    }

    /// Days for which a till may be cut off and still be believed.
    private static let longestOutage = 62

    private mutating func book(
        _ sale: Sale, _ rating: Rating, at time: Moment, key: RecordKey, window: Day
    ) throws {
        let stop = try stop(of: sale, at: time)
        let isLate = stop.map { sale.day > $0.stoppedAt.day + stoppedCardDays } ?? false
        var entry = Entry(sale: sale, rating: isLate ? rating.withholdingClaims() : rating)
        if let stop { entry.flags.append(Entry.Flag(stop, isWithheld: isLate)) }
        try books.book(entry, record: key, number: 0, window: window)
        guard let diner = sale.diner else { return }
        for grant in sale.grants {
            let use = RuleUse(
                rule: grant.rule, day: sale.day, period: sale.period, count: 1,
                amount: grant.amount)
            try store.insert(GrantUseRow(diner: diner, use: use, record: key, sale: key))
        }
    }

    private mutating func book(
        _ record: Record, key: RecordKey, terminal: TerminalRow, window: Day
    ) throws {
        switch record.body {
        case .void(let reversal), .refund(let reversal):
            try bookReversal(reversal, key: key, canteen: terminal.canteen, window: window)
        case .cashMove(let move):
            try books.book(
                Entry(cashMove: move, canteen: terminal.canteen), record: key, number: 0,
                window: window)
        case .shiftClose(let close):
            try books.book(
                Entry(shiftClose: close, canteen: terminal.canteen), record: key, number: 0,
                window: window)
        case .sale, .shiftOpen, .training, .clock, .dayClose: break
        }
    }

    private mutating func bookReversal(
        _ reversal: Reversal, key: RecordKey, canteen: CanteenID, window: Day
    ) throws {
        let search = OriginalSearch(store: store.reading, state: state)
        guard let original = try search.find(reversal.sale), original.sale.canteen == canteen
        else {
            try books.book(
                Entry(
                    unexplained: reversal, canteen: canteen,
                    reason: "sale \(reversal.sale) is not known at this canteen"),
                record: key, number: 0, window: window)
            return
        }
        if let excess = original.excess(of: reversal) {
            try books.book(
                Entry(
                    unexplained: reversal, canteen: canteen,
                    reason: "takes back from \(reversal.sale) \(excess)"),
                record: key, number: 0, window: window)
            return
        }
        try books.book(
            Entry(reversal: reversal, of: original), record: key, number: 0, window: window)
        guard let sold = OriginalSearch.key(of: reversal.sale, state: state) else { return }
        try store.insertReversal(of: sold, by: key)
        guard let diner = original.sale.diner else { return }
        for use in original.reversed.restored(of: original.sale, by: reversal) {
            try store.insert(GrantUseRow(diner: diner, use: use, record: key, sale: sold))
        }
    }
}
