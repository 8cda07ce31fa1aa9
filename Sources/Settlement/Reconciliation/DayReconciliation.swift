package import Meals

/// One settlement date's card movements on both sides, compared, with what a clerk is told.
package struct DayReconciliation: Sendable {
    package let date: Day
    package let ours: [Movement]
    package let theirs: [Movement]
    package let result: Reconciliation
    /// By merchant, ascending.
    package let merchants: [MerchantLine]
    /// Movements of earlier items that came to rest: matched, or undone by what came today.
    package let vanished: (ours: [Movement], theirs: [Movement])

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
    ///   - sold: true for a terminal's trace and time that the books of an earlier date have.
    package init(
        date: Day, ours: [Movement], theirs: [Movement],
        carried: (ours: [Movement], theirs: [Movement]), bounds: (from: Moment, to: Moment),
        sold: (_ terminal: String, _ sale: Movement.Original) throws -> Bool
    ) rethrows {
        self.date = date
        self.ours = ours + carried.ours
        let allTheirs = theirs + carried.theirs
        self.theirs = allTheirs
        var names = ReconciliationNames()
        let mine = self.ours.map { names.row($0) }
        let others = self.theirs.map { names.row($0) }
        let rules = ReconciliationRules(
            from: ReconciliationNames.second(bounds.from),
            to: ReconciliationNames.second(bounds.to))
        let found = Reconciler.reconcile(ours: mine, theirs: others, rules: rules)
        result = found.with(
            try found.differences.map {
                try DayReconciliation.looked(back: $0, allTheirs, rules, sold)
            })
        vanished = DayReconciliation.vanished(self.ours, self.theirs, result)
        merchants = DayReconciliation.lines(self.ours, self.theirs, result, vanished)
    }

    /// What is theirs alone, seen with what earlier dates sold: the same payment once more, or the
    /// taking back of one that the books have.
    private static func looked(
        back difference: Difference, _ theirs: [Movement], _ rules: ReconciliationRules,
        _ sold: (String, Movement.Original) throws -> Bool
    ) rethrows -> Difference {
        guard difference.ours.isEmpty, difference.theirs.count == 1 else { return difference }
        let row = theirs[difference.theirs[0]]
        guard row.item == nil else { return difference }
        let verdict: Verdict
        switch difference.verdict {
        case .long where row.kind == .sale, .cutOver where row.kind == .sale:
            guard try sold(row.terminal, .init(trace: row.trace, time: row.time)) else {
                return difference
            }
            verdict = .duplicate
        case .refundWithoutSale:
            guard let original = row.original, try sold(row.terminal, original) else {
                return difference
            }
            // Ours may come with the next date's records.
            verdict =
                rules.isNearCutOver(ReconciliationNames.second(row.time)) ? .cutOver : .status
        default: return difference
        }
        return Difference(verdict, by: .none, ours: [], theirs: difference.theirs)
    }

    /// Carried rows that nothing differs in any more, by side.
    private static func vanished(
        _ ours: [Movement], _ theirs: [Movement], _ result: Reconciliation
    ) -> (ours: [Movement], theirs: [Movement]) {
        let mine = Set(result.differences.flatMap(\.ours))
        let others = Set(result.differences.flatMap(\.theirs))
        return (
            ours.indices.filter { ours[$0].item != nil && !mine.contains($0) }.map { ours[$0] },
            theirs.indices.filter { theirs[$0].item != nil && !others.contains($0) }
                .map { theirs[$0] }
        )
    }

    private static func lines(
        _ ours: [Movement], _ theirs: [Movement], _ result: Reconciliation,
        _ vanished: (ours: [Movement], theirs: [Movement])
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
        // A carried row that came to rest has its other side among today's.
        for movement in vanished.ours { lines[movement.merchant]?.explained -= movement.gained }
        for movement in vanished.theirs { lines[movement.merchant]?.explained += movement.gained }
        return lines.values.sorted { $0.merchant < $1.merchant }
    }

    /// False where no agreed fees were given: then nothing is known of theirs.
    package var comparesFees: Bool { theirs.contains { $0.feeDue != nil } }

    /// Ours less theirs in a difference, seen from the merchant.
    package func amount(_ difference: Difference) -> Fen {
        difference.ours.total { ours[$0].gained } - difference.theirs.total { theirs[$0].gained }
    }

    /// What a difference costs the merchant: for a fee what was taken above the agreed one.
    package func loss(_ difference: Difference) -> Fen {
        guard difference.verdict == .fee else { return amount(difference) }
        return difference.theirs.total {
            (theirs[$0].fee ?? .zero) - (theirs[$0].feeDue ?? theirs[$0].fee ?? .zero)
        }
    }

    /// What the clerk does with a difference.
    package func nextStep(_ difference: Difference) -> String {
        if difference.isSettled { return "nothing: both sides are there now" }
        if difference.theirs.contains(where: { theirs[$0].source.hasPrefix("disputes ") }) {
            return "answer the dispute with the slip and the journal's record, or accept it"
        }
        return difference.verdict.nextStep
    }

    /// Numbers of earlier items that today's files explain, each with how they do.
    package var met: [(item: Int, by: String)] {
        var reasons: [Int: String] = [:]
        for movement in vanished.ours + vanished.theirs {
            if let item = movement.item { reasons[item] = Evidence.reversalPair.rawValue }
        }
        for difference in result.differences where difference.isSettled {
            for item in items(difference) { reasons[item] = difference.evidence.rawValue }
        }
        // What another difference holds on to is not at rest.
        for difference in result.open {
            for item in items(difference) { reasons[item] = nil }
        }
        return reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func items(_ difference: Difference) -> [Int] {
        difference.ours.compactMap { ours[$0].item }
            + difference.theirs.compactMap { theirs[$0].item }
    }

    /// Differences of today; an earlier item that is still open is not found a second time.
    package var found: [Difference] { result.open.filter { !isCarried($0) } }

    /// What a clerk is told of today: its differences, and earlier items that it explains.
    package var told: [Difference] {
        result.differences.filter { $0.isSettled || !isCarried($0) }
    }

    /// Numbers of earlier items that nothing of today explains.
    package var stillOpen: [Int] {
        Set(result.open.filter(isCarried).flatMap(items)).subtracting(met.map(\.item)).sorted()
    }

    /// True where all of a difference was carried from earlier dates.
    private func isCarried(_ difference: Difference) -> Bool {
        difference.ours.allSatisfy { ours[$0].item != nil }
            && difference.theirs.allSatisfy { theirs[$0].item != nil }
    }
}

extension DayReconciliation {
    /// A row per difference, for a table: the columns of ``csvHeader``.
    package func cells(_ difference: Difference) -> [String] {
        let first =
            difference.ours.first.map { ours[$0] } ?? difference.theirs.first.map { theirs[$0] }
        return [
            date.description, "till-acquirer", first?.merchant ?? "", difference.verdict.rawValue,
            difference.verdict.title, difference.evidence.rawValue, loss(difference).yuan,
            difference.ours.map { ours[$0].words }.joined(separator: " + "),
            difference.theirs.map { theirs[$0].words }.joined(separator: " + "),
            nextStep(difference),
        ]
    }

    package static let csvHeader = [
        "settle_date", "leg", "merchant", "verdict", "title", "evidence", "amount", "ours",
        "theirs",
        "next_step",
    ]

    package var csv: String {
        CSV.row(DayReconciliation.csvHeader)
            + told.map { CSV.row(cells($0)) }.joined()
    }
}
