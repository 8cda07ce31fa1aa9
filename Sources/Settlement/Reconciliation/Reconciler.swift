internal import Meals

/// Holds our card movements against the acquirer's: pure, deterministic, linear but for sorting.
///
/// Clean-up first, then pairs of one key that agree, then equal sums under one reference or key,
/// then pairs of one key or reference that do not agree, then ranked candidates; what is left is
/// long, short or what its surroundings make of it. A pair that is not the only one possible is
/// ambiguous and never taken.
package struct Reconciler {
    let ours: [ReconciliationRow]
    let theirs: [ReconciliationRow]
    let rules: ReconciliationRules
    var ourStates: [RowState]
    var theirStates: [RowState]
    let ourOrder: KeyOrder
    let theirOrder: KeyOrder
    var differences: [Difference] = []
    var matched = 0
    var splits = 0
    /// Rows of one key that do not agree, until sums were tried.
    var unequal: [(ours: [Int], theirs: [Int])] = []

    /// What became of a row so far.
    enum RowState: UInt8 { case open, matched, cancelled, reported }

    /// Compares both sides.
    package static func reconcile(
        ours: [ReconciliationRow], theirs: [ReconciliationRow], rules: ReconciliationRules
    ) -> Reconciliation {
        var reconciler = Reconciler(ours: ours, theirs: theirs, rules: rules)
        reconciler.cleanUp()
        reconciler.matchKeys()
        reconciler.matchReferences()
        reconciler.settleUnequal()
        reconciler.matchCandidates()
        reconciler.judgeRest()
        return Reconciliation(
            matched: reconciler.matched, grouped: reconciler.splits,
            cancelled: reconciler.cancelledPairs,
            differences: reconciler.differences.sorted(by: Difference.inOrder))
    }

    private init(
        ours: [ReconciliationRow], theirs: [ReconciliationRow], rules: ReconciliationRules
    ) {
        self.ours = ours
        self.theirs = theirs
        self.rules = rules
        ourStates = [RowState](repeating: .open, count: ours.count)
        theirStates = [RowState](repeating: .open, count: theirs.count)
        (ourOrder, theirOrder) = KeyOrder.both(ours, theirs)
    }

    private var cancelledPairs: Int {
        (ourStates.count { $0 == .cancelled } + theirStates.count { $0 == .cancelled }) / 2
    }

    // MARK: Exact key

    /// Walks both sides in the order of their keys, then the pairs in the order of our rows.
    ///
    /// Both sides come in the order of time, so that what a pair needs lies together in memory;
    /// in the order of their keys it would not.
    private mutating func matchKeys() {
        var partners = [UInt32](repeating: .max, count: ours.count)
        for (mine, others) in CommonKeys(ourOrder, theirOrder) {
            if mine.count == 1, others.count == 1 {
                partners[Int(ourOrder.rows[mine.lowerBound])] = theirOrder.rows[others.lowerBound]
            } else {
                matchGroup(
                    ourOrder.rows[mine].map(Int.init).filter { ourStates[$0] == .open },
                    theirOrder.rows[others].map(Int.init).filter { theirStates[$0] == .open })
            }
        }
        for (left, partner) in partners.enumerated() where partner != .max {
            let right = Int(partner)
            guard ourStates[left] == .open, theirStates[right] == .open else { continue }
            if agree(ours[left], theirs[right]) {
                settle(left, right, by: .key)
            } else {
                unequal.append(([left], [right]))
            }
        }
    }

    /// The same merchant, kind and amount.
    private func agree(_ a: ReconciliationRow, _ b: ReconciliationRow) -> Bool {
        a.amount == b.amount && a.kind == b.kind && a.merchant == b.merchant
    }

    /// Several rows under one key: equal ones belong together, the rest waits for sums.
    private mutating func matchGroup(_ left: [Int], _ right: [Int]) {
        var right = right
        var unmatched: [Int] = []
        for mine in left {
            if let same = right.firstIndex(where: { agree(ours[mine], theirs[$0]) }) {
                settle(mine, right.remove(at: same), by: .key)
            } else {
                unmatched.append(mine)
            }
        }
        if !unmatched.isEmpty, !right.isEmpty { unequal.append((unmatched, right)) }
    }

    /// What one key holds and no reference explained: a sum, a pair that differs, or a question.
    private mutating func settleUnequal() {
        for (left, right) in unequal {
            let mine = left.filter { ourStates[$0] == .open }
            let others = right.filter { theirStates[$0] == .open }
            guard !mine.isEmpty, !others.isEmpty, !takeSum(mine, others, by: .key) else { continue }
            if mine.count == 1, others.count == 1 {
                settle(mine[0], others[0], by: .key)
            } else {
                report(.ambiguous, by: .key, mine, others)
            }
        }
    }

    /// Notes a pair with the gravest thing that differs in it.
    mutating func settle(_ mine: Int, _ other: Int, by evidence: Evidence) {
        let (a, b) = (ours[mine], theirs[other])
        let verdict: Verdict
        if a.merchant != b.merchant {
            verdict = .wrongMerchant
        } else if a.kind != b.kind {
            verdict = .status
        } else if a.amount != b.amount {
            verdict = .amount
        } else if let due = a.fee, let taken = b.fee, due != taken {
            verdict = .fee
        } else if a.isCarried != b.isCarried {
            verdict = .cutOver
        } else {
            ourStates[mine] = .matched
            theirStates[other] = .matched
            matched += 1
            return
        }
        report(verdict, by: evidence, [mine], [other], isSettled: verdict == .cutOver)
    }

    mutating func report(
        _ verdict: Verdict, by evidence: Evidence, _ mine: [Int], _ others: [Int],
        isSettled: Bool = false
    ) {
        for row in mine { ourStates[row] = .reported }
        for row in others { theirStates[row] = .reported }
        differences.append(
            Difference(
                verdict, by: evidence, ours: mine, theirs: others, isSettled: isSettled))
    }
}

/// What a reconciliation came to.
package struct Reconciliation: Hashable, Sendable {
    /// Movements that agree, one to one.
    package let matched: Int
    /// Movements of ours or theirs that agree as the sum of several.
    package let grouped: Int
    /// Pairs of a sale and what undid it, taken out on either side.
    package let cancelled: Int
    package let differences: [Difference]

    /// Differences that a person has to look after.
    package var open: [Difference] { differences.filter { !$0.isSettled } }

    /// The same with its differences seen anew.
    func with(_ differences: [Difference]) -> Reconciliation {
        Reconciliation(
            matched: matched, grouped: grouped, cancelled: cancelled, differences: differences)
    }

    package func count(_ verdict: Verdict) -> Int {
        verdict == .matched ? matched : differences.count { $0.verdict == verdict }
    }
}

extension Difference {
    static func inOrder(_ a: Difference, _ b: Difference) -> Bool {
        (a.ours.first ?? .max, a.theirs.first ?? .max)
            < (b.ours.first ?? .max, b.theirs.first ?? .max)
    }
}

/// How near is near enough.
package struct ReconciliationRules: Hashable, Sendable {
    /// The first second of the settlement window and the first one after it.
    package let from: UInt32
    package let to: UInt32
    /// Seconds around the cut-over in which a movement may lie in the neighbouring file.
    package let cutOverSeconds: UInt32
    /// Seconds by which two clocks may differ where terminal and trace agree.
    package let clockSeconds: UInt32
    /// Seconds between movements of one card that may be the same one.
    package let candidateSeconds: UInt32

    package init(
        from: UInt32, to: UInt32, cutOverSeconds: UInt32 = 1_800, clockSeconds: UInt32 = 900,
        candidateSeconds: UInt32 = 600
    ) {
        self.from = from
        self.to = to
        self.cutOverSeconds = cutOverSeconds
        self.clockSeconds = clockSeconds
        self.candidateSeconds = candidateSeconds
    }

    /// True near either end of the window, or outside of it.
    func isNearCutOver(_ second: UInt32) -> Bool {
        second < from &+ cutOverSeconds || second >= to &- min(to, cutOverSeconds)
    }
}
