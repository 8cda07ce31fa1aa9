import Journal
import Meals
import Settlement

/// What a reconciliation tells the clerk.
struct ReconcileReport {
    let run: ReconciliationRun
    let newItems: [Int]
    let met: Int

    private var cards: DayReconciliation { run.cards }

    var lines: [String] {
        totals + [""] + deviations + differences + bank + [summary]
    }

    /// Merchants that differ, and the sum of all.
    private var totals: [String] {
        var table = TextTable(
            ["merchant", "ours", "¥", "theirs", "¥", "fee", "differences", "¥"])
        for line in cards.merchants where line.differences > 0 { table.add(cells(line)) }
        let all = cards.merchants
        table.add([
            "\(all.count) merchants", all.reduce(0) { $0 + $1.ourCount }.grouped,
            all.total(\.ourSum).grouped, all.reduce(0) { $0 + $1.theirCount }.grouped,
            all.total(\.theirSum).grouped, all.total(\.fee).grouped,
            cards.result.differences.count.grouped, all.total(\.explained).grouped,
        ])
        return table.lines
    }

    private func cells(_ line: DayReconciliation.MerchantLine) -> [String] {
        [
            line.merchant, line.ourCount.grouped, line.ourSum.grouped, line.theirCount.grouped,
            line.theirSum.grouped, line.fee.grouped, line.differences.grouped,
            line.explained.grouped,
        ]
    }

    private var deviations: [String] {
        run.clearing.deviations.map {
            "deviation \($0.deviation.rawValue): used \($0.uses) times in \($0.file)"
        }
            + run.clearing.unconfirmed.map { "no RD2010 confirms the movements of \($0)" }
    }

    private var differences: [String] {
        cards.result.differences.flatMap { difference -> [String] in
            let ours = difference.ours.map { cards.ours[$0].words }
            let theirs = difference.theirs.map { cards.theirs[$0].words }
            return [
                "\(difference.verdict.rawValue) \(difference.verdict.title) "
                    + "¥\(cards.amount(difference)) (by \(difference.evidence.rawValue))",
                "  ours:   \(ours.isEmpty ? "nothing" : ours.joined(separator: "\n          "))",
                "  theirs: "
                    + (theirs.isEmpty ? "nothing" : theirs.joined(separator: "\n          ")),
                "  next:   "
                    + (difference.isSettled
                        ? "nothing: both sides are there now" : difference.verdict.nextStep),
            ]
        }
    }

    private var bank: [String] {
        guard let bank = run.bank else { return [] }
        let rows = bank.result.differences.map { difference in
            let due = difference.ours.map { bank.due[$0] }
            let booked = difference.theirs.map { bank.booked[$0] }
            let words = (
                due: due.map { "\($0.key) ¥\($0.amount.grouped)" },
                booked: booked.map { "\($0.key ?? "unknown") ¥\($0.amount.grouped)" }
            )
            return "bank \(difference.verdict.rawValue) \(difference.verdict.title) "
                + "¥\((due.total(\.amount) - booked.total(\.amount)).grouped): "
                + "due \(words.due.isEmpty ? "nothing" : words.due.joined(separator: " + ")); "
                + "booked "
                + (words.booked.isEmpty ? "nothing" : words.booked.joined(separator: " + "))
        }
        return [
            "bank: \(bank.due.count) merchants' nets of ¥\(bank.due.total(\.amount).grouped), "
                + "\(bank.booked.count) bookings of ¥\(bank.booked.total(\.amount).grouped): "
                + "\(bank.result.matched) matched, \(bank.result.grouped) in parts, "
                + "\(rows.count) differences"
        ] + rows
    }

    var summary: String {
        let result = cards.result
        return "\(cards.date): \(result.matched.grouped) matched, \(result.grouped) in parts, "
            + "\(result.cancelled) undone pairs, \(result.open.count) differences"
            + (newItems.isEmpty
                ? "" : "; open items \(ReconcileReport.words(newItems))")
            + (met == 0 ? "" : "; \(met) earlier items met")
    }

    /// Numbers as a person writes them: `3, 7–9`.
    private static func words(_ numbers: [Int]) -> String {
        RangeSet(numbers.map { $0..<$0 + 1 }).ranges
            .map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound - 1)" }
            .joined(separator: ", ")
    }

    var json: JSON {
        [
            "settle_date": .text("\(cards.date)"), "clean": .bool(run.isClean),
            "matched": .int(Int64(cards.result.matched)),
            "grouped": .int(Int64(cards.result.grouped)),
            "cancelled_pairs": .int(Int64(cards.result.cancelled)),
            "new_items": .list(newItems.map { .int(Int64($0)) }), "met_items": .int(Int64(met)),
            "deviations": .list(deviations.map { .text($0) }),
            "merchants": .list(
                cards.merchants.map { line in
                    [
                        "merchant": .text(line.merchant), "our_count": .int(Int64(line.ourCount)),
                        "our_sum": line.ourSum.json, "their_count": .int(Int64(line.theirCount)),
                        "their_sum": line.theirSum.json, "fee": line.fee.json,
                        "differences": .int(Int64(line.differences)),
                        "explained": line.explained.json, "unexplained": line.unexplained.json,
                    ]
                }),
            "differences": .list(
                cards.result.differences.map { difference in
                    [
                        "verdict": .text(difference.verdict.rawValue),
                        "title": .text(difference.verdict.title),
                        "evidence": .text(difference.evidence.rawValue),
                        "settled": .bool(difference.isSettled),
                        "amount": cards.amount(difference).json,
                        "ours": .list(difference.ours.map { .text(cards.ours[$0].words) }),
                        "theirs": .list(difference.theirs.map { .text(cards.theirs[$0].words) }),
                        "next_step": .text(difference.verdict.nextStep),
                    ]
                }),
            "bank_differences": .list(
                (run.bank?.result.differences ?? []).map { .text($0.verdict.rawValue) }),
        ]
    }
}
