import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store
import Supply

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Flags what looks like misuse, with its records; people confirm or dismiss.",
        discussion: """
            Says, too, what was noticed of tills' journals on those dates: a copied disk, an old \
            one put back, a key that ended; what it means and what to do next. Each is a flag, too; \
            seen again after the decision it is a new one. Days before those asked for are read, too \
            (lookback_days in the thresholds): a month or a long silence cannot be seen in one day. \
            Exit 1: flags are open in the dates that were asked for.
            """,
        subcommands: [Run.self, List.self, Decide.self, AuditMeasure.self],
        defaultSubcommand: Run.self)

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Looks through settlement dates (the default).")

        @Argument(help: "The settlement date, or the first of several.") var from: Day
        @Argument(help: "The last one.") var to: Day?
        @Option(help: "Where rules begin to speak; Settlements/Audit/thresholds.yaml without.")
        var thresholds: String?
        @Option(help: "Days on which canteens were closed: date,event[,series].")
        var events: String?
        @Option(help: "A file for the flags as a table.") var csv: String?
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let last = to ?? from
            guard last >= from, last - from < 400 else {
                throw ValidationError("the last date comes before the first, or 400 days later")
            }
            let path =
                try thresholds ?? ProductData().root + "/Settlements/Audit/thresholds.yaml"
            let limits = try AuditThresholds(yaml: try ReconcileCommand.text(path), file: path)
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let closures = try events.map {
                try AuditCommand.closures($0, limits, try directory.canteens())
            }
            let desk = AuditDesk(directory: directory, ledger: ledger)
            let found = try desk.run(
                from: from, to: last, thresholds: limits, closures: closures ?? [],
                cooked: try MenuBook(folder: directory.menuPath).cookedItems
            ).union(try desk.keepIncidents(from: from, to: last))
            let rows = try desk.kept().filter { found.contains($0.identity) }
            let incidents = IncidentReport(
                incidents: try ledger.incidents(from: from, to: last))
            if let csv {
                try Data(AuditCommand.table(rows).utf8)
                    .write(to: URL(fileURLWithPath: csv), options: .atomic)
            }
            if output.wanted {
                let decisions = try ledger.store.read { try $0.auditDecisions() }
                Console.say([
                    "flags": AuditCommand.json(rows, decisions), "incidents": incidents.json,
                ])
            } else {
                AuditCommand.say(rows)
                for line in incidents.lines { Console.say(line) }
            }
            if rows.contains(where: { $0.state == "open" }) {
                throw ExitCode(Failure.differs)
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every flag with its state.")

        @Option(help: "A file for the flags as a table.") var csv: String?
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let (rows, decisions) = try data.store().read {
                (try $0.auditFlags(), try $0.auditDecisions())
            }
            if let csv {
                try Data(AuditCommand.table(rows).utf8)
                    .write(to: URL(fileURLWithPath: csv), options: .atomic)
            }
            if output.wanted {
                Console.say(["flags": AuditCommand.json(rows, decisions)])
            } else {
                AuditCommand.say(rows)
            }
        }
    }

    struct Decide: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirms or dismisses a flag, by name.")

        @Argument(help: "The flag's number.") var number: Int
        @Option(name: .customLong("as"), help: "confirmed | dismissed") var decision: String
        @Option(help: "The reason, which stays with the flag.") var note: String
        @OptionGroup var officer: OfficerOption
        @OptionGroup var data: DataOption

        func run() throws {
            guard let decision = AuditDesk.Decision(rawValue: decision) else {
                throw ValidationError("--as confirmed or --as dismissed")
            }
            let proof = try officer.proof()
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            try AuditDesk(directory: directory, ledger: ledger).decide(
                number, decision, note: note, by: proof, at: .now)
            Console.say("flag \(number): \(decision.rawValue) by \(officer.name)")
        }
    }

    private static func json(
        _ rows: [AuditFlagRow], _ decisions: [AuditDecisionRow]
    ) -> JSON {
        let history = Dictionary(grouping: decisions, by: \.flag)
        return .list(
            rows.map { row in
                [
                    "flag": .int(Int64(row.number)), "rule": .text(row.rule),
                    "severity": .text(row.severity), "canteen": .text(row.canteen),
                    "day": .text("\(row.day)"), "subject": .text(row.subject),
                    "words": .text(row.words),
                    "evidence": .list(
                        row.evidence.split(separator: " ").map { .text(String($0)) }),
                    "state": .text(row.state), "by": .text(row.decidedBy ?? ""),
                    "history": .list(
                        (history[row.number] ?? []).map { decision in
                            [
                                "state": .text(decision.state), "by": .text(decision.by),
                                "at": .text("\(decision.at)"), "note": .text(decision.note),
                            ]
                        }),
                ]
            })
    }

    /// A table with a row for each flag; the records are parted by `;`.
    private static func table(_ rows: [AuditFlagRow]) -> String {
        CSV.row([
            "flag", "severity", "rule", "canteen", "day", "subject", "words", "state", "by", "at",
            "note", "records",
        ])
            + rows.map { row in
                CSV.row([
                    "\(row.number)", row.severity, row.rule, row.canteen, "\(row.day)",
                    row.subject, row.words, row.state, row.decidedBy ?? "",
                    row.decidedAt.map { "\($0)" } ?? "", row.note ?? "",
                    row.evidence.split(separator: " ").joined(separator: ";"),
                ])
            }.joined()
    }

    /// The days of an events file on which canteens were closed.
    private static func closures(
        _ path: String, _ limits: AuditThresholds, _ canteens: [Canteen]
    ) throws -> [AuditClosure] {
        let table = try EventTable(csv: try [UInt8](file: path), file: path)
        let known = Set(canteens.map(\.id))
        return try table.entries.filter { limits.closingEvents.contains($0.event) }.map { entry in
            let canteen = entry.series.map { CanteenID($0) }
            if let canteen, !known.contains(canteen) {
                throw Problems(
                    Problem(
                        file: path,
                        reason: "\(entry.day) \(entry.event): there is no canteen '\(canteen)'"))
            }
            return AuditClosure(day: entry.day, canteen: canteen)
        }
    }

    private static func say(_ rows: [AuditFlagRow]) {
        var table = TextTable(
            ["flag", "severity", "rule", "canteen", "day", "records", "state", ""],
            texts: [1, 2, 3, 4, 6, 7])
        for row in rows {
            table.add([
                "\(row.number)", row.severity, row.rule, row.canteen, "\(row.day)",
                "\(row.evidence.split(separator: " ").count)", row.state, row.words,
            ])
        }
        for line in table.lines { Console.say(line) }
        Console.say("\(rows.count) flags, \(rows.filter { $0.state == "open" }.count) open")
    }
}
