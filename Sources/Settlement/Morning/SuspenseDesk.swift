internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// Books card takings, the acquirer's nets and open items into the double entry, within one
/// transaction.
///
/// On a date's reconciliation all of its card takings go from the tenders (by way of `cleared`) to
/// the acquirer; every difference goes on from there into `suspense` under the name of an open item.
/// What the acquirer's files say is left at the acquirer, and the bank empties it.
struct SuspenseDesk {
    /// Where the money of an item lay before it was an open item.
    enum Leg: String, CaseIterable {
        case tillAcquirer = "till-acquirer"
        case acquirerBank = "acquirer-bank"
        case claimPayment = "claim-payment"

        var source: Account.Kind {
            switch self {
            case .tillAcquirer: .acquirer
            case .acquirerBank: .bank
            case .claimPayment: .claimPayment
            }
        }

        /// The party of the suspense account.
        var party: String {
            switch self {
            case .tillAcquirer: "acquirer"
            case .acquirerBank: "bank"
            case .claimPayment: "payments"
            }
        }
    }

    /// Stands in the place of a canteen where money names none.
    static let district = CanteenID("district")

    let store: StoreTransaction
    private var books: OfficeBooks
    private let canteens: [String: CanteenID]

    init(_ store: StoreTransaction, now: Moment) throws {
        self.store = store
        books = try OfficeBooks(store, now: now)
        var canteens: [String: CanteenID] = [:]
        if let id = try store.reading.currentSnapshot(),
            let line = try store.reading.snapshotHead(id)
        {
            for canteen in try SnapshotContents(firstLine: line, id: id).canteens {
                canteens[canteen.merchant.text] = canteen.id
            }
        }
        self.canteens = canteens
    }

    func canteen(of merchant: String) -> CanteenID { canteens[merchant] ?? SuspenseDesk.district }

    /// The account of an item whose money is one canteen's.
    func account(_ leg: Leg, _ merchant: String) -> Account {
        Account(.suspense, canteen(of: merchant), leg.party)
    }

    /// Moves an item's money into suspense, canteen by canteen: ours less theirs.
    mutating func open(_ item: Int, _ leg: Leg, _ parts: [CanteenID: Fen]) throws {
        var postings: [Posting] = []
        for (canteen, amount) in parts.sorted(by: { $0.key < $1.key }) {
            postings.append(.debit(Account(.suspense, canteen, leg.party), amount))
            postings.append(.credit(Account(leg.source, canteen), amount))
        }
        try books.book(postings, under: .office(.item, item))
    }

    /// Takes an item's money out of suspense again, to the account of how two people ended it.
    mutating func close(_ item: Int, to end: Account.Kind) throws {
        var postings: [Posting] = []
        for (account, amount) in try sums(of: item) where account.kind == .suspense {
            postings.append(.credit(account, amount))
            postings.append(.debit(Account(end, account.canteen), amount))
        }
        try books.book(postings, under: .office(.item, item))
    }

    /// Takes an item's money back to where it came from: the files of a date explain it.
    mutating func meet(_ item: Int, on date: Day) throws {
        try books.book(
            try sums(of: item).map { .credit($0.account, $0.amount) },
            under: .office(.met, date.number))
    }

    private func sums(of item: Int) throws -> [(account: Account, amount: Fen)] {
        try books.sums(under: .office(.item, item)).sorted { "\($0.key)" < "\($1.key)" }
            .map { ($0.key, $0.value) }
    }

    /// Books a date's card takings to the acquirer; asked again, only what has changed.
    mutating func clear(_ date: Day, _ takings: [CanteenID: Fen]) throws {
        try move(
            takings.mapValues { [.acquirer: $0, .cleared: .zero - $0] },
            under: .office(.clearing, date.number))
    }

    /// Books what the acquirer pays for a date to the bank, less its fees.
    mutating func pay(_ date: Day, _ nets: [CanteenID: (net: Fen, fee: Fen)]) throws {
        try move(
            nets.mapValues {
                [.bank: $0.net, .fee: $0.fee, .acquirer: .zero - $0.net - $0.fee]
            }, under: .office(.bank, date.number))
    }

    /// Brings the accounts under a place to what they should hold.
    private mutating func move(
        _ wanted: [CanteenID: [Account.Kind: Fen]], under place: RecordKey
    ) throws {
        var rest = try books.sums(under: place).mapValues { .zero - $0 }
        for (canteen, sums) in wanted {
            for (kind, amount) in sums { rest[Account(kind, canteen), default: .zero] += amount }
        }
        let postings = rest.sorted { "\($0.key)" < "\($1.key)" }
            .map { Posting.debit($0.key, $0.value) }
        try books.book(postings, under: place)
    }

    func finish() throws { try books.finish() }
}
