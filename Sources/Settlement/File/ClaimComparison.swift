internal import Meals

/// Compares the claims that a file states with those that its transactions give.
enum ClaimComparison {
    /// The claims that differ, by key; both lists ascend, and a stated one that does not is told.
    static func differences(
        stated: [SettlementClaim], derived: [SettlementClaim]
    ) -> [(key: ClaimKey, defects: [SettlementDefect])] {
        var differences: [(key: ClaimKey, defects: [SettlementDefect])] = []
        var rest = Dictionary(uniqueKeysWithValues: derived.map { ($0.key, $0) })
        var last: ClaimKey?
        for claim in stated {
            let key = claim.key
            var defects: [SettlementDefect] = []
            if let last, key <= last { defects.append(.order(after: "claim \(last)")) }
            last = key
            if let derived = rest.removeValue(forKey: key) {
                defects += compare(claim, derived)
            } else {
                defects.append(.claimUnfounded)
            }
            if !defects.isEmpty { differences.append((key, defects)) }
        }
        for key in rest.keys.sorted() { differences.append((key, [.claimMissing])) }
        return differences
    }

    private static func compare(
        _ stated: SettlementClaim, _ derived: SettlementClaim
    ) -> [SettlementDefect] {
        [
            ("count", Int64(stated.count), Int64(derived.count)),
            ("persons", Int64(stated.persons), Int64(derived.persons)),
            ("amt", stated.amount.fen, derived.amount.fen),
            ("reversedAmt", stated.reversed.fen, derived.reversed.fen),
        ]
        .filter { $0.1 != $0.2 }
        .map { .figure(name: $0.0, stated: $0.1, derived: $0.2) }
    }
}
