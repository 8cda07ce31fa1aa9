internal import Journal
internal import Meals
package import Store

/// Reads the books beside the writer, from one consistent state a call.
package struct BooksReader: Sendable {
    package let store: Store
    private let terminals: [TerminalID: TerminalRow]

    package init(store: Store) throws {
        self.store = store
        terminals = Dictionary(
            uniqueKeysWithValues: try store.read { try $0.terminals() }.map { ($0.id, $0) })
    }

    /// A diner's grants and returns in the month and week of a day, and the till's record up to
    /// which its own are among them.
    func uses(
        of diner: DinerID, around day: Day, terminal: TerminalID, epoch: Int
    ) throws -> (uses: [RuleUse], mark: Int) {
        try store.read { store in
            let rows = try store.grants(
                of: diner, from: min(day.firstOfMonth, day.monday), to: day + 31)
            let mark = try terminals[terminal].flatMap {
                try store.lastRecord(terminal: $0.number, epoch: epoch)?.seq
            }
            return (rows.map(\.use), mark ?? 0)
        }
    }

    /// Visits the readable records of a window, terminal by terminal, with their canteens.
    func each(
        inWindow window: Day, until last: Day? = nil,
        _ visit: (Record, CanteenID, StoreReading) throws -> Void
    ) throws {
        try store.read { store in
            for terminal in terminals.values.sorted(by: { $0.number < $1.number }) {
                try store.eachRecord(inWindow: window, terminal: terminal.number) { row in
                    // A meal after the cut-over has the next settlement date.
                    if let last, row.lateFrom ?? row.window > last + 1 { return }
                    guard row.kind != "quarantine", let record = try? Record(bytes: row.bytes)
                    else { return }
                    try visit(record, terminal.canteen, store)
                }
            }
        }
    }

    /// Visits the records of meals on some business days, in whatever window they lie.
    func each(
        soldOn days: ClosedRange<Day>, _ visit: (Record, CanteenID, StoreReading) throws -> Void
    ) throws {
        for window in try windows(ofMealsOn: days) {
            try each(inWindow: window, until: days.upperBound, visit)
        }
    }

    /// Where a record of this name would stand; nil for a name that no record here can have.
    func key(of id: RecordID) -> RecordKey? {
        guard let terminal = terminals[id.terminal], (1...4_095).contains(id.epoch),
            (1..<(1 << 32)).contains(id.seq)
        else { return nil }
        return RecordKey(terminal: terminal.number, epoch: id.epoch, seq: id.seq)
    }

    /// The sale of a record's name; nil where there is none.
    func sale(_ id: RecordID, in store: StoreReading) throws -> Sale? {
        guard let key = key(of: id), let row = try store.record(key),
            let record = try? Record(bytes: row.bytes), case .sale(let sale) = record.body
        else { return nil }
        return sale
    }
}
