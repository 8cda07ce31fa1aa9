internal import Journal
internal import Ledger
internal import Meals
internal import Store
internal import Subsidies

/// What the records of some settlement dates say of meals and of cooked dishes.
struct AuditReading {
    /// Without those that were voided.
    private(set) var meals: [AuditMeal] = []
    private(set) var sales: DeliveredSales
    /// Records of the dates that were asked for.
    private(set) var asked: Set<String> = []
    /// The policies that something was granted under, by their ids.
    private(set) var policies: [String: Policy] = [:]

    private var kept: [String: AuditMeal] = [:]
    private var voided: Set<String> = []
    private var returned: [String: (subsidy: Fen, portions: Int)] = [:]
    /// By record, then by policy and rule.
    private var claimed: [String: [String: Fen]] = [:]
    private var snapshots: [String: [String: SpendThresholds]] = [:]

    /// - Parameters:
    ///   - start: the first date that is read.
    ///   - asked: the dates whose flags are wanted.
    init(_ ledger: Ledger, from start: Day, asked dates: ClosedRange<Day>) throws {
        sales = DeliveredSales([:])
        let limitsFrom = min(dates.lowerBound.firstOfMonth, dates.lowerBound.monday)
        let empty = self
        self = try ledger.store.read { store in
            var read = empty
            read.sales = DeliveredSales(
                try AuditDesk.delivered(from: start, to: dates.upperBound, in: store))
            let claims = Dictionary(
                uniqueKeysWithValues: try store.accounts()
                    .filter { $0.kind == Account.Kind.claim.rawValue }
                    .compactMap { row in SubsidyName(row.party).map { (row.number, $0) } })
            for terminal in try store.terminals() {
                for offset in 0...max(0, dates.upperBound - start) {
                    let window = start + offset
                    let isBooked = window >= limitsFrom && ledger.isClosed(window)
                    try store.eachRecord(inWindow: window, terminal: terminal.number) { row in
                        // A quarantined record counts too, where it can be read.
                        guard let record = try? Record(bytes: row.bytes) else { return }
                        if dates.contains(window) { read.asked.insert("\(record.id)") }
                        read.sales.take(record, at: terminal.canteen)
                        try read.take(record, of: terminal, store)
                        if isBooked { try read.book(record, row.key, claims, store) }
                    }
                }
            }
            return read
        }
        finish()
    }

    private mutating func take(
        _ record: Record, of terminal: TerminalRow, _ store: StoreReading
    ) throws {
        switch record.body {
        case .sale(let sale):
            let spend = try spend(of: sale, store)
            kept["\(record.id)"] = AuditReading.meal(record, sale, terminal, spend)
        case .void(let reversal): voided.insert("\(reversal.sale)")
        case .refund(let reversal):
            let before = returned["\(reversal.sale)"] ?? (.zero, 0)
            returned["\(reversal.sale)"] = (
                before.subsidy + reversal.subsidy,
                before.portions + reversal.lines.reduce(0) { $0 + $1.quantity }
            )
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
        }
    }

    /// Adds what the entries of a record claim to the sale that it belongs to.
    private mutating func book(
        _ record: Record, _ key: RecordKey, _ claims: [Int: SubsidyName], _ store: StoreReading
    ) throws {
        let name: String
        switch record.body {
        case .sale(let sale):
            if sale.diner == nil || sale.grants.isEmpty { return }
            name = "\(record.id)"
        case .void(let reversal), .refund(let reversal):
            if reversal.grants.isEmpty { return }
            name = "\(reversal.sale)"
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: return
        }
        for line in try store.postings(record: key)
        where line.entry == 0 || line.entry >= Ledger.firstCorrection {
            guard let subsidy = claims[line.account] else { continue }
            claimed[name, default: [:]]["\(subsidy.policy)/\(subsidy.rule)", default: .zero] +=
                line.amount
        }
    }

    private mutating func finish() {
        meals = kept.compactMap { ref, meal in
            if voided.contains(ref) { return nil }
            var meal = meal
            if let back = returned[ref] {
                meal.subsidy = max(.zero, meal.subsidy - back.subsidy)
                meal.portions = max(0, meal.portions - back.portions)
            }
            for place in meal.grants.indices {
                let grant = meal.grants[place]
                meal.grants[place].claimed = claimed[ref]?["\(grant.policy)/\(grant.rule)"]
            }
            return meal
        }
        (kept, claimed, returned) = ([:], [:], [:])
    }

    /// What the policy that a sale was granted under asks to be spent.
    private mutating func spend(
        of sale: Sale, _ store: StoreReading
    ) throws -> SpendThresholds? {
        guard let policy = sale.policy, !sale.grants.isEmpty else { return nil }
        if let known = snapshots[sale.snapshot] { return known[policy] }
        var spends: [String: SpendThresholds] = [:]
        if let line = try store.snapshotHead(sale.snapshot) {
            let head = try SnapshotContents(firstLine: line, id: sale.snapshot)
            for source in head.policies {
                let read = try Policy(yaml: source.text, file: source.file)
                policies[read.id] = read
                spends[read.id] = try SpendThresholds(yaml: source.text, file: source.file)
            }
        }
        snapshots[sale.snapshot] = spends
        return spends[policy]
    }

    private static func meal(
        _ record: Record, _ sale: Sale, _ terminal: TerminalRow, _ spend: SpendThresholds?
    ) -> AuditMeal {
        AuditMeal(
            ref: "\(record.id)", canteen: terminal.canteen, terminal: terminal.id,
            cashier: record.cashier, diner: sale.diner, time: record.trueTime, day: sale.day,
            period: sale.period, channel: sale.channel, gross: sale.gross,
            subsidy: sale.grants.total(\.amount),
            grants: sale.grants.map { grant in
                AuditGrant(
                    policy: sale.policy ?? "none", rule: grant.rule,
                    isAtThreshold: spend?.isExactly(
                        grant.rule, gross: sale.gross, discount: sale.discount))
            },
            basket: sale.lines.map { "\($0.quantity) \($0.item)" }.sorted()
                .joined(separator: " "),
            portions: sale.lines.reduce(0) { $0 + $1.quantity })
    }
}
