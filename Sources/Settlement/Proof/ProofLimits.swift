internal import Journal
internal import Ledger
internal import Meals
internal import Store
internal import Subsidies

/// Works out from sealed meals alone what of each grant may be claimed: one diner after another,
/// window after window as they were closed, the meals of a window in the order in which they were
/// eaten.
///
/// It shares no code with the ledger's own closing of windows, and knows nothing of its accounts.
struct ProofLimits {
    private let facts: ProofFacts
    /// The place of each window in the order of closing.
    private let places: [Day: Int]
    private let limits: (_ snapshot: String, _ policy: String?, _ rule: String) -> [Limit]
    /// What follows for each counted record.
    private(set) var derived: [RecordKey: [ProofPart]] = [:]
    private(set) var explanations: [(id: RecordID, words: String)] = []

    /// A grant as it stands while windows go by.
    private struct Standing {
        let key: RecordKey
        /// The place of the sale's window.
        let closed: Int
        let sale: ProofSale
        let rule: String
        let limits: [Limit]
        var parts: [ProofPart]

        var claimed: Fen { parts.total(\.claimed) }
    }

    init(
        _ facts: ProofFacts, closingOrder: [Day],
        limits: @escaping (_ snapshot: String, _ policy: String?, _ rule: String) -> [Limit]
    ) {
        self.facts = facts
        places = Dictionary(
            closingOrder.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.limits = limits
        var diners: [DinerID: [RecordKey]] = [:]
        var nobodys: [RecordKey] = []
        for (key, sale) in facts.sales {
            if let diner = sale.diner {
                diners[diner, default: []].append(key)
            } else {
                nobodys.append(key)
            }
        }
        let reversals = Dictionary(grouping: facts.reversals, by: \.sale)
        for (_, sales) in diners.sorted(by: { $0.key < $1.key }) {
            run(sales.sorted(), sales.flatMap { reversals[$0] ?? [] })
        }
        // Whom nobody names has no limits: each such sale stands alone, and all of it is variance.
        for sale in nobodys.sorted() { run([sale], reversals[sale] ?? []) }
    }

    private mutating func run(_ keys: [RecordKey], _ reversals: [ProofReversal]) {
        var standings: [Standing] = []
        for key in keys {
            guard let sale = facts.sales[key] else { continue }
            for grant in sale.grants {
                let parts = sale.isCounted ? grant.parts : stated(key, grant.parts)
                standings.append(
                    Standing(
                        key: key, closed: place(sale.window), sale: sale, rule: grant.rule,
                        limits: limits(sale.snapshot, sale.policy, grant.rule), parts: parts))
            }
        }
        let counted =
            standings.filter(\.sale.isCounted).map(\.closed)
            + reversals.filter(\.isCounted).map { place($0.window) }
        var before = -1
        for window in Set(counted).sorted() {
            for reversal in reversals
            where !reversal.isCounted && (before + 1...window).contains(place(reversal.window)) {
                applyStated(reversal, to: &standings)
            }
            let own = reversals.filter { $0.isCounted && place($0.window) == window }
                .sorted { $0.key < $1.key }
            for reversal in own { take(reversal, from: &standings) }
            for reversal in own { release(reversal, in: &standings, window: window) }
            limit(&standings, in: window)
            before = window
        }
    }

    /// A window that is not in the order of closing, which is a defect told elsewhere, comes last.
    private func place(_ window: Day) -> Int { places[window] ?? places.count }

    /// What the books say of a sale that is only carried along.
    private func stated(_ key: RecordKey, _ parts: [ProofPart]) -> [ProofPart] {
        let stated = facts.stated[key] ?? []
        return parts.map { part in stated.first { $0.name == part.name } ?? part }
    }

    private func applyStated(_ reversal: ProofReversal, to standings: inout [Standing]) {
        for stated in facts.stated[reversal.key] ?? [] {
            for index in standings.indices where standings[index].key == reversal.sale {
                for place in standings[index].parts.indices
                where standings[index].parts[place].name == stated.name {
                    standings[index].parts[place] = standings[index].parts[place] + stated
                }
            }
        }
    }

    /// A reversal takes back what was variance first, then what was claimed.
    private mutating func take(_ reversal: ProofReversal, from standings: inout [Standing]) {
        for grant in reversal.grants {
            guard
                let index = standings.firstIndex(where: {
                    $0.key == reversal.sale && $0.rule == grant.rule
                })
            else { continue }
            for share in grant.shares {
                guard
                    let place = standings[index].parts.firstIndex(where: {
                        $0.name.funder == share.funder
                    })
                else { continue }
                let part = standings[index].parts[place]
                let variance = min(share.amount, part.variance)
                let change = ProofPart(
                    name: part.name, claimed: variance - share.amount, variance: .zero - variance)
                standings[index].parts[place] = part + change
                add(change, to: reversal.key)
            }
        }
    }

    /// What lies in suspense of an earlier window's sale is given back before its claim is lowered.
    private mutating func release(
        _ reversal: ProofReversal, in standings: inout [Standing], window: Int
    ) {
        let rules = reversal.grants.map(\.rule)
        for index in standings.indices
        where standings[index].key == reversal.sale && standings[index].closed < window
            && rules.contains(standings[index].rule)
        {
            for place in standings[index].parts.indices {
                let part = standings[index].parts[place]
                let lowered = (derived[reversal.key] ?? []).first { $0.name == part.name }?.claimed
                let moved = min(part.suspended, max(.zero - (lowered ?? .zero), .zero))
                let change = ProofPart(
                    name: part.name, claimed: moved, suspended: .zero - moved)
                standings[index].parts[place] = part + change
                add(change, to: reversal.key)
            }
        }
    }

    private mutating func limit(_ standings: inout [Standing], in window: Int) {
        let order = standings.indices.filter { standings[$0].closed <= window }.sorted {
            let (a, b) = (standings[$0], standings[$1])
            let (isEarlier, isOtherEarlier) = (a.closed < window, b.closed < window)
            if isEarlier != isOtherEarlier { return isEarlier }
            if a.sale.time != b.sale.time { return a.sale.time < b.sale.time }
            if a.sale.id != b.sale.id { return a.sale.id < b.sale.id }
            return a.rule < b.rule
        }
        var used: [(use: RuleUse, id: RecordID)] = []
        for index in order {
            let standing = standings[index]
            if standing.closed == window, standing.sale.isCounted {
                suspend(&standings[index], used)
            }
            guard standings[index].claimed > .zero else { continue }
            let sale = standing.sale
            used.append(
                (
                    RuleUse(
                        rule: standing.rule, day: sale.day, period: sale.period, count: 1,
                        amount: standings[index].claimed), sale.id
                ))
        }
    }

    private mutating func suspend(
        _ standing: inout Standing, _ used: [(use: RuleUse, id: RecordID)]
    ) {
        var allowed = standing.claimed
        var reason: RecordID?
        for limit in standing.limits where allowed > .zero {
            let earlier = used.filter {
                $0.use.rule == standing.rule
                    && limit.covers(
                        day: standing.sale.day, period: standing.sale.period, use: $0.use)
            }
            let left: Fen
            switch limit.measure {
            case .count(let count): left = earlier.count >= count ? .zero : allowed
            case .amount(let amount): left = max(amount - earlier.total(\.use.amount), .zero)
            }
            if left < allowed {
                allowed = left
                reason = earlier.last?.id
            }
        }
        var excess = max(standing.claimed - allowed, .zero)
        if excess > .zero {
            explanations.append(
                (
                    standing.sale.id,
                    "¥\(excess) of rule \(standing.rule) lies in suspense and is not claimed: beyond "
                        + "the limit after \(reason.map { "\($0)" } ?? "other meals")"
                ))
        }
        let rated = standing.sale.grants.first { $0.rule == standing.rule }?.parts ?? []
        for place in standing.parts.indices {
            let moved = min(max(standing.parts[place].claimed, .zero), excess)
            excess -= moved
            let name = standing.parts[place].name
            standing.parts[place].claimed -= moved
            standing.parts[place].suspended += moved
            var own = rated.first { $0.name == name } ?? ProofPart(name: name)
            own.claimed -= moved
            own.suspended += moved
            add(own, to: standing.key)
        }
    }

    private mutating func add(_ part: ProofPart, to key: RecordKey) {
        var parts = derived[key] ?? []
        if let place = parts.firstIndex(where: { $0.name == part.name }) {
            parts[place] = parts[place] + part
        } else {
            parts.append(part)
        }
        derived[key] = parts
    }
}
