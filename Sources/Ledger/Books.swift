internal import Meals
internal import Store

/// Writes entries into one transaction and sums them up, so that each account's balance of a
/// window is touched once a group and not once a sale.
struct Books {
    let store: StoreTransaction
    var state: LedgerState
    private var sums: [AccountWindow: (debit: Fen, credit: Fen)] = [:]

    private struct AccountWindow: Hashable {
        let account: Int
        let window: Day
    }

    init(store: StoreTransaction, state: LedgerState) {
        self.store = store
        self.state = state
    }

    /// Books one entry of a record and flags what it flags.
    mutating func book(_ entry: Entry, record: RecordKey, number: Int, window: Day) throws {
        var rows: [PostingRow] = []
        rows.reserveCapacity(entry.postings.count)
        for posting in entry.postings {
            let account = try state.number(of: posting.account, store)
            rows.append(PostingRow(account: account, amount: posting.amount))
            let place = AccountWindow(account: account, window: window)
            if posting.amount > .zero {
                sums[place, default: (.zero, .zero)].debit += posting.amount
            } else {
                sums[place, default: (.zero, .zero)].credit -= posting.amount
            }
        }
        try store.insert(rows, record: record, entry: number, window: window)
        for flag in entry.flags {
            try store.insert(FlagRow(record: record, kind: flag.kind, detail: flag.detail))
        }
    }

    /// Writes the sums; to be called once, at the end of the transaction.
    func writeBalances() throws {
        for (place, sum) in sums {
            try store.addBalance(
                account: place.account, window: place.window, debit: sum.debit, credit: sum.credit)
        }
    }
}
