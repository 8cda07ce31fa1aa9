internal import Meals

extension Reconciler {
    /// What has no partner: what it is follows from the rows around it.
    mutating func judgeRest() {
        let others = Reconciler.open(theirStates)
        let twins = twins(of: others)
        for row in others {
            let verdict = verdict(ofTheirs: row, hasTwin: twins.contains(row))
            report(verdict, by: .none, [], [row])
        }
        for row in Reconciler.open(ourStates) {
            report(verdict(ofOurs: row), by: .none, [row], [])
        }
    }

    private func verdict(ofTheirs index: Int, hasTwin: Bool) -> Verdict {
        let row = theirs[index]
        if hasTwin { return .duplicate }
        if row.kind == .sale {
            // Ours is there, but undone: theirs still stands.
            if ourOrder.rows(of: row.key).contains(where: { ourStates[Int($0)] == .cancelled }) {
                return .status
            }
        } else if row.original != 0 {
            let original = ourOrder.rows(of: row.original)
            if !original.isEmpty { return .status }
            return .refundWithoutSale
        } else {
            return .refundWithoutSale
        }
        return !row.isCarried && rules.isNearCutOver(row.second) ? .cutOver : .long
    }

    private func verdict(ofOurs index: Int) -> Verdict {
        let row = ours[index]
        if theirOrder.rows(of: row.key).contains(where: { theirStates[Int($0)] == .cancelled }) {
            return .status
        }
        return !row.isCarried && rules.isNearCutOver(row.second) ? .cutOver : .short
    }

    /// Of the given rows of theirs, those that repeat another of theirs which was matched.
    private func twins(of rows: [Int]) -> Set<Int> {
        guard !rows.isEmpty else { return [] }
        var byTwinKey: [UInt64: [Int]] = [:]
        for row in rows { byTwinKey[Reconciler.twinKey(theirs[row]), default: []].append(row) }
        // Most rows are told apart by one bit: only a few ask the dictionary.
        var bits = [Bool](repeating: false, count: 1 << 16)
        for key in byTwinKey.keys { bits[Int(key & 0xFFFF)] = true }
        var twins: Set<Int> = []
        for (index, row) in theirs.enumerated() where theirStates[index] != .open {
            let key = Reconciler.twinKey(row)
            guard bits[Int(key & 0xFFFF)], let repeated = byTwinKey[key] else { continue }
            let found = repeated.filter { isTwin(theirs[$0], of: row) }
            guard !found.isEmpty else { continue }
            twins.formUnion(found)
            byTwinKey[key] = repeated.filter { !twins.contains($0) }
        }
        return twins
    }

    private static func twinKey(_ row: ReconciliationRow) -> UInt64 {
        var mixed = UInt64(row.terminal) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= UInt64(bitPattern: row.amount.fen) &* 0xC2B2_AE3D_27D4_EB4F
        mixed ^= row.card &* 0x1656_67B1_9E37_79F9
        return mixed ^ mixed >> 29
    }

    /// The same terminal, amount, kind and card, and the same reference, or about the same time
    /// and the same trace or minute.
    private func isTwin(_ row: ReconciliationRow, of other: ReconciliationRow) -> Bool {
        row.terminal == other.terminal && row.amount == other.amount && row.kind == other.kind
            && row.card == other.card
            && (row.reference != 0 && row.reference == other.reference
                || row.distance(to: other) <= rules.candidateSeconds
                    && (row.trace == other.trace
                        || row.card != 0 && row.distance(to: other) <= 60))
    }
}
