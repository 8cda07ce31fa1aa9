internal import Journal
internal import Meals
internal import Store

/// Reads from the books what operator rewards count.
///
/// The age is the one that the roster knew when the meal was sold: by the snapshot that the receipt
/// names. A birth date that is put right later, or a diner who leaves the roster, changes no closed
/// month.
struct RewardReading {
    private let store: StoreReading
    private let terminals: [TerminalRow]
    /// The accounts of claims.
    private let claims: Set<Int>
    private var windows: [Day: RewardWindow] = [:]
    /// Days of meals that were read, and of those that are taken back.
    private(set) var touched: Set<Day> = []
    /// Meals whose ages are still to be found.
    private var waiting: [Waiting] = []

    private struct Waiting {
        let window: Day
        let meal: RewardMeal
        let snapshot: String
    }

    init(_ store: StoreReading) throws {
        self.store = store
        terminals = try store.terminals()
        claims = Set(
            try store.accounts().filter { $0.kind == "claim" }.map(\.number))
    }

    /// Takes the sales of one window in, and what is taken back in it.
    mutating func read(_ window: Day) throws {
        if windows[window] == nil { windows[window] = RewardWindow(window) }
        for terminal in terminals {
            var found: [(RecordRow, Record)] = []
            try store.eachRecord(inWindow: window, terminal: terminal.number) { row in
                guard ["sale", "void", "refund"].contains(row.kind),
                    let record = try? Record(bytes: row.bytes)
                else { return }
                found.append((row, record))
            }
            for (row, record) in found { try take(row, record, terminal) }
        }
    }

    private mutating func take(
        _ row: RecordRow, _ record: Record, _ terminal: TerminalRow
    ) throws {
        switch record.body {
        case .sale(let sale):
            guard let diner = sale.diner else { return }
            let meal = RewardMeal(
                ref: "\(record.id)", canteen: terminal.canteen, day: sale.day,
                time: record.trueTime, period: sale.period, diner: diner, age: nil,
                isSubsidised: try !sale.grants.isEmpty && isClaimed(row.key))
            waiting.append(Waiting(window: row.window, meal: meal, snapshot: sale.snapshot))
            touched.insert(sale.day)
        case .void(let reversal): try takeBack(reversal, record.id, row.window)
        case .refund(let reversal): try takeBack(reversal, record.id, row.window)
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: return
        }
    }

    private func isClaimed(_ key: RecordKey) throws -> Bool {
        var sums: [Int: Fen] = [:]
        for line in try store.postings(record: key) where claims.contains(line.account) {
            sums[line.account, default: .zero] += line.amount
        }
        return sums.values.contains { $0 != .zero }
    }

    /// A sale that came back whole, in one record or several, was no meal.
    private mutating func takeBack(
        _ reversal: Reversal, _ id: RecordID, _ window: Day
    ) throws {
        guard let terminal = terminals.first(where: { $0.id == reversal.sale.terminal }),
            (1...4_095).contains(reversal.sale.epoch),
            (1..<(1 << 32)).contains(reversal.sale.seq)
        else { return }
        let key = RecordKey(
            terminal: terminal.number, epoch: reversal.sale.epoch, seq: reversal.sale.seq)
        guard let row = try store.record(key), let record = try? Record(bytes: row.bytes),
            case .sale(let sale) = record.body
        else { return }
        var back = Fen.zero
        for other in try store.reversals(of: key) {
            guard let row = try store.record(other), row.window <= window,
                let record = try? Record(bytes: row.bytes)
            else { continue }
            switch record.body {
            case .void(let part), .refund(let part): back += part.gross
            case .sale, .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
            }
        }
        guard back >= sale.gross else { return }
        windows[window]?.voids["\(reversal.sale)"] = "\(id)"
        if row.window < window { touched.formUnion([row.window, sale.day]) }
    }

    /// By date, the meals with their ages; what came back in its own window was never rewarded.
    mutating func finish() throws -> [RewardWindow] {
        for (snapshot, meals) in Dictionary(grouping: waiting, by: \.snapshot) {
            let births = try births(snapshot, of: Set(meals.compactMap(\.meal.diner)))
            for entry in meals {
                let meal = entry.meal
                let birth = meal.diner.flatMap { births[$0] }?.first { $0.isValid(on: meal.day) }
                windows[entry.window]?.meals.append(
                    RewardMeal(
                        ref: meal.ref, canteen: meal.canteen, day: meal.day, time: meal.time,
                        period: meal.period, diner: meal.diner,
                        age: birth?.birth.map { meal.day.completedYears(since: $0) },
                        isSubsidised: meal.isSubsidised))
            }
        }
        waiting = []
        return windows.values.sorted { $0.window < $1.window }.map { window in
            var window = window
            window.meals = window.meals.filter { window.voids[$0.ref] == nil }
                .sorted(by: RewardMeal.precedes)
            return window
        }
    }

    /// The rows of some diners in a snapshot, one snapshot at a time: each may be large.
    private func births(
        _ snapshot: String, of diners: Set<DinerID>
    ) throws -> [DinerID: [Diner]] {
        guard let document = try store.snapshotDocument(snapshot) else { return [:] }
        let rows = try SnapshotContents(document: document).diners
            .filter { diners.contains($0.id) }
        return Dictionary(grouping: rows, by: \.id)
    }
}
