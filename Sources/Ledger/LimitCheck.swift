internal import Journal
internal import Meals
internal import Store
internal import Subsidies

/// Holds the grants of a window against their limits across all canteens, when it closes.
///
/// Tills that were cut off may both have granted. Both sales stand; the later grant, by the time of
/// the meal, moves from the claim to suspense and is flagged. What an earlier window claimed stays
/// claimed, so a statement that was issued never changes. A reversal gives back to suspense what
/// lies there of its sale, before it lowers the claim.
///
/// Only records of closed windows and of this one are looked at: the outcome is the same whatever
/// else has arrived.
struct LimitCheck {
    var books: Books
    let snapshots: SnapshotShelf
    let window: Day

    /// A grant with what its reversals have left of it.
    private struct Candidate {
        let row: GrantUseRow
        let record: Record
        let sale: Sale
        let settled: Bool
        var parts: [Part]

        var claimed: Fen { parts.total(\.claimed) }
        var suspended: Fen { parts.total(\.suspended) }

        /// The lines that move an amount of one part from the claim to suspense, or back.
        mutating func move(_ amount: Fen, part index: Int) -> [Posting] {
            parts[index].claimed -= amount
            parts[index].suspended += amount
            let name = parts[index].name
            return [
                .debit(.doubleGrant(sale.canteen, name), amount),
                .credit(.claim(sale.canteen, name), amount),
            ]
        }
    }

    /// One funder's part of a grant, in the written order of the rule.
    private struct Part {
        let name: SubsidyName
        var claimed: Fen
        var suspended: Fen
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
        for var candidate in try candidates(rows) {
            if candidate.settled {
                try release(&candidate, rows)
            } else {
                try suspend(&candidate, by: excess(candidate, claimed))
            }
            if candidate.claimed > .zero {
                let use = candidate.row.use
                claimed.append(
                    RuleUse(
                        rule: use.rule, day: use.day, period: use.period, count: 1,
                        amount: candidate.claimed))
            }
        }
    }

    /// The diner's grants: those of closed windows first, then by the time of the meal.
    private func candidates(_ rows: [GrantUseRow]) throws -> [Candidate] {
        var found: [Candidate] = []
        for row in rows where row.record == row.sale {
            guard let kept = try books.store.reading.record(row.record),
                let settled = isSettled(kept),
                let record = try? Record(bytes: kept.bytes), case .sale(let sale) = record.body
            else { continue }
            found.append(
                Candidate(
                    row: row, record: record, sale: sale, settled: settled,
                    parts: try parts(row, sale, rows)))
        }
        return found.sorted { a, b in
            if a.settled != b.settled { return a.settled }
            if a.record.trueTime != b.record.trueTime {
                return a.record.trueTime < b.record.trueTime
            }
            if a.record.id != b.record.id { return a.record.id < b.record.id }
            return a.row.use.rule < b.row.use.rule
        }
    }

    /// Whether a record's window was closed before; nil for one that is still open.
    private func isSettled(_ record: RecordRow) -> Bool? {
        if books.state.closed.contains(record.window) { return true }
        return record.window == window ? false : nil
    }

    /// What is claimed and what suspended of a grant, by its funders, after its reversals.
    private func parts(
        _ row: GrantUseRow, _ sale: Sale, _ rows: [GrantUseRow]
    ) throws -> [Part] {
        var sums = BookedSums(books.state)
        for other in rows where other.sale == row.sale && other.use.rule == row.use.rule {
            guard let kept = try books.store.reading.record(other.record), isSettled(kept) != nil
            else { continue }
            for posting in try books.store.reading.postings(record: other.record) {
                sums.add(posting)
            }
        }
        return names(of: row.use.rule, in: sale).map { name in
            Part(
                name: name, claimed: sums[.claim(sale.canteen, name)],
                suspended: sums[.doubleGrant(sale.canteen, name)])
        }
    }

    private func names(of rule: String, in sale: Sale) -> [SubsidyName] {
        (sale.grants.first { $0.rule == rule }?.shares ?? []).map {
            SubsidyName(funder: $0.funder, policy: sale.policy ?? "none", rule: rule)
        }
    }

    /// How much of a grant is beyond its limits, given what is claimed before it.
    private func excess(_ candidate: Candidate, _ claimed: [RuleUse]) throws -> Fen {
        guard candidate.claimed > .zero else { return .zero }
        let use = candidate.row.use
        let snapshot = try snapshots.snapshot(candidate.sale.snapshot) {
            try books.store.reading.snapshotDocument(candidate.sale.snapshot)
        }
        guard let policy = snapshot?.policies.first(where: { $0.id == candidate.sale.policy })
        else { return .zero }
        var allowed = candidate.claimed
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
        return candidate.claimed - allowed
    }

    /// Moves a part of a grant from the claims to suspense, funder by funder in written order.
    private mutating func suspend(_ candidate: inout Candidate, by excess: Fen) throws {
        guard excess > .zero else { return }
        var left = excess
        var postings: [Posting] = []
        for index in candidate.parts.indices {
            let moved = min(max(candidate.parts[index].claimed, .zero), left)
            left -= moved
            postings += candidate.move(moved, part: index)
        }
        let flag = Entry.Flag(
            kind: "double-grant",
            detail: "rule \(candidate.row.use.rule): \(excess) beyond the limit across canteens")
        try correct(Entry(postings, flags: [flag]), of: candidate.row.record, candidate)
        try books.store.suspend(candidate.row, amount: candidate.suspended)
    }

    /// Lets this window's reversals of a grant empty its suspense before they lower its claim.
    private mutating func release(_ candidate: inout Candidate, _ rows: [GrantUseRow]) throws {
        let before = candidate.suspended
        guard before > .zero else { return }
        for row in rows
        where row.sale == candidate.row.sale && row.record != row.sale
            && row.use.rule == candidate.row.use.rule
        {
            guard let kept = try books.store.reading.record(row.record), kept.window == window
            else { continue }
            var sums = BookedSums(books.state)
            for posting in try books.store.reading.postings(record: row.record) {
                sums.add(posting)
            }
            var postings: [Posting] = []
            for index in candidate.parts.indices {
                let part = candidate.parts[index]
                let lowered = -sums[.claim(candidate.sale.canteen, part.name)]
                let moved = min(part.suspended, max(lowered, .zero))
                postings += candidate.move(.zero - moved, part: index)
            }
            try correct(Entry(postings), of: row.record, candidate)
        }
        if candidate.suspended != before {
            try books.store.suspend(candidate.row, amount: candidate.suspended)
        }
    }

    /// Books a correction on a record of this window.
    private mutating func correct(
        _ entry: Entry, of record: RecordKey, _ candidate: Candidate
    ) throws {
        // A sale may hold several rules: each correction is an entry of its own.
        let rules = candidate.sale.grants.map(\.rule)
        let place = rules.firstIndex(of: candidate.row.use.rule) ?? 0
        try books.book(
            entry, record: record, number: Ledger.firstCorrection + place, window: window)
    }
}
