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
            settle(mine[0], others[0], by: .reference)
            return
        }
        let sums = (mine.total { ours[$0].gained }, others.total { theirs[$0].gained })
        let oneMerchant =
            Set(mine.map { ours[$0].merchant } + others.map { theirs[$0].merchant }).count == 1
        if sums.0 == sums.1, oneMerchant, mine.count == 1 || others.count == 1 {
            for row in mine { ourStates[row] = .matched }
            for row in others { theirStates[row] = .matched }
            splits += mine.count == 1 ? others.count : mine.count
            return
        }
        // One of ours and the same of theirs more than once: the first is it, the rest double.
        if mine.count == 1,
            others.allSatisfy({
                theirs[$0].amount == ours[mine[0]].amount && theirs[$0].kind == ours[mine[0]].kind
            })
        {
            settle(mine[0], others[0], by: .reference)
            for row in others.dropFirst() { report(.duplicate, by: .reference, [], [row]) }
            return
        }
        report(
            mine.count == 1 || others.count == 1 ? .amount : .ambiguous, by: .reference, mine,
            others)
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
        var best: [Int: Int] = [:]
        var bestOther: [Int: Int] = [:]
        for candidate in candidates {
            best[candidate.mine] = max(best[candidate.mine] ?? 0, candidate.score)
            bestOther[candidate.other] = max(bestOther[candidate.other] ?? 0, candidate.score)
        }
        let strongest = candidates.filter {
            $0.score == best[$0.mine] && $0.score == bestOther[$0.other]
        }
        var rivals: [Int: Int] = [:]
        var rivalsOther: [Int: Int] = [:]
        for candidate in strongest {
            rivals[candidate.mine, default: 0] += 1
            rivalsOther[candidate.other, default: 0] += 1
        }
        for candidate in strongest
        where ourStates[candidate.mine] == .open && theirStates[candidate.other] == .open {
            guard rivals[candidate.mine] == 1, rivalsOther[candidate.other] == 1 else {
                let group = strongest.filter {
                    $0.mine == candidate.mine || $0.other == candidate.other
                }
                report(
                    .ambiguous, by: .candidate, Set(group.map(\.mine)).sorted(),
                    Set(group.map(\.other)).sorted())
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
        candidates(mine, others, limit: rules.clockSeconds) { row in
            UInt64(row.terminal) << 20 | UInt64(row.trace)
        } score: { a, b in
            guard a.kind == b.kind, a.reference == 0 || b.reference == 0 || a.card == b.card
            else { return nil }
            let score = 100 + (a.amount == b.amount ? 50 : 0) + (a.card == b.card ? 20 : 0)
            return (score, .clock)
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

    /// Pairs of equal group number within a time; a group's rows are few.
    private func candidates(
        _ mine: [Int], _ others: [Int], limit: UInt32, group: (ReconciliationRow) -> UInt64,
        score: (ReconciliationRow, ReconciliationRow) -> (Int, Evidence)?
    ) -> [Candidate] {
        let right = KeyOrder(others.map { group(theirs[$0]) }, rows: others.map(UInt32.init))
        var found: [Candidate] = []
        for row in mine {
            for other in right.rows(of: group(ours[row])).prefix(64) {
                let (a, b) = (ours[row], theirs[Int(other)])
                guard a.distance(to: b) <= limit, let (points, evidence) = score(a, b) else {
                    continue
                }
                found.append(
                    Candidate(mine: row, other: Int(other), score: points, evidence: evidence))
            }
        }
        return found
    }
}
