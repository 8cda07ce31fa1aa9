import Foundation
import Ledger
import Meals
import Rehearsal
import Settlement
import Supply

/// What a demo tells at its end.
struct DemoReport {
    let rehearsal: DemoDistrict
    let closing: DemoClosing
    let morning: DemoMorning
    let kitchen: DemoKitchen
    let restarts: Int
    let seconds: TimeInterval

    private var summary: WindowSummary { closing.summary }

    var lines: [String] {
        [
            [""], figures, [""], streets, [""], window, [""], morning.lines, [""], kitchen.lines,
            [""], next,
        ].flatMap(\.self)
    }

    private var figures: [String] {
        let sales = summary.count(\.sales)
        let reversals = summary.count(\.reversals)
        var lines = [
            "营业日 \(rehearsal.plan.day)  business day, seed \(rehearsal.plan.seed)",
            "  meals      \(sales.grouped) sold, \(reversals) voids and refunds, "
                + "\(rehearsal.outages.count) tills were cut off for a while"
                + (restarts > 0 ? "; the service was restarted \(restarts) times" : ""),
            "  gross      ¥\(summary.total(\.gross).grouped)",
            "  discount   ¥\(summary.total(\.discount).grouped)",
        ]
        for (funder, amount) in summary.totals(\.claims) {
            lines.append("  subsidy    ¥\(amount.grouped) claimed from \(funder)")
        }
        let suspense = summary.total(\.suspense)
        if suspense != .zero {
            lines.append(
                "  suspense   ¥\(suspense.grouped) granted twice by tills that were cut off: "
                    + "not claimed, flagged for a person")
        }
        let variance = summary.total(\.variance)
        lines.append(
            "  variance   ¥\(variance.grouped) between the tills' decisions and the re-rating")
        for (kind, amount) in summary.totals(\.tenders) {
            lines.append("  paid       ¥\(amount.grouped) \(kind)")
        }
        return lines
    }

    private var streets: [String] {
        var rows: [DivisionCode: (name: String, canteens: Int, row: StreetSums)] = [:]
        let places = Dictionary(
            uniqueKeysWithValues: rehearsal.district.canteens.map { ($0.id, $0) })
        for row in summary.canteens {
            guard let canteen = places[row.canteen] else { continue }
            var street =
                rows[canteen.street]
                ?? (District.streetName(canteen.street) ?? canteen.street.text, 0, StreetSums())
            street.canteens += 1
            street.row.add(row)
            rows[canteen.street] = street
        }
        var table = TextTable(["街道", "canteens", "meals", "gross", "discount", "subsidy", "paid"])
        for (_, street) in rows.sorted(by: { $0.key < $1.key }) {
            table.add([
                street.name, "\(street.canteens)", street.row.meals.grouped,
                street.row.gross.grouped, street.row.discount.grouped,
                street.row.subsidy.grouped, street.row.paid.grouped,
            ])
        }
        return table.lines
    }

    private var window: [String] {
        let verdict = closing.verdict
        return [
            closing.issued.certificate.summary,
            "  settlement XML: \(verdict.totals.txnCount.grouped) transactions, "
                + "\(verdict.totals.claimCount) claims of ¥\(verdict.totals.payable.grouped), "
                + (verdict.holds
                    ? "every total derived again and equal"
                    : "\(verdict.differences.count) DIFFERENCES, see mulin verify"),
            "  \(closing.issued.path)",
            "  \(closing.issued.certificatePath)",
        ]
    }

    private var next: [String] {
        let data = rehearsal.path
        return [
            "done in \(Int(seconds.rounded())) s. What to look at:",
            "  mulin verify \(closing.issued.path)",
            "  mulin reconcile items --data \(data)",
            "  mulin verify \(data)/tills/*/epoch-001.journal",
            "  less \(closing.issued.certificatePath)",
            "  in a browser: \(kitchen.folder)/production.html, packing.html, routes.html,",
            "    purchase.html, labels.html, samples.html, record.html; what they rest on: basis.csv",
            "  mulin supply purchase \(rehearsal.plan.day + 1) --data \(data) --ingredient egg",
        ]
    }
}

/// Sums of a street's canteens.
private struct StreetSums {
    var meals = 0
    var gross = Fen.zero
    var discount = Fen.zero
    var subsidy = Fen.zero
    var paid = Fen.zero

    mutating func add(_ row: WindowSummary.Row) {
        meals += row.sales
        gross += row.gross
        discount += row.discount
        subsidy += row.subsidy
        paid += row.paid
    }
}
