package import Meals
internal import Journal
internal import Store

/// A window in the figures that a person asks for first, by canteen.
package struct WindowSummary: Hashable, Sendable {
    package let window: Day
    /// In the order of the canteens' ids.
    package let canteens: [Row]
    /// Records that could not be understood or claimed a taken place.
    package let quarantined: Int
    /// Incidents such as forks and gaps, over all time.
    package let incidents: Int

    /// One canteen's window; amounts are sales less voids and refunds.
    package struct Row: Hashable, Sendable {
        package let canteen: CanteenID
        package fileprivate(set) var sales = 0
        package fileprivate(set) var reversals = 0
        package fileprivate(set) var late = 0
        package fileprivate(set) var gross = Fen.zero
        package fileprivate(set) var discount = Fen.zero
        package fileprivate(set) var variance = Fen.zero
        package fileprivate(set) var suspense = Fen.zero
        package fileprivate(set) var claims: [String: Fen] = [:]
        package fileprivate(set) var tenders: [String: Fen] = [:]

        package var subsidy: Fen { claims.values.total { $0 } }
        package var paid: Fen { tenders.values.total { $0 } }
    }

    package func total(_ amount: (Row) -> Fen) -> Fen { canteens.total(amount) }
    package func count(_ number: (Row) -> Int) -> Int { canteens.reduce(0) { $0 + number($1) } }

    /// Sums by funder or by tender kind, ascending by name.
    package func totals(_ parts: (Row) -> [String: Fen]) -> [(name: String, amount: Fen)] {
        var sums: [String: Fen] = [:]
        for row in canteens { sums.merge(parts(row)) { $0 + $1 } }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension BooksReader {
    /// Sums up a window from the accounts and the list of its records.
    package func summary(of window: Day) throws -> WindowSummary {
        try store.read { store in
            var rows: [CanteenID: WindowSummary.Row] = [:]
            for terminal in try store.terminals() {
                let canteen = terminal.canteen
                var row = rows[canteen] ?? WindowSummary.Row(canteen: canteen)
                for count in try store.recordCounts(inWindow: window, terminal: terminal.number) {
                    if count.kind == "sale" { row.sales += count.records }
                    if ["void", "refund"].contains(count.kind) { row.reversals += count.records }
                    row.late += count.late
                }
                rows[canteen] = row
            }
            for balance in try store.balances(inWindow: window) {
                rows[balance.canteen, default: .init(canteen: balance.canteen)].add(
                    Account.Kind(rawValue: balance.kind), party: balance.party,
                    amount: balance.debit - balance.credit)
            }
            return WindowSummary(
                window: window, canteens: rows.values.sorted { $0.canteen < $1.canteen },
                quarantined: try store.quarantine().count, incidents: try store.incidents().count)
        }
    }
}

extension WindowSummary.Row {
    fileprivate mutating func add(_ kind: Account.Kind?, party: String, amount: Fen) {
        switch kind {
        case .tender: tenders[party, default: .zero] += amount
        case .discount: discount += amount
        case .claim:
            claims[SubsidyName(party)?.funder ?? party, default: .zero] += amount
        case .revenue: gross -= amount
        case .variance: variance += amount
        case .suspense: suspense += amount
        case .cashMove, .cashDifference, .cleared, .acquirer, .fee, .bank, .claimPayment,
            .putRight, .writeOff, nil:
            break
        }
    }
}
