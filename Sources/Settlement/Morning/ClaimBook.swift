internal import Journal
package import Ledger
package import Meals
internal import Store

/// Everything that funders owe for some closed windows: subsidies and operator rewards, each with
/// the records behind it.
package struct ClaimBook: Sendable {
    package let from: Day
    /// The last settlement date.
    package let to: Day
    /// In the order of window, canteen, funder and rule.
    package private(set) var claims: [Claim] = []
    /// Settlement dates in the range that are not closed: nothing of them is claimed.
    package let open: [Day]

    /// What one funder owes one canteen under one rule or reward for one window.
    package struct Claim: Hashable, Sendable {
        package let window: Day
        package let canteen: CanteenID
        package let street: DivisionCode
        package let funder: String
        /// `policy/rule`, or `reward/tier`.
        package let rule: String
        package fileprivate(set) var count: Int
        package fileprivate(set) var amount: Fen
        /// Records that make it up; voids and refunds take from it.
        package fileprivate(set) var evidence: [String]
    }

    /// Reads the windows from the books.
    package init(
        directory: DataDirectory, ledger: Ledger, from: Day, to: Day, rewards: [RewardRules]
    ) throws {
        self.from = from
        self.to = to
        let days = (0...max(0, to - from)).map { from + $0 }
        open = days.filter { !ledger.isClosed($0) }
        let canteens = try directory.canteens()
        let byId = Dictionary(canteens.map { ($0.id, $0) }) { first, _ in first }
        let tokens = try directory.tokenKey()
        var gathering = Gathering()
        var windows: [RewardWindow] = []
        try ledger.store.read { store in
            let terminals = try store.terminals()
            // Two canteens may share a merchant's code; a till belongs to one of them.
            let places = Dictionary(
                uniqueKeysWithValues: terminals.map { ($0.id, byId[$0.canteen]) })
            let rows = try StatementRows(
                store: store, terminals: terminals, canteens: canteens, tokens: tokens)
            for day in days where ledger.isClosed(day) {
                try rows.each(inWindow: day) { transaction in
                    guard let canteen = places[transaction.termId] ?? nil else { return }
                    gathering.add(transaction, canteen, day)
                }
            }
            if !rewards.isEmpty {
                windows = try ClaimBook.rewardWindows(store, ledger, days, rewards)
            }
        }
        claims = gathering.claims
        for reward in rewards { addReward(reward, windows, canteens) }
        claims.sort {
            ($0.window, $0.canteen, $0.funder, $0.rule)
                < ($1.window, $1.canteen, $1.funder, $1.rule)
        }
    }

    /// The closed windows of a range, and those before them that their rewards hang on.
    private static func rewardWindows(
        _ store: StoreReading, _ ledger: Ledger, _ days: [Day], _ rewards: [RewardRules]
    ) throws -> [RewardWindow] {
        var reading = try RewardReading(store)
        for day in days where ledger.isClosed(day) { try reading.read(day) }
        // What came back was rewarded before, caps look back, and a late record to its own month.
        let touched = reading.touched.union(days.prefix(1))
        let first = rewards.flatMap { reward in touched.map { reward.reach(back: $0) } }.min()
        if let first, let from = days.first, first < from {
            for day in (0..<(from - first)).map({ first + $0 }) where ledger.isClosed(day) {
                try reading.read(day)
            }
        }
        return try reading.finish()
    }

    /// A reward is claimed in the window of its meal and taken back in that of its void.
    private mutating func addReward(
        _ reward: RewardRules, _ windows: [RewardWindow], _ canteens: [Canteen]
    ) {
        let streets = Dictionary(uniqueKeysWithValues: canteens.map { ($0.id, $0.street) })
        for change in reward.changes(windows) where change.window >= from {
            guard let street = streets[change.canteen] else { continue }
            claims.append(
                Claim(
                    window: change.window, canteen: change.canteen, street: street,
                    funder: reward.funder, rule: "\(reward.id)/\(change.tier)",
                    count: change.count, amount: change.amount, evidence: change.evidence))
        }
    }
}

/// What is gathered from the transactions on the way.
private struct Gathering {
    private var sums: [String: ClaimBook.Claim] = [:]

    var claims: [ClaimBook.Claim] { sums.values.filter { $0.amount != .zero || $0.count != 0 } }

    mutating func add(
        _ transaction: SettlementTransaction, _ canteen: Canteen, _ window: Day
    ) {
        let isSale = transaction.type == .sale
        for subsidy in transaction.subsidies where subsidy.state == .claimed {
            let rule = "\(subsidy.policy)/\(subsidy.rule)"
            let key = "\(window) \(canteen.id) \(subsidy.fund) \(rule)"
            var claim =
                sums[key]
                ?? ClaimBook.Claim(
                    window: window, canteen: canteen.id, street: canteen.street,
                    funder: subsidy.fund, rule: rule, count: 0, amount: .zero, evidence: [])
            claim.count += isSale ? 1 : 0
            claim.amount += isSale ? subsidy.amount : -subsidy.amount
            claim.evidence.append(transaction.ref)
            sums[key] = claim
        }
    }
}

extension ClaimBook {
    /// How claims are put together for a table.
    package enum Grouping: String, CaseIterable, Sendable { case canteen, street, funder, rule }
    package enum Stretch: String, CaseIterable, Sendable { case day, month, quarter }

    /// One line of a table: a stretch of time, what it is grouped by, and the sum.
    package struct Total: Hashable, Sendable {
        package let stretch: String
        package let group: String
        package let count: Int
        package let amount: Fen
    }

    /// Sums by a group and a stretch of time, ascending.
    package func totals(by grouping: Grouping, per stretch: Stretch) -> [Total] {
        var sums: [String: [String: (count: Int, amount: Fen)]] = [:]
        for claim in claims {
            let time = ClaimBook.name(of: claim.window, stretch)
            let group =
                switch grouping {
                case .canteen: claim.canteen.text
                case .street: claim.street.text
                case .funder: claim.funder
                case .rule: claim.rule
                }
            let now = sums[time]?[group] ?? (0, .zero)
            sums[time, default: [:]][group] = (now.count + claim.count, now.amount + claim.amount)
        }
        return sums.sorted { $0.key < $1.key }.flatMap { time, groups in
            groups.sorted { $0.key < $1.key }.map { group, sum in
                Total(stretch: time, group: group, count: sum.count, amount: sum.amount)
            }
        }
    }

    private static func name(of day: Day, _ stretch: Stretch) -> String {
        let (year, month, _) = day.parts
        switch stretch {
        case .day: return day.description
        case .month: return "\(year.padded(4))-\(month.padded(2))"
        case .quarter: return "\(year.padded(4))-Q\((month - 1) / 3 + 1)"
        }
    }

    /// A table with a row for each claim, its records parted by `;`.
    package var csv: String {
        CSV.row(["window", "canteen", "street", "funder", "rule", "count", "amount", "records"])
            + claims.map { claim in
                CSV.row([
                    "\(claim.window)", claim.canteen.text, claim.street.text, claim.funder,
                    claim.rule, "\(claim.count)", claim.amount.yuan,
                    claim.evidence.joined(separator: ";"),
                ])
            }.joined()
    }

    /// The claims of some canteens as an operator's statement.
    package func statement(
        of one: Operator, names: [CanteenID: String], paid: [String: Fen], on today: Day
    ) -> OperatorStatement {
        let own = claims.filter { one.canteens.contains($0.canteen) }
        var sums: [String: OperatorStatement.Line] = [:]
        for claim in own {
            let key = "\(claim.canteen) \(claim.funder) \(claim.rule)"
            let now = sums[key]
            sums[key] = OperatorStatement.Line(
                canteen: names[claim.canteen] ?? claim.canteen.text, funder: claim.funder,
                rule: claim.rule, count: (now?.count ?? 0) + claim.count,
                amount: (now?.amount ?? .zero) + claim.amount)
        }
        let byDay = Dictionary(grouping: own) { "\($0.funder) \($0.window)" }.values.map { rows in
            Outstanding.Claim(
                funder: rows[0].funder, date: rows[0].window, amount: rows.total(\.amount))
        }
        return OperatorStatement(
            operatorName: one.name, from: from, to: to, lines: Array(sums.values),
            outstanding: Outstanding.lines(claims: byDay, paid: paid, on: today))
    }

    /// The end-to-end id under which a funder pays an operator for this range.
    ///
    /// - Parameter attempt: 1 for the first order of the range; what is ordered again has an id of
    ///   its own.
    package func endToEndId(_ one: Operator, _ funder: String, attempt: Int = 1) -> String {
        PaymentReference.text([one.id, funder], then: dates(attempt))
    }

    /// The id of what a funder pays for this range.
    package func batchId(_ funder: String, attempt: Int = 1) -> String {
        PaymentReference.text(["MULIN", funder], then: dates(attempt))
    }

    /// `20261101-20261130`, and `-2` behind it for a second order.
    func dates(_ attempt: Int) -> String {
        [from, to].map { $0.description.filter { $0 != "-" } }.joined(separator: "-")
            + (attempt > 1 ? "-\(attempt)" : "")
    }
}
