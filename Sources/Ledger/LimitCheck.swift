internal import Journal
internal import Meals
internal import Store
internal import Subsidies

/// Holds the grants of a window against their limits across all canteens.
///
/// Tills that were cut off may both have granted. Both sales stand; the later grant, by the time of
/// the meal, moves from the claim to suspense and is flagged. What an earlier window claimed stays
/// claimed, so a statement that was issued never changes.
struct LimitCheck {
    var books: Books
    let snapshots: SnapshotShelf
    let window: Day

    /// A grant that still counts, with what its reversals have left of it.
    private struct Candidate {
        let row: GrantUseRow
        let record: Record
        let sale: Sale
        let left: Fen
        let settled: Bool
    }

    mutating func run() throws {
        for diner in try books.store.reading.dinersWithGrants(inWindow: window) {
            try check(diner)
        }
        try books.writeBalances()
    }

    private mutating func check(_ diner: DinerID) throws {
        let reading = books.store.reading
        let days = try reading.grantDays(of: diner, inWindow: window)
        guard let first = days.first, let last = days.last else { return }
        // A week may reach into the neighbouring months.
        let rows = try reading.grants(
            of: diner, from: min(first.firstOfMonth, first.monday), to: last + 31)
        guard rows.count(where: { $0.record == $0.sale }) > 1 else { return }
        var claimed: [RuleUse] = []
        for candidate in try candidates(rows) {
            let use = candidate.row.use
            let excess =
                candidate.settled ? candidate.row.suspended : try excess(candidate, claimed)
            if !candidate.settled, excess > .zero { try suspend(candidate, excess) }
            let kept = candidate.left - min(excess, candidate.left)
            if kept > .zero {
                claimed.append(
                    RuleUse(
                        rule: use.rule, day: use.day, period: use.period, count: 1, amount: kept))
            }
        }
    }

    /// The diner's grants: those of closed windows first, then by the time of the meal.
    private func candidates(_ rows: [GrantUseRow]) throws -> [Candidate] {
        var found: [Candidate] = []
        for row in rows where row.record == row.sale {
            guard let kept = try books.store.reading.record(row.record),
                let record = try? Record(bytes: kept.bytes), case .sale(let sale) = record.body
            else { continue }
            let settled = books.state.closed.contains(kept.window)
            guard settled || kept.window == window else { continue }
            let returned = rows.filter { $0.sale == row.record && $0.record != row.record }
                .filter { $0.use.rule == row.use.rule }.total(\.use.amount)
            found.append(
                Candidate(
                    row: row, record: record, sale: sale, left: row.use.amount + returned,
                    settled: settled))
        }
        return found.sorted { a, b in
            if a.settled != b.settled { return a.settled }
            if a.record.trueTime != b.record.trueTime {
                return a.record.trueTime < b.record.trueTime
            }
            return a.record.id < b.record.id
        }
    }

    /// How much of a grant is beyond its limits, given what is claimed before it.
    private func excess(_ candidate: Candidate, _ claimed: [RuleUse]) throws -> Fen {
        guard candidate.left > .zero else { return .zero }
        let use = candidate.row.use
        let snapshot = try snapshots.snapshot(candidate.sale.snapshot) {
            try books.store.reading.snapshotDocument(candidate.sale.snapshot)
        }
        guard let policy = snapshot?.policies.first(where: { $0.id == candidate.sale.policy })
        else { return .zero }
        var allowed = candidate.left
        for limit in policy.limits(ofRule: use.rule) {
            let before = claimed.filter {
                $0.rule == use.rule && limit.covers(day: use.day, period: use.period, use: $0)
            }
            switch limit.measure {
            case .count(let count): if before.count >= count { allowed = .zero }
            case .amount(let amount):
                allowed = min(allowed, max(amount - before.total(\.amount), .zero))
            }
        }
        return candidate.left - allowed
    }

    /// Moves a part of a grant from the claims to suspense, funder by funder in written order.
    private mutating func suspend(_ candidate: Candidate, _ excess: Fen) throws {
        let row = candidate.row
        let search = OriginalSearch(
            store: books.store.reading, state: books.state, snapshots: snapshots)
        guard let original = try search.find(candidate.record.id) else { return }
        var left = excess
        var postings: [Posting] = []
        for share in original.rating.shares where share.name.rule == row.use.rule {
            let returned = original.reversed.amount(share.name.rule, share.name.funder)
            let claim = max(share.claimed - max(returned - share.variance, .zero), .zero)
            let moved = min(claim, left)
            left -= moved
            let canteen = candidate.sale.canteen
            postings.append(.debit(.doubleGrant(canteen, share.name), moved))
            postings.append(.credit(.claim(canteen, share.name), moved))
        }
        let flag = Entry.Flag(
            kind: "double-grant",
            detail: "rule \(row.use.rule): \(excess) beyond the limit across canteens")
        // A sale may hold several rules: each correction is an entry of its own.
        let rules = candidate.sale.grants.map(\.rule)
        let number = Ledger.firstCorrection + (rules.firstIndex(of: row.use.rule) ?? 0)
        try books.book(
            Entry(postings, flags: [flag]), record: row.record, number: number, window: window)
        try books.store.suspend(row, amount: excess)
    }
}
