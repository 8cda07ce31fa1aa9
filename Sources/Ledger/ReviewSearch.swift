internal import Journal
internal import Meals
internal import Store
internal import Subsidies

/// Finds the past meals that changes of the roster may bear on.
struct ReviewSearch {
    private let store: StoreReading
    private let today: Day
    private let terminals: [Int: TerminalID]
    /// Names of the claims by the numbers of their accounts.
    private let claims: [Int: SubsidyName]
    private var snapshots: [String: Snapshot] = [:]

    init(_ store: StoreReading, today: Day) throws {
        self.store = store
        self.today = today
        terminals = Dictionary(
            uniqueKeysWithValues: try store.terminals().map { ($0.number, $0.id) })
        let names = try store.accounts().compactMap { account in
            account.kind == Account.Kind.claim.rawValue
                ? SubsidyName(account.party).map { (account.number, $0) } : nil
        }
        claims = Dictionary(uniqueKeysWithValues: names)
    }

    /// The meals of the diners whose facts changed on past days, with those before them that use
    /// the same allowances.
    mutating func sales(of changes: [RosterChange]) throws -> [DinerID: [ReviewedSale]] {
        let bounds = Dictionary(
            uniqueKeysWithValues: changes.compactMap { change in
                Bounds(change, before: change.reviewEnd(on: today)).map { (change.diner, $0) }
            })
        var found = try namedSales(bounds)
        for change in changes {
            guard let bounds = bounds[change.diner],
                change.kind == .joined || found[change.diner] != nil
            else { continue }
            // Who joins was named by no till, unless a till knew better: then there are grants.
            let last = change.kind == .joined ? bounds.to : bounds.from + -1
            for row in try store.grants(of: change.diner, from: bounds.uses, to: last)
            where row.record == row.sale {
                guard let record = try store.record(row.record) else { continue }
                found[change.diner, default: [:]][row.record] = record.bytes
            }
        }
        var sales: [DinerID: [ReviewedSale]] = [:]
        for (diner, records) in found {
            sales[diner] = try records.compactMap { try sale($0.key, $0.value) }
        }
        return sales
    }

    /// The days of one diner's meals to look at.
    private struct Bounds {
        /// The first day of a window that the first changed day lies in.
        let uses: Day
        let from: Day
        let to: Day
        let isNew: Bool

        init?(_ change: RosterChange, before end: Day) {
            guard let stretch = change.stretch, stretch.from < end else { return nil }
            from = stretch.from
            uses = min(from.firstOfMonth, from.monday)
            let last = min(stretch.to ?? end, end + -1)
            let windowsEnd = max(last.monday + 6, (last.firstOfMonth + 31).firstOfMonth + -1)
            to = min(windowsEnd, end + -1)
            isNew = change.kind == .joined
        }
    }

    /// All that tills sold to the diners in their days, granted or not.
    private func namedSales(
        _ bounds: [DinerID: Bounds]
    ) throws -> [DinerID: [RecordKey: [UInt8]]] {
        let listed = bounds.filter { !$0.value.isNew }
        guard let first = listed.values.map(\.from).min() else { return [:] }
        var found: [DinerID: [RecordKey: [UInt8]]] = [:]
        try store.eachSale(
            // One day more, for tills whose clock was ahead.
            fromWindow: first + -1,
            where: { Record.diner(in: $0).map { listed[$0] != nil } ?? false },
            { key, bytes in
                guard let record = try? Record(bytes: bytes), case .sale(let sale) = record.body,
                    let diner = sale.diner, let bounds = listed[diner],
                    (bounds.from...bounds.to).contains(sale.day)
                else { return }
                found[diner, default: [:]][key] = bytes
            })
        return found
    }

    private mutating func sale(_ key: RecordKey, _ bytes: [UInt8]) throws -> ReviewedSale? {
        guard let record = try? Record(bytes: bytes), case .sale(let sale) = record.body else {
            return nil
        }
        let reversals = try store.reversals(of: key)
        var claimed: [SubsidyName: Fen] = [:]
        for record in [key] + reversals {
            for posting in try store.postings(record: record) {
                guard let name = claims[posting.account] else { continue }
                claimed[name, default: .zero] += posting.amount
            }
        }
        var proposed: [SubsidyName: Fen] = [:]
        for adjustment in try store.adjustments(of: key) {
            let row = adjustment.row
            let name = SubsidyName(funder: row.funder, policy: row.policy, rule: row.rule)
            proposed[name, default: .zero] += row.difference
        }
        return ReviewedSale(
            key: key, id: record.id, time: record.trueTime, sale: sale,
            snapshot: try snapshot(sale.snapshot),
            returned: Returned(try reversals.compactMap(reversal)), claimed: claimed,
            proposed: proposed)
    }

    private func reversal(_ key: RecordKey) throws -> Reversal? {
        guard let row = try store.record(key), let record = try? Record(bytes: row.bytes) else {
            return nil
        }
        switch record.body {
        case .void(let body), .refund(let body): return body
        case .sale, .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: return nil
        }
    }

    /// A snapshot without its roster: policies, calendar and canteens are what a review asks for.
    private mutating func snapshot(_ id: String) throws -> Snapshot? {
        if let known = snapshots[id] { return known }
        guard let line = try store.snapshotHead(id) else { return nil }
        let snapshot = try Snapshot(SnapshotContents(firstLine: line, id: id), id: id)
        snapshots[id] = snapshot
        return snapshot
    }
}

extension RosterChange {
    /// The first day whose meals are not looked at when the change is learnt on a day.
    ///
    /// What was eaten today before a death was learnt is looked at too; who leaves the list from
    /// today on may have eaten today in good order.
    func reviewEnd(on today: Day) -> Day { kind == .left ? today : today + 1 }
}
