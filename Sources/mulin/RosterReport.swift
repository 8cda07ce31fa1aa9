import Journal
import Ledger
import Meals
import Store
import Subsidies

/// What an import of a roster changed, or would change.
struct RosterReport {
    private let planned: RosterImport
    /// The number of the import; nil where nothing was written.
    private let number: Int?
    private let dryRun: Bool
    private let data: String

    /// Changes of one kind that are shown one by one before the rest is only counted.
    private static let shownChanges = 20

    init(_ planned: RosterImport, number: Int?, dryRun: Bool, data: String) {
        self.planned = planned
        self.number = number
        self.dryRun = dryRun
        self.data = data
    }

    private var difference: RosterDifference { planned.difference }

    var lines: [String] {
        var lines: [String] = []
        if planned.encoding == .gb18030 {
            lines.append("\(planned.file): read as \(planned.encoding.rawValue)")
        }
        var table = TextTable(["diners", "count"])
        for kind in RosterChange.Kind.allCases {
            table.add([kind.rawValue, difference.count(kind).grouped])
        }
        table.add(["unchanged", difference.unchanged.grouped])
        table.add(["names or numbers, new", planned.newIdentities.grouped])
        table.add(["names or numbers, changed", planned.changedIdentities.grouped])
        table.add(["adjustments proposed", planned.adjustments.count.grouped])
        lines += table.lines
        for kind in RosterChange.Kind.allCases { lines += examples(kind) }
        lines.append(conclusion)
        if number != nil, !planned.adjustments.isEmpty {
            lines.append("next: mulin roster adjustments --data \(data)")
        }
        return lines
    }

    private func examples(_ kind: RosterChange.Kind) -> [String] {
        let changes = difference.changes.filter { $0.kind == kind }
        var lines = changes.prefix(RosterReport.shownChanges).map { change in
            "\(kind.rawValue) \(change.diner): "
                + change.details.map { detail in
                    "\(detail.field.rawValue) \(shown(detail.old)) → \(shown(detail.new)) "
                        + "since \(detail.since)"
                }.joined(separator: ", ")
        }
        let more = changes.count - lines.count
        if more > 0 { lines.append("\(kind.rawValue): … and \(more.grouped) more") }
        return lines
    }

    private func shown(_ text: String) -> String { text.isEmpty ? "none" : text }

    private var conclusion: String {
        if planned.changesNothing { return "nothing changes; nothing was written" }
        guard let number else { return "dry run: nothing was written" }
        return "import \(number): \(planned.rows.grouped) rows"
    }

    /// One row for each fact that differs.
    var csv: String {
        var text = CSV.row(["diner", "change", "field", "old", "new", "since"])
        for change in difference.changes {
            for detail in change.details {
                text += CSV.row([
                    change.diner.text, change.kind.rawValue, detail.field.rawValue, detail.old,
                    detail.new, "\(detail.since)",
                ])
            }
        }
        return text
    }

    var json: JSON {
        var fields: [String: JSON] = [
            "file": .text(planned.file), "rows": .int(Int64(planned.rows)),
            "encoding": .text(planned.encoding.rawValue), "dry_run": .bool(dryRun),
            "import": number.map { .int(Int64($0)) } ?? .null,
            "unchanged": .int(Int64(difference.unchanged)),
            "identities_new": .int(Int64(planned.newIdentities)),
            "identities_changed": .int(Int64(planned.changedIdentities)),
            "adjustments": .int(Int64(planned.adjustments.count)),
            "changes": .list(
                RosterChange.Kind.allCases.flatMap { kind in
                    difference.changes.filter { $0.kind == kind }
                        .prefix(RosterReport.shownChanges).map(\.json)
                }),
        ]
        for kind in RosterChange.Kind.allCases {
            fields[kind.rawValue] = .int(Int64(difference.count(kind)))
        }
        return .object(fields)
    }
}

extension RosterChange {
    fileprivate var json: JSON {
        [
            "diner": .text(diner.text), "change": .text(kind.rawValue),
            "details": .list(
                details.map { detail in
                    [
                        "field": .text(detail.field.rawValue), "old": .text(detail.old),
                        "new": .text(detail.new), "since": .text("\(detail.since)"),
                    ]
                }),
        ]
    }
}
