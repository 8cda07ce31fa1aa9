internal import Meals

extension Reconciler {
    /// Rows of one side that are still open.
    static func open(_ states: [RowState]) -> [Int] {
        states.indices.filter { states[$0] == .open }
    }

    /// Pairs what has the same retrieval reference: 1:1, 1:N and N:1 with equal sums.
    mutating func matchReferences() {
        let mine = Reconciler.open(ourStates).filter { ours[$0].reference != 0 }
        let others = Reconciler.open(theirStates).filter { theirs[$0].reference != 0 }
        guard !mine.isEmpty, !others.isEmpty else { return }
        let left = KeyOrder(mine.map { ours[$0].reference }, rows: mine.map(UInt32.init))
        let right = KeyOrder(others.map { theirs[$0].reference }, rows: others.map(UInt32.init))
        for (i, j) in CommonKeys(left, right) {
            matchReference(left.rows[i].map(Int.init), right.rows[j].map(Int.init))
        }
    }

    private mutating func matchReference(_ mine: [Int], _ others: [Int]) {
        if mine.count == 1, others.count == 1 {
            let (a, b) = (ours[mine[0]], theirs[others[0]])
            // Neither the till nor the card is the same: the reference was used twice.
            if a.terminal != b.terminal, a.card != b.card, a.card != 0, b.card != 0 {
                report(.ambiguous, by: .reference, mine, others)
            } else {
                settle(mine[0], others[0], by: .reference)
            }
            return
        }
        if takeSum(mine, others, by: .reference) { return }
        // One of ours and the same of theirs more than once: the first is it, the rest double.
        if mine.count == 1,
            others.allSatisfy({
                theirs[$0].amount == ours[mine[0]].amount && theirs[$0].kind == ours[mine[0]].kind
            })
        {
            let first = others.first { theirs[$0].key == ours[mine[0]].key } ?? others[0]
            settle(mine[0], first, by: .reference)
            for row in others where row != first { report(.duplicate, by: .reference, [], [row]) }
            return
        }
        report(
            mine.count == 1 || others.count == 1 ? .amount : .ambiguous, by: .reference, mine,
            others)
    }

    /// Takes one row of a side for several of the other's, where the sums and the merchant agree.
    ///
    /// - Returns: false where they do not; nothing is taken then.
    mutating func takeSum(_ mine: [Int], _ others: [Int], by evidence: Evidence) -> Bool {
        guard mine.count == 1 || others.count == 1, mine.count + others.count > 2,
            mine.total({ ours[$0].gained }) == others.total({ theirs[$0].gained }),
            Set(mine.map { ours[$0].merchant } + others.map { theirs[$0].merchant }).count == 1
        else { return false }
        let fees = (
            due: mine.compactMap { ours[$0].fee }, taken: others.compactMap { theirs[$0].fee }
        )
        if fees.due.count == mine.count, fees.taken.count == others.count,
            fees.due.total({ $0 }) != fees.taken.total({ $0 })
        {
            report(.fee, by: evidence, mine, others)
            return true
        }
        for row in mine { ourStates[row] = .matched }
        for row in others { theirStates[row] = .matched }
        splits += mine.count == 1 ? others.count : mine.count
        return true
    }

    // MARK: Candidates

    /// A pair that may be one movement, and how much speaks for it.
    private struct Candidate {
        let mine: Int
        let other: Int
        let score: Int
        let evidence: Evidence
    }

    /// Ranks what is left by what agrees; takes a pair only where neither side has another.
    mutating func matchCandidates() {
        let mine = Reconciler.open(ourStates)
        let others = Reconciler.open(theirStates)
        guard !mine.isEmpty, !others.isEmpty else { return }
        var candidates = candidatesByTrace(mine, others)
        candidates += candidatesByCard(mine, others)
        candidates += candidatesByAmount(mine, others)
        var best: [Int: Int] = [:]
        var bestOther: [Int: Int] = [:]
        for candidate in candidates {
            best[candidate.mine] = max(best[candidate.mine] ?? 0, candidate.score)
            bestOther[candidate.other] = max(bestOther[candidate.other] ?? 0, candidate.score)
        }
        let strongest = candidates.filter {
            $0.score == best[$0.mine] && $0.score == bestOther[$0.other]
        }
        let byMine = Dictionary(grouping: strongest, by: \.mine)
        let byOther = Dictionary(grouping: strongest, by: \.other)
        for candidate in strongest
        where ourStates[candidate.mine] == .open && theirStates[candidate.other] == .open {
            let rivals = (byMine[candidate.mine] ?? []) + (byOther[candidate.other] ?? [])
            guard rivals.count == 2 else {
                report(
                    .ambiguous, by: .candidate,
                    Set(rivals.map(\.mine)).filter { ourStates[$0] == .open }.sorted(),
                    Set(rivals.map(\.other)).filter { theirStates[$0] == .open }.sorted())
                continue
            }
            take(candidate)
        }
    }

    /// A single candidate: a clock that differs is no difference, other references are a question.
    private mutating func take(_ candidate: Candidate) {
        let (a, b) = (ours[candidate.mine], theirs[candidate.other])
        let agrees =
            a.merchant == b.merchant && a.kind == b.kind && a.amount == b.amount
        if candidate.evidence == .candidate, agrees {
            report(.ambiguous, by: .candidate, [candidate.mine], [candidate.other])
        } else {
            settle(candidate.mine, candidate.other, by: candidate.evidence)
        }
    }

    private func candidatesByTrace(_ mine: [Int], _ others: [Int]) -> [Candidate] {
        candidates(
            mine.filter { ours[$0].trace != 0 }, others, limit: rules.clockSeconds
        ) { row in
            UInt64(row.terminal) << 20 | UInt64(row.trace)
        } score: { a, b in
            let hasOther = a.reference != 0 && b.reference != 0 && a.reference != b.reference
            guard a.kind == b.kind, !hasOther || a.card == b.card && a.amount == b.amount
            else { return nil }
            let score = 100 + (a.amount == b.amount ? 50 : 0) + (a.card == b.card ? 20 : 0)
            // Another reference is another payment until a person has looked at the slips.
            return (score, hasOther ? .candidate : .clock)
        }
    }

    /// A card payment for which the till has no slip: its terminal and amount are all there is.
    private func candidatesByAmount(_ mine: [Int], _ others: [Int]) -> [Candidate] {
        candidates(
            mine.filter { ours[$0].trace == 0 }, others, limit: rules.candidateSeconds
        ) { row in
            UInt64(row.terminal) << 32 | UInt64(UInt32(truncatingIfNeeded: row.amount.fen))
        } score: { a, b in
            a.kind == b.kind && a.amount == b.amount ? (40, .candidate) : nil
        }
    }

    private func candidatesByCard(_ mine: [Int], _ others: [Int]) -> [Candidate] {
        candidates(
            mine.filter { ours[$0].card != 0 }, others.filter { theirs[$0].card != 0 },
            limit: rules.candidateSeconds
        ) { row in
            row.card
        } score: { a, b in
            guard a.kind == b.kind, a.amount == b.amount else { return nil }
            let score =
                60 + (a.terminal == b.terminal ? 30 : 0) + (a.merchant == b.merchant ? 10 : 0)
                + (a.trace == b.trace ? 25 : 0)
            return (score, .candidate)
        }
    }

    /// Pairs of equal group number within a time: for each row the nearest few, for more than
    /// those are a question all the same.
    private func candidates(
        _ mine: [Int], _ others: [Int], limit: UInt32, group: (ReconciliationRow) -> UInt64,
        score: (ReconciliationRow, ReconciliationRow) -> (Int, Evidence)?
    ) -> [Candidate] {
        let timely = others.sorted { (theirs[$0].second, $0) < (theirs[$1].second, $1) }
        let right = KeyOrder(timely.map { group(theirs[$0]) }, rows: timely.map(UInt32.init))
        var found: [Candidate] = []
        for row in mine {
            for other in nearest(right.rows(of: group(ours[row])), to: ours[row].second) {
                let (a, b) = (ours[row], theirs[other])
                guard a.distance(to: b) <= limit, let (points, evidence) = score(a, b) else {
                    continue
                }
                found.append(Candidate(mine: row, other: other, score: points, evidence: evidence))
            }
        }
        return found
    }

    /// Rows around a second, of rows in the order of time: so many before it and after it.
    private func nearest(_ rows: ArraySlice<UInt32>, to second: UInt32) -> [Int] {
        let reach = 8
        var (low, high) = (rows.startIndex, rows.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if theirs[Int(rows[middle])].second < second {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let around = max(rows.startIndex, low - reach)..<min(rows.endIndex, low + reach)
        return rows[around].map(Int.init)
    }
}
