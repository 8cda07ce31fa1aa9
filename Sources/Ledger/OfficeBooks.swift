internal import Journal
package import Meals
package import Store

/// Books what no till has sealed: clearing, the bank, open items.
///
/// Its entries go into the window that is open now: a closed one never changes.
package struct OfficeBooks {
    private var books: Books
    private let window: Day

    /// - Parameter now: names the window.
    package init(_ store: StoreTransaction, now: Moment) throws {
        let state = try LedgerState(store.reading)
        window = state.window(for: now.day)
        books = Books(store: store, state: state)
    }

    /// Books one entry under a place; a later one under the same place follows it.
    package mutating func book(_ postings: [Posting], under place: RecordKey) throws {
        let entry = Entry(postings)
        guard !entry.postings.isEmpty else { return }
        let last = try books.store.reading.postings(record: place).last?.entry
        try books.book(entry, record: place, number: last.map { $0 + 1 } ?? 0, window: window)
    }

    /// What all entries under a place leave in each account.
    package func sums(under place: RecordKey) throws -> [Account: Fen] {
        let names = Dictionary(
            uniqueKeysWithValues: books.state.accounts.map { ($0.value, $0.key) })
        var sums: [Account: Fen] = [:]
        for posting in try books.store.reading.postings(record: place) {
            guard let account = names[posting.account] else { continue }
            sums[account, default: .zero] += posting.amount
        }
        return sums.filter { $0.value != .zero }
    }

    /// Writes the sums of the accounts; to be called once, at the end of the transaction.
    package func finish() throws { try books.writeBalances() }
}

extension RecordKey {
    /// Where the entries of one subject of the office stand: below every record's place.
    package static func office(_ subject: OfficeSubject, _ number: Int) -> RecordKey {
        RecordKey(rawValue: -(Int64(subject.rawValue) << 40 | Int64(number)))
    }
}

/// What the office books about.
package enum OfficeSubject: Int, Sendable {
    /// An open item, by its number.
    case item = 1
    /// A settlement date's card takings on their way to the acquirer, by the date.
    case clearing
    /// The same on their way to the bank.
    case bank
    /// Open items that a date's files explained, by the date.
    case met
}
