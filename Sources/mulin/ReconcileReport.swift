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
        totals + [""] + notes + differences + bank + [summary]
    }

    /// Each merchant, and the sum of all.
    private var totals: [String] {
        var table = TextTable(
            ["merchant", "ours", "¥", "theirs", "¥", "fee", "differences", "¥"])
        for line in cards.merchants { table.add(cells(line)) }
        let all = cards.merchants
        table.add([
            all.count == 1 ? "1 merchant" : "\(all.count) merchants",
            all.reduce(0) { $0 + $1.ourCount }.grouped,
            all.total(\.ourSum).grouped, all.reduce(0) { $0 + $1.theirCount }.grouped,
            all.total(\.theirSum).grouped, all.total(\.fee).grouped,
            cards.told.count.grouped, all.total(\.explained).grouped,
        ])
        return table.lines
    }

    /// Every difference of both legs, a row each.
    var csv: String {
        cards.csv
            + (run.bank?.differences ?? []).map { CSV.row($0.cells(of: cards.date)) }.joined()
    }

    /// Every merchant's sums, a row each.
    var merchantsCSV: String {
        CSV.row([
            "settle_date", "merchant", "our_count", "our_sum", "their_count", "their_sum", "fee",
            "differences", "explained", "unexplained",
        ])
            + cards.merchants.map { line in
                CSV.row([
                    "\(cards.date)", line.merchant, "\(line.ourCount)", line.ourSum.yuan,
                    "\(line.theirCount)", line.theirSum.yuan, line.fee.yuan,
                    "\(line.differences)", line.explained.yuan, line.unexplained.yuan,
                ])
            }.joined()
    }

    private func cells(_ line: DayReconciliation.MerchantLine) -> [String] {
        [
            line.merchant, line.ourCount.grouped, line.ourSum.grouped, line.theirCount.grouped,
            line.theirSum.grouped, line.fee.grouped, line.differences.grouped,
            line.explained.grouped,
        ]
    }

    /// What a clerk has to know before the differences.
    private var notes: [String] {
        var notes = deviations
        if !run.isClosed {
            notes.append(
                "\(cards.date) is not closed: tills may still send payments of it "
                    + "(mulin close \(cards.date))")
        }
        notes +=
            run.comparesFees
            ? run.uncovered.map(\.description)
            : ["the acquirer's fees were not compared: name the agreed ones with --fees"]
        notes += run.unheard.map {
            "no clearing file of \($0.merchant) came: its \($0.ourCount.grouped) payments of "
                + "¥\($0.ourSum.grouped) are short until it does"
        }
        if run.isEmpty {
            notes.append("neither side holds a payment: nothing was checked")
        }
        return notes
    }

    private var deviations: [String] {
        run.clearing.deviations.map {
            "deviation \($0.deviation.rawValue): used \($0.uses) times in \($0.file)"
        }
            + run.clearing.unconfirmed.map { "no RD2010 confirms the movements of \($0)" }
    }

    private var differences: [String] {
        cards.told.flatMap { difference -> [String] in
            let ours = difference.ours.map { cards.ours[$0].words }
            let theirs = difference.theirs.map { cards.theirs[$0].words }
            return [
                "\(difference.verdict.rawValue) \(difference.verdict.title) "
                    + "¥\(cards.loss(difference)) (by \(difference.evidence.rawValue))",
                "  ours:   \(ours.isEmpty ? "nothing" : ours.joined(separator: "\n          "))",
                "  theirs: "
                    + (theirs.isEmpty ? "nothing" : theirs.joined(separator: "\n          ")),
                "  next:   " + cards.nextStep(difference),
            ]
        }
    }

    private var bank: [String] {
        guard let bank = run.bank else { return [] }
        let others = bank.due.filter { $0.date != cards.date }
        return [
            "bank: \(bank.due.count) nets of ¥\(bank.due.total(\.amount).grouped)"
                + (others.isEmpty ? "" : ", \(others.count) of them of earlier dates")
                + ", \(bank.booked.count) bookings of ¥\(bank.booked.total(\.amount).grouped): "
                + "\(bank.result.matched) matched, \(bank.result.grouped) in parts, "
                + "\(bank.result.differences.count) differences"
        ] + bank.differences.flatMap(\.lines)
    }

    var summary: String {
        let result = cards.result
        return "\(cards.date): \(result.matched.grouped) matched, \(result.grouped) in parts, "
            + "\(result.cancelled) undone pairs, \(cards.found.count) differences"
            + (newItems.isEmpty
                ? "" : "; open items \(ReconcileReport.words(newItems))")
            + (met == 0 ? "" : "; \(met) earlier items met")
            + (cards.stillOpen.isEmpty
                ? "" : "; items \(ReconcileReport.words(cards.stillOpen)) are still open")
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
                cards.told.map { difference in
                    [
                        "verdict": .text(difference.verdict.rawValue),
                        "title": .text(difference.verdict.title),
                        "evidence": .text(difference.evidence.rawValue),
                        "settled": .bool(difference.isSettled),
                        "amount": cards.loss(difference).json,
                        "ours": .list(difference.ours.map { .text(cards.ours[$0].words) }),
                        "theirs": .list(difference.theirs.map { .text(cards.theirs[$0].words) }),
                        "next_step": .text(cards.nextStep(difference)),
                    ]
                }),
            "still_open": .list(cards.stillOpen.map { .int(Int64($0)) }),
            "closed": .bool(run.isClosed), "fees_compared": .bool(run.comparesFees),
            "fees_uncovered": .list(run.uncovered.map { .text($0.description) }),
            "no_file": .list(run.unheard.map { .text($0.merchant) }),
            "bank": run.bank.map { bank in
                [
                    "due": bank.due.total(\.amount).json,
                    "booked": bank.booked.total(\.amount).json,
                    "matched": .int(Int64(bank.result.matched)),
                    "grouped": .int(Int64(bank.result.grouped)),
                ]
            } ?? .null,
            "bank_differences": .list((run.bank?.differences ?? []).map(\.json)),
        ]
    }
}
