internal import Ledger
internal import Meals
internal import Store

/// The items of a window's statement: what earlier dates left open, and what this one's files say.
struct StatementItems {
    private let date: Day
    /// Open items of earlier dates, as they stood when the window ended: later acts are for later
    /// files, so that asked again the same bytes come.
    private let rows: [Int: OpenItemRow]
    private let merchants: Set<MerchantID>

    init(
        _ date: Day, windowEnd: Moment, merchants: Set<MerchantID>, store: Store
    ) throws {
        self.date = date
        self.merchants = merchants
        let open = try store.read { try $0.openItems(withClosed: true) }.filter { row in
            row.window < date && row.foundAt < windowEnd
                && row.closedAt.map { $0 >= windowEnd } ?? true
        }
        rows = Dictionary(open.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The items where no acquirer's files are at hand.
    func carried() -> [SettlementItem] {
        number(rows.values.sorted { $0.number < $1.number }.compactMap(item))
    }

    /// The items that a comparison of the whole window leaves.
    func compared(
        ours: [Movement], clearing: StatementClearing, bounds: (from: Moment, to: Moment),
        earlier: EarlierSales
    ) throws -> [SettlementItem] {
        // Pairs wait for people; what lacks a side waits for the other side's next file.
        let waiting = rows.values.sorted { $0.number < $1.number }
            .filter {
                ($0.ours.isEmpty || $0.theirs.isEmpty)
                    && $0.leg == SuspenseDesk.Leg.tillAcquirer.rawValue
            }
        let day = try DayReconciliation(
            date: date, ours: ours,
            theirs: clearing.day.entries.map {
                Movement($0, file: "clearing \($0.merchant)", fees: clearing.fees)
            },
            carried: (
                waiting.flatMap { movements($0.ours, $0.number) },
                waiting.flatMap { movements($0.theirs, $0.number) }
            ), bounds: bounds
        ) { try earlier.find(terminal: $0, $1) != nil }
        var items = rows.values.sorted { $0.number < $1.number }
            .filter { row in !waiting.contains { $0.number == row.number } }.compactMap(item)
        items += day.result.differences.compactMap { item($0, day) }
        items += vanished(day)
        return number(items)
    }

    /// Earlier rows that today's took out without a difference, as a sale by its void.
    private func vanished(_ day: DayReconciliation) -> [SettlementItem] {
        let (mine, others) = day.vanished
        return Dictionary(grouping: mine + others, by: \.item).sorted {
            ($0.key ?? 0) < ($1.key ?? 0)
        }
        .compactMap { number, _ in
            guard let row = number.flatMap({ rows[$0] }), let kind = Verdict(rawValue: row.verdict)
            else { return nil }
            return SettlementItem(
                ref: "", merId: MerchantID(row.merchant), kind: kind, state: .cleared,
                firstSeen: row.window, openItem: row.number,
                ours: mine.filter { $0.item == number }.map(side),
                theirs: others.filter { $0.item == number }.map(theirSide))
        }
    }

    private func item(_ difference: Difference, _ day: DayReconciliation) -> SettlementItem? {
        let ours = difference.ours.map { day.ours[$0] }
        let theirs = difference.theirs.map { day.theirs[$0] }
        guard let first = ours.first ?? theirs.first else { return nil }
        let earlier = (ours + theirs).compactMap(\.item).compactMap { rows[$0] }
        // An item that today has nothing of stays what it was found to be.
        let kind =
            earlier.count == ours.count + theirs.count && !difference.isSettled
            ? earlier.first.flatMap { Verdict(rawValue: $0.verdict) } ?? difference.verdict
            : difference.verdict
        return SettlementItem(
            ref: "", merId: MerchantID(first.merchant), kind: kind,
            state: difference.isSettled ? .cleared : kind == .ambiguous ? .doubt : .suspense,
            firstSeen: earlier.map(\.window).min() ?? date, openItem: earlier.first?.number,
            ours: ours.map(side), theirs: theirs.map(theirSide))
    }

    private func item(_ row: OpenItemRow) -> SettlementItem? {
        guard let leg = SettlementItem.Leg(rawValue: row.leg),
            let kind = Verdict(rawValue: row.verdict)
        else { return nil }
        let (ours, theirs) =
            leg == .tillAcquirer
            ? (
                movements(row.ours, row.number).map(side),
                movements(row.theirs, row.number).map(theirSide)
            ) : (money(row.ours, row.window), money(row.theirs, row.window))
        let merchant = MerchantID(row.merchant)
        return SettlementItem(
            ref: "", merId: leg == .tillAcquirer || merchants.contains(merchant) ? merchant : nil,
            leg: leg, kind: kind, state: kind == .ambiguous ? .doubt : .suspense,
            firstSeen: row.window, openItem: row.number, ours: ours, theirs: theirs)
    }

    /// What was due or booked at the bank, of the date under which it was found.
    private func money(_ text: String, _ window: Day) -> [SettlementItem.Side] {
        text.split(separator: "\n" as Character).compactMap { BankWords($0) }
            .map { SettlementItem.Side(ref: $0.ref, settleDate: window, gained: $0.amount) }
    }

    private func movements(_ text: String, _ item: Int) -> [Movement] {
        text.split(separator: "\n" as Character).compactMap { Movement(text: $0, item: item) }
    }

    private func side(_ movement: Movement) -> SettlementItem.Side {
        SettlementItem.Side(
            ref: movement.source, settleDate: window(movement), gained: movement.gained)
    }

    /// The acquirer's movements are named by merchant and line.
    private func theirSide(_ movement: Movement) -> SettlementItem.Side {
        let line = movement.source.split(separator: ":" as Character).last
            .flatMap { Int(decimal: $0.utf8) }
        return SettlementItem.Side(
            ref: "A-\(movement.merchant)-\((line ?? 0).padded(6))", settleDate: window(movement),
            gained: movement.gained)
    }

    private func window(_ movement: Movement) -> Day? {
        movement.item.flatMap { rows[$0]?.window }
    }

    /// Gives each item its reference, in the order in which they are found.
    private func number(_ items: [SettlementItem]) -> [SettlementItem] {
        items.enumerated().map { index, item in
            SettlementItem(
                ref: "I-\(date)-\((index + 1).padded(6))", merId: item.merId, leg: item.leg,
                kind: item.kind, state: item.state, firstSeen: item.firstSeen,
                openItem: item.openItem, ours: item.ours, theirs: item.theirs)
        }
    }
}
