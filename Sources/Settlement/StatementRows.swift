internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// Turns the records and entries of a window into the rows of its settlement file.
struct StatementRows {
    let store: StoreReading
    let terminals: [TerminalRow]
    let tokens: TokenKey
    private let canteens: [CanteenID: Canteen]
    private let accounts: [Int: Account]

    init(
        store: StoreReading, terminals: [TerminalRow], canteens: [Canteen], tokens: TokenKey
    ) throws {
        self.store = store
        self.terminals = terminals.sorted { $0.id < $1.id }
        self.tokens = tokens
        self.canteens = Dictionary(uniqueKeysWithValues: canteens.map { ($0.id, $0) })
        accounts = Dictionary(
            uniqueKeysWithValues: try store.accounts().compactMap { row in
                Account.Kind(rawValue: row.kind).map {
                    (row.number, Account($0, row.canteen, row.party))
                }
            })
    }

    /// Visits every meal, void and refund of a window in the order of their references.
    func each(inWindow window: Day, _ visit: (SettlementTransaction) throws -> Void) throws {
        for terminal in terminals {
            let canteen = canteens[terminal.canteen]
            try store.eachRecord(inWindow: window, terminal: terminal.number) { row in
                guard let canteen else {
                    guard StatementRows.kinds.contains(row.kind) else { return }
                    throw StatementError.canteenGone(terminal.canteen, terminal.id)
                }
                if let transaction = try transaction(row, terminal, canteen) {
                    try visit(transaction)
                }
            }
        }
    }

    private static let kinds = ["sale", "void", "refund"]

    private func transaction(
        _ row: RecordRow, _ terminal: TerminalRow, _ canteen: Canteen
    ) throws -> SettlementTransaction? {
        guard StatementRows.kinds.contains(row.kind) else { return nil }
        let id = RecordID(terminal: terminal.id, epoch: row.key.epoch, seq: row.key.seq)
        guard let record = try? Record(bytes: row.bytes) else {
            throw StatementError.unreadableRecord("\(id)")
        }
        let place = Place(id: id, canteen: canteen, row: row, time: record.trueTime)
        switch record.body {
        case .sale(let sale):
            return try place.transaction(
                .sale, day: sale.day, period: sale.period, diner: token(sale.diner),
                amounts: Amounts(
                    meal: sale.gross, discount: sale.discount, subsidies: subsidies(row, .sale),
                    tenders: sale.tenders))
        case .void(let reversal): return try self.reversal(reversal, .void, place)
        case .refund(let reversal): return try self.reversal(reversal, .refund, place)
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: return nil
        }
    }

    private func reversal(
        _ reversal: Reversal, _ type: SettlementType, _ place: Place
    ) throws -> SettlementTransaction {
        // A sale of a later window is not there yet: it would change an issued statement.
        let original = try sale(reversal.sale).flatMap {
            $0.window <= place.row.window ? $0 : nil
        }
        let isTied = try original.map { try store.reversals(of: $0.key).contains(place.row.key) }
        let subsidies = try subsidies(place.row, type)
        let explained = isTied == true && subsidies.total(\.amount) == reversal.subsidy
        // A refund that the books could not explain took back money only: the file says the same.
        let amounts =
            explained
            ? Amounts(
                meal: reversal.gross, discount: reversal.discount, subsidies: subsidies,
                tenders: reversal.tenders)
            : Amounts(
                meal: reversal.paid, discount: .zero, subsidies: [], tenders: reversal.tenders)
        return place.transaction(
            type, day: original?.sale.day ?? place.time.day,
            period: original?.sale.period ?? .other,
            original: SettlementOriginal(
                ref: "\(reversal.sale)",
                settleDate: original.flatMap { $0.window == place.row.window ? nil : $0.window },
                isUnexplained: !explained),
            diner: token(original?.sale.diner), amounts: amounts)
    }

    private func sale(_ id: RecordID) throws -> (sale: Sale, window: Day, key: RecordKey)? {
        guard let terminal = terminals.first(where: { $0.id == id.terminal }),
            (1...4_095).contains(id.epoch), (1..<(1 << 32)).contains(id.seq),
            let row = try store.record(
                RecordKey(terminal: terminal.number, epoch: id.epoch, seq: id.seq)),
            let record = try? Record(bytes: row.bytes), case .sale(let sale) = record.body
        else { return nil }
        return (sale, row.window, row.key)
    }

    private func token(_ diner: DinerID?) -> DinerToken? {
        diner.flatMap { DinerToken(digest: tokens.token(diner: $0)) }
    }

    /// A record's subsidies by state, as its entries have them.
    private func subsidies(
        _ row: RecordRow, _ type: SettlementType
    ) throws -> [SettlementSubsidy] {
        var sums: [Account: Fen] = [:]
        for line in try store.postings(record: row.key)
        where line.entry == 0 || line.entry >= Ledger.firstCorrection {
            guard let account = accounts[line.account] else { continue }
            sums[account, default: .zero] += line.amount
        }
        return sums.compactMap { account, amount -> SettlementSubsidy? in
            guard let state = account.subsidyState, let name = SubsidyName(account.party),
                amount != .zero
            else { return nil }
            return SettlementSubsidy(
                policy: name.policy, rule: name.rule, fund: name.funder,
                amount: type == .sale ? amount : -amount, state: state)
        }.sorted {
            ($0.policy, $0.rule, $0.fund, $0.state.rawValue)
                < ($1.policy, $1.rule, $1.fund, $1.state.rawValue)
        }
    }

    /// The claims that the meals make, held against the accounts of the funders.
    func claims(
        inWindow window: Day, counted: [SettlementClaim]
    ) throws -> [SettlementClaim] {
        var books: [Account: Fen] = [:]
        for balance in try store.balances(inWindow: window) where balance.kind == "claim" {
            books[Account(.claim, balance.canteen, balance.party)] =
                balance.debit - balance.credit
        }
        for claim in counted {
            let name = SubsidyName(funder: claim.fund, policy: claim.policy, rule: claim.rule)
            let canteen = canteens.values.first { $0.merchant == claim.merId }
            let booked = canteen.flatMap { books.removeValue(forKey: .claim($0.id, name)) } ?? .zero
            guard booked == claim.payable else {
                throw StatementError.claimsDiffer(
                    merchant: claim.merId, subsidy: name.party, file: claim.payable, books: booked)
            }
        }
        // What no meal of the file asks for must not be in the books either.
        let rest = books.filter { $0.value != .zero }
            .min { ($0.key.canteen, $0.key.party) < ($1.key.canteen, $1.key.party) }
        if let (account, amount) = rest {
            throw StatementError.claimWithoutMeals(
                account.canteen, subsidy: account.party, books: amount)
        }
        return counted
    }

    func deliveries(on day: Day) throws -> [SettlementDelivery] {
        try store.deliveries(on: day).compactMap { row in
            canteens[row.canteen].map { canteen in
                SettlementDelivery(
                    merId: canteen.merchant, kitchen: row.kitchen, serviceDate: row.day,
                    portions: row.portions, returned: row.returned, amount: row.amount)
            }
        }.sorted { ($0.merId, $0.kitchen) < ($1.merId, $1.kitchen) }
    }
}

/// The sums of one row.
private struct Amounts {
    let meal: Fen
    let discount: Fen
    let subsidies: [SettlementSubsidy]
    let tenders: [Tender]
}

/// Where a row comes from.
private struct Place {
    let id: RecordID
    let canteen: Canteen
    let row: RecordRow
    let time: Moment

    func transaction(
        _ type: SettlementType, day: Day, period: MealPeriod,
        original: SettlementOriginal? = nil, diner: DinerToken?, amounts: Amounts
    ) -> SettlementTransaction {
        SettlementTransaction(
            ref: "\(id)", merId: canteen.merchant, termId: id.terminal, type: type, time: time,
            businessDay: day, period: period, original: original, lateFrom: row.lateFrom,
            diner: diner, meal: amounts.meal, discount: amounts.discount,
            subsidies: amounts.subsidies, tenders: amounts.tenders)
    }
}

extension Account {
    /// The state in which the file shows what is booked here; nil for what is no subsidy.
    fileprivate var subsidyState: SettlementSubsidyState? {
        switch kind {
        case .claim: .claimed
        case .variance: .variance
        case .suspense: .suspense
        case .tender, .discount, .revenue, .cashMove, .cashDifference, .cleared, .acquirer, .fee,
            .bank, .claimPayment, .putRight, .writeOff:
            nil
        }
    }
}
