internal import Ledger
package import Meals
package import Store

/// The accounts through which money only passes: each is 0, or it says what it waits for.
package struct ClearingAccounts: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// One clearing account over all windows.
    package struct Line: Hashable, Sendable {
        package let account: String
        package let balance: Fen
        /// Numbers of the open items that lie in it, and their sum.
        package let items: [Int]
        package let itemSum: Fen
        /// Settlement dates whose file has not come yet.
        package let waiting: Fen
        /// The oldest date that it waits for; nil for an account at 0.
        package let since: Day?

        package var unexplained: Fen { balance - itemSum - waiting }
    }

    package func lines() throws -> [Line] {
        try store.read { store in
            var sums: [Account: Fen] = [:]
            var takings: [CanteenID: [Day: Fen]] = [:]
            for row in try store.balances() {
                guard let kind = Account.Kind(rawValue: row.kind) else { continue }
                let amount = row.debit - row.credit
                if kind == .tender {
                    guard TenderKind(rawValue: row.party)?.hasAcquirer == true else { continue }
                    takings[row.canteen, default: [:]][row.window, default: .zero] += amount
                } else {
                    sums[Account(kind, row.canteen, row.party), default: .zero] += amount
                }
            }
            let names = Dictionary(
                uniqueKeysWithValues: try store.accounts().compactMap { row in
                    Account.Kind(rawValue: row.kind).map {
                        (row.number, Account($0, row.canteen, row.party))
                    }
                })
            let unheard = try unheard(names, store)
            return try cards(takings, sums, store)
                + sums.filter { $0.key.kind == .acquirer }.sorted {
                    $0.key.canteen < $1.key.canteen
                }
                .map { account, balance in
                    let waiting = (unheard[account] ?? [:]).filter { $0.value != .zero }
                    return Line(
                        account: "\(account)", balance: balance, items: [], itemSum: .zero,
                        waiting: waiting.values.total { $0 }, since: waiting.keys.min())
                }
                + suspense(sums, names, store)
        }
    }

    /// Card takings that were not held against a clearing file yet.
    private func cards(
        _ takings: [CanteenID: [Day: Fen]], _ sums: [Account: Fen], _ store: StoreReading
    ) throws -> [Line] {
        var open: Set<Day> = []
        for day in Set(takings.values.flatMap(\.keys)) {
            if try store.postings(record: .office(.clearing, day.number)).isEmpty {
                open.insert(day)
            }
        }
        return takings.sorted { $0.key < $1.key }.map { canteen, days in
            let waiting = days.filter { $0.value != .zero && open.contains($0.key) }
            return Line(
                account: "cards:\(canteen)",
                balance: days.values.total { $0 } + (sums[Account(.cleared, canteen)] ?? .zero),
                items: [], itemSum: .zero, waiting: waiting.values.total { $0 },
                since: waiting.keys.min())
        }
    }

    /// What the acquirer has cleared and the bank has not been heard of, by settlement date.
    private func unheard(
        _ names: [Int: Account], _ store: StoreReading
    ) throws -> [Account: [Day: Fen]] {
        var waiting: [Account: [Day: Fen]] = [:]
        let items = Dictionary(grouping: try store.openItems(withClosed: true), by: \.window)
        for window in try store.closedWindows().map(\.date) {
            guard try store.postings(record: .office(.bank, window.number)).isEmpty else {
                continue
            }
            let places =
                [.office(.clearing, window.number), .office(.met, window.number)]
                + (items[window] ?? []).map { RecordKey.office(.item, $0.number) }
            for place in places {
                for posting in try store.postings(record: place) {
                    guard let account = names[posting.account], account.kind == .acquirer else {
                        continue
                    }
                    waiting[account, default: [:]][window, default: .zero] += posting.amount
                }
            }
        }
        return waiting
    }

    /// Suspense of reconciliations: the open items and nothing else.
    private func suspense(
        _ sums: [Account: Fen], _ names: [Int: Account], _ store: StoreReading
    ) throws -> [Line] {
        let items = try store.openItems()
        var parts: [Account: [Int: Fen]] = [:]
        for item in items {
            for posting in try store.postings(record: .office(.item, item.number)) {
                guard let account = names[posting.account] else { continue }
                parts[account, default: [:]][item.number, default: .zero] += posting.amount
            }
        }
        let ages = Dictionary(uniqueKeysWithValues: items.map { ($0.number, $0.window) })
        let legs = SuspenseDesk.Leg.allCases.map(\.party)
        return sums.filter { $0.key.kind == .suspense && legs.contains($0.key.party) }
            .sorted { "\($0.key)" < "\($1.key)" }
            .map { account, balance in
                let own = (parts[account] ?? [:]).filter { $0.value != .zero }
                return Line(
                    account: "\(account)", balance: balance, items: own.keys.sorted(),
                    itemSum: own.values.total { $0 }, waiting: .zero,
                    since: own.keys.compactMap { ages[$0] }.min())
            }
    }
}
