internal import Meals
internal import XML

/// What a correction changes against the issue before it, transaction by transaction.
package struct StatementDifference: Hashable, Sendable {
    package let before: String
    package let after: String
    package private(set) var changes: [Change] = []

    /// One transaction, claim or merchant that is not the same in both.
    package struct Change: Hashable, Sendable, CustomStringConvertible {
        package let place: String
        package let before: String
        package let after: String

        package var description: String { "\(place): \(before) → \(after)" }
    }

    /// Compares two issues in one pass; their transactions ascend by reference.
    ///
    /// - Throws: what reading them throws.
    package init(before: String, after: String, schema path: String) throws {
        self.before = before
        self.after = after
        let schema = try XMLSchema(path: path)
        let (old, new) = (
            try SettlementReader(path: before, schema: schema),
            try SettlementReader(path: after, schema: schema)
        )
        let names = Dictionary(uniqueKeysWithValues: old.merchants.map { ($0.merId, $0) })
        for merchant in new.merchants where names[merchant.merId] != merchant {
            note(
                "mer \(merchant.merId)", names[merchant.merId].map { "\($0.name)" } ?? "nothing",
                merchant.name)
        }
        for merchant in old.merchants
        where !new.merchants.contains(where: { $0.merId == merchant.merId }) {
            note("mer \(merchant.merId)", merchant.name, "nothing")
        }
        var (a, b) = (try old.next()?.transaction, try new.next()?.transaction)
        while a != nil || b != nil {
            let order = StatementDifference.order(a, b)
            if order == 0, a != b, let a, let b {
                note("txn \(b.ref)", StatementDifference.words(a), StatementDifference.words(b))
            } else if order < 0, let a {
                note("txn \(a.ref)", StatementDifference.words(a), "nothing")
            } else if order > 0, let b {
                note("txn \(b.ref)", "nothing", StatementDifference.words(b))
            }
            if order <= 0 { a = try old.next()?.transaction }
            if order >= 0 { b = try new.next()?.transaction }
        }
        let (was, now) = (try old.closing(), try new.closing())
        compare(was.claims, now.claims)
        let figures = Dictionary(was.totals.acquirersFigures) { first, _ in first }
        for (name, value) in now.totals.acquirersFigures where figures[name] != value {
            note("trailer \(name)", "\(figures[name] ?? 0)", "\(value)")
        }
    }

    private mutating func compare(_ old: [SettlementClaim], _ new: [SettlementClaim]) {
        let known = Dictionary(old.map { ("\($0.key)", $0) }) { first, _ in first }
        for claim in new where known["\(claim.key)"] != claim {
            note(
                "claim \(claim.key)",
                known["\(claim.key)"].map { "payable \($0.payable)" } ?? "nothing",
                "payable \(claim.payable)")
        }
        let kept = Set(new.map { "\($0.key)" })
        for claim in old where !kept.contains("\(claim.key)") {
            note("claim \(claim.key)", "payable \(claim.payable)", "nothing")
        }
    }

    private mutating func note(_ place: String, _ before: String, _ after: String) {
        changes.append(Change(place: place, before: before, after: after))
    }

    /// Which of two transactions comes first; the end of a file comes last.
    private static func order(_ a: SettlementTransaction?, _ b: SettlementTransaction?) -> Int {
        guard let a else { return 1 }
        guard let b else { return -1 }
        if a.ref == b.ref { return 0 }
        return a.ref.utf8.lexicographicallyPrecedes(b.ref.utf8) ? -1 : 1
    }

    private static func words(_ transaction: SettlementTransaction) -> String {
        "meal \(transaction.meal), discount \(transaction.discount), subsidies "
            + "\(transaction.granted), paid \(transaction.amount)"
    }
}
