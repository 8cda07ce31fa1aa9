package import Meals

/// One settlement date's card movements on both sides, compared, with what a clerk is told.
package struct DayReconciliation: Sendable {
    package let date: Day
    package let ours: [Movement]
    package let theirs: [Movement]
    package let result: Reconciliation
    /// By merchant, ascending.
    package let merchants: [MerchantLine]

    /// One merchant's sums; open items of earlier dates are not in them.
    package struct MerchantLine: Hashable, Sendable {
        package let merchant: String
        package fileprivate(set) var ourCount = 0
        package fileprivate(set) var ourSum = Fen.zero
        package fileprivate(set) var theirCount = 0
        package fileprivate(set) var theirSum = Fen.zero
        package fileprivate(set) var fee = Fen.zero
        /// Differences that touch the merchant, and what they explain of ours less theirs.
        package fileprivate(set) var differences = 0
        package fileprivate(set) var explained = Fen.zero

        /// 0, or something is wrong with the reconciliation itself.
        package var unexplained: Fen { ourSum - theirSum - explained }
    }

    /// Compares our movements with theirs.
    ///
    /// - Parameters:
    ///   - carried: movements of open items of earlier dates, by side.
    ///   - bounds: the settlement window.
    package init(
        date: Day, ours: [Movement], theirs: [Movement],
        carried: (ours: [Movement], theirs: [Movement]), bounds: (from: Moment, to: Moment)
    ) {
        self.date = date
        self.ours = ours + carried.ours
        self.theirs = theirs + carried.theirs
        var names = ReconciliationNames()
        let mine = self.ours.map { names.row($0) }
        let others = self.theirs.map { names.row($0) }
        result = Reconciler.reconcile(
            ours: mine, theirs: others,
            rules: ReconciliationRules(
                from: ReconciliationNames.second(bounds.from),
                to: ReconciliationNames.second(bounds.to)))
        merchants = DayReconciliation.lines(self.ours, self.theirs, result)
    }

    private static func lines(
        _ ours: [Movement], _ theirs: [Movement], _ result: Reconciliation
    ) -> [MerchantLine] {
        var lines: [String: MerchantLine] = [:]
        for movement in ours where movement.item == nil {
            lines[movement.merchant, default: .init(merchant: movement.merchant)].ourCount += 1
            lines[movement.merchant]?.ourSum += movement.gained
        }
        for movement in theirs where movement.item == nil {
            lines[movement.merchant, default: .init(merchant: movement.merchant)].theirCount += 1
            lines[movement.merchant]?.theirSum += movement.gained
            lines[movement.merchant]?.fee += movement.fee ?? .zero
        }
        for difference in result.differences {
            var touched: Set<String> = []
            for index in difference.ours {
                touched.insert(ours[index].merchant)
                if ours[index].item == nil {
                    lines[ours[index].merchant]?.explained += ours[index].gained
                }
            }
            for index in difference.theirs {
                touched.insert(theirs[index].merchant)
                if theirs[index].item == nil {
                    lines[theirs[index].merchant]?.explained -= theirs[index].gained
                }
            }
            for merchant in touched { lines[merchant]?.differences += 1 }
        }
        return lines.values.sorted { $0.merchant < $1.merchant }
    }

    /// False where no agreed fees were given: then nothing is known of theirs.
    package var comparesFees: Bool { theirs.contains { $0.feeDue != nil } }

    /// Ours less theirs in a difference, seen from the merchant.
    package func amount(_ difference: Difference) -> Fen {
        difference.ours.total { ours[$0].gained } - difference.theirs.total { theirs[$0].gained }
    }

    /// Numbers of earlier items that today's files explain, each with the difference that does.
    package var met: [(item: Int, difference: Difference)] {
        result.differences.filter(\.isSettled).flatMap { difference in
            (difference.ours.compactMap { ours[$0].item }
                + difference.theirs.compactMap { theirs[$0].item })
                .map { ($0, difference) }
        }
    }

    /// Differences of today; an earlier item that is still open is not found a second time.
    package var found: [Difference] {
        result.open.filter { difference in
            !(difference.ours.allSatisfy { ours[$0].item != nil }
                && difference.theirs.allSatisfy { theirs[$0].item != nil })
        }
    }
}

extension DayReconciliation {
    /// A row per difference, for a table: the columns of ``csvHeader``.
    package func cells(_ difference: Difference) -> [String] {
        let first =
            difference.ours.first.map { ours[$0] } ?? difference.theirs.first.map { theirs[$0] }
        return [
            date.description, first?.merchant ?? "", difference.verdict.rawValue,
            difference.verdict.title, difference.evidence.rawValue, amount(difference).yuan,
            difference.ours.map { ours[$0].words }.joined(separator: " + "),
            difference.theirs.map { theirs[$0].words }.joined(separator: " + "),
            difference.isSettled
                ? "nothing: both sides are there now" : difference.verdict.nextStep,
        ]
    }

    package static let csvHeader = [
        "settle_date", "merchant", "verdict", "title", "evidence", "amount", "ours", "theirs",
        "next_step",
    ]

    package var csv: String {
        CSV.row(DayReconciliation.csvHeader)
            + result.differences.map { CSV.row(cells($0)) }.joined()
    }
}
