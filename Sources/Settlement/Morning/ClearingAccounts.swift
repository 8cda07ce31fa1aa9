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
            let items = try store.openItems()
            return try takings.keys.sorted().map { canteen in
                try cards(canteen, takings[canteen] ?? [:], sums, store)
            }
                + sums.filter { $0.key.kind == .acquirer }.sorted {
                    $0.key.canteen < $1.key.canteen
                }
                .map { account, balance in
                    try acquirer(account, balance, store)
                }
                + suspense(sums, items, store)
        }
    }

    /// Card takings that were not held against a clearing file yet.
    private func cards(
        _ canteen: CanteenID, _ days: [Day: Fen], _ sums: [Account: Fen], _ store: StoreReading
    ) throws -> Line {
        var waiting: [Day: Fen] = [:]
        for (day, amount) in days where amount != .zero {
            guard try store.postings(record: .office(.clearing, day.number)).isEmpty else {
                continue
            }
            waiting[day] = amount
        }
        return Line(
            account: "cards:\(canteen)",
            balance: days.values.total { $0 } + (sums[Account(.cleared, canteen)] ?? .zero),
            items: [], itemSum: .zero, waiting: waiting.values.total { $0 },
            since: waiting.keys.min())
    }

    /// What the acquirer has cleared and the bank has not been heard of.
    private func acquirer(
        _ account: Account, _ balance: Fen, _ store: StoreReading
    ) throws -> Line {
        var waiting: [Day: Fen] = [:]
        let numbers = try store.accounts().filter {
            $0.kind == account.kind.rawValue && $0.canteen == account.canteen
        }.map(\.number)
        for window in try store.closedWindows().map(\.date) {
            guard try store.postings(record: .office(.bank, window.number)).isEmpty else {
                continue
            }
            var places = [
                RecordKey.office(.clearing, window.number), .office(.met, window.number),
            ]
            places += try store.openItems(withClosed: true).filter { $0.window == window }
                .map { .office(.item, $0.number) }
            for place in places {
                for posting in try store.postings(record: place)
                where numbers.contains(posting.account) {
                    waiting[window, default: .zero] += posting.amount
                }
            }
        }
        return Line(
            account: "\(account)", balance: balance, items: [], itemSum: .zero,
            waiting: waiting.values.total { $0 },
            since: waiting.filter { $0.value != .zero }.keys.min())
    }

    /// Suspense of reconciliations: the open items and nothing else.
    private func suspense(
        _ sums: [Account: Fen], _ items: [OpenItemRow], _ store: StoreReading
    ) throws -> [Line] {
        let numbers = Dictionary(
            uniqueKeysWithValues: try store.accounts().map {
                ($0.number, "\($0.kind):\($0.canteen):\($0.party)")
            })
        var parts: [String: [Int: Fen]] = [:]
        for item in items {
            for posting in try store.postings(record: .office(.item, item.number)) {
                guard let name = numbers[posting.account] else { continue }
                parts[name, default: [:]][item.number, default: .zero] += posting.amount
            }
        }
        let ages = Dictionary(uniqueKeysWithValues: items.map { ($0.number, $0.window) })
        let legs = ["acquirer", "bank", "payments"]
        return sums.filter { $0.key.kind == .suspense && legs.contains($0.key.party) }
            .sorted { "\($0.key)" < "\($1.key)" }
            .map { account, balance in
                let own = (parts["\(account)"] ?? [:]).filter { $0.value != .zero }
                return Line(
                    account: "\(account)", balance: balance, items: own.keys.sorted(),
                    itemSum: own.values.total { $0 }, waiting: .zero,
                    since: own.keys.compactMap { ages[$0] }.min())
            }
    }
}
