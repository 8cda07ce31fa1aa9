internal import Journal
internal import Meals
internal import Store

/// What the writer keeps at hand: every journal's end, the open accounts, the closed windows.
struct LedgerState {
    var terminals: [TerminalID: TerminalRow] = [:]
    var ends: [JournalName: JournalEnd] = [:]
    var accounts: [Account: Int] = [:]
    var closed: Set<Day> = []

    /// One life of a terminal's journal.
    struct JournalName: Hashable {
        let terminal: TerminalID
        let epoch: Int
    }

    /// How far a journal is known and what its last records say of the calendar.
    struct JournalEnd {
        let key: PublicKey
        var head: ChainHead
        /// The settlement date of the last record; nil where there is none.
        var settlementDate: Day?
        /// The last business day that was closed by a Z.
        var closedDay: Day?
        /// Where the key has ended.
        var revoked: Revocation?

        /// True where nothing can follow that belongs to the date.
        func isPast(_ date: Day) -> Bool {
            revoked != nil || settlementDate.map { $0 > date } ?? false
                || closedDay.map { $0 >= date } ?? false
        }
    }

    init(_ store: StoreReading) throws {
        for terminal in try store.terminals() { terminals[terminal.id] = terminal }
        let names = Dictionary(uniqueKeysWithValues: terminals.values.map { ($0.number, $0.id) })
        for (number, epoch, key) in try store.epochs() {
            guard let id = names[number] else { continue }
            let enrolment = Enrolment(terminal: id, epoch: epoch, key: key)
            var end = JournalEnd(key: key, head: ChainHead(enrolment))
            if let last = try store.lastRecord(terminal: number, epoch: epoch) {
                end.head = ChainHead(terminal: id, epoch: epoch, seq: last.seq, hash: last.hash)
                end.settlementDate = try store.lastUnderstood(terminal: number, epoch: epoch)
                    .map { $0.lateFrom ?? $0.window }
                end.closedDay = try LedgerState.lastClose(store, number, epoch)
            }
            ends[JournalName(terminal: id, epoch: epoch)] = end
        }
        for row in try store.revocations() {
            guard let id = names[row.terminal] else { continue }
            ends[JournalName(terminal: id, epoch: row.epoch)]?.revoked =
                Revocation(at: row.revokedAt, reason: row.reason)
        }
        for account in try store.accounts() {
            guard let kind = Account.Kind(rawValue: account.kind) else { continue }
            accounts[Account(kind, account.canteen, account.party)] = account.number
        }
        closed = Set(try store.closedWindows().map(\.date))
    }

    private static func lastClose(_ store: StoreReading, _ terminal: Int, _ epoch: Int) throws
        -> Day?
    {
        guard
            let row = try store.lastUnderstood(
                terminal: terminal, epoch: epoch, kind: "day-close"),
            let record = try? Record(bytes: row.bytes),
            case .dayClose(let close) = record.body
        else { return nil }
        return close.day
    }

    /// The window for something of a settlement date: that one, or the next one still open.
    func window(for date: Day) -> Day {
        var window = date
        while closed.contains(window) { window = window + 1 }
        return window
    }

    /// The newest life of a terminal's journal.
    func newestEpoch(of terminal: TerminalID) -> Int? {
        ends.keys.filter { $0.terminal == terminal }.map(\.epoch).max()
    }

    /// Where the terminal was heard last: its newest life, or the one before while that is empty.
    ///
    /// A life whose key was revoked counts only where there is no other.
    func lastHeard(of terminal: TerminalID) -> JournalEnd? {
        let all = ends.filter { $0.key.terminal == terminal }
        let good = all.filter { $0.value.revoked == nil }
        let own = good.isEmpty ? all : good
        let heard = own.filter { $0.value.head.seq > 0 }
        return (heard.isEmpty ? own : heard).max { $0.key.epoch < $1.key.epoch }?.value
    }

    /// The number of an account, opening it where it is new.
    ///
    /// The office may have opened it meanwhile, beside the service: an account that is not at hand
    /// is looked up.
    mutating func number(of account: Account, _ store: StoreTransaction) throws -> Int {
        if let number = accounts[account] { return number }
        let number = try store.openAccount(
            kind: account.kind.rawValue, canteen: account.canteen, party: account.party)
        accounts[account] = number
        return number
    }
}
