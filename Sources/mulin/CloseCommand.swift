import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Till

struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Closes the window of a settlement date on the tills' watermarks.",
        discussion: """
            Refuses while tills are missing and names them (exit 1); with --force the certificate \
            names them, and what they send later goes into the next window.
            """)

    @Argument(help: "The settlement date, such as 2026-11-23.") var date: Day
    @Flag(help: "Close although tills are missing.") var force = false
    @Option(help: "The running service; without it the data directory is opened here.")
    var service: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        if let service {
            let directory = try data.directory()
            let csv = try await ServiceLink(service).administer(
                "/v1/windows/\(date)/close\(force ? "?force=true" : "")",
                token: try directory.adminToken(), body: [])
            Console.say(csv.trimmed)
            // Standard output is the certificate's table.
            let ledger = try directory.ledger(on: try directory.store())
            if let line = try incidents(in: ledger).summary(of: date) {
                Console.warn("mulin: \(line)")
            }
            return
        }
        var (ledger, _, lock) = try data.openLedger()
        defer { withExtendedLifetime(lock) {} }
        // A window is closed once; asked again, its certificate is shown again.
        let wasClosed = ledger.isClosed(date)
        let certificate =
            wasClosed
            ? try ledger.certificate(of: date) : try ledger.close(date, force: force)
        let estimate = try ledger.missingEstimate(of: certificate)
        let incidents = try incidents(in: ledger)
        if output.wanted {
            guard case .object(var json) = certificate.json else { return }
            json["missing_estimate"] = .list(
                estimate.map {
                    ["terminal": .text($0.terminal.text), "records": .int(Int64($0.records))]
                })
            json["incidents"] = incidents.json
            Console.say(.object(json))
        } else {
            Console.say(certificate.summary + (wasClosed ? " (closed before)" : ""))
            for till in estimate {
                Console.say(
                    "  \(till.terminal): about \(till.records) records are still to come, by its "
                        + "usual day")
            }
            if let line = incidents.summary(of: date) { Console.say(line) }
        }
    }

    private func incidents(in ledger: Ledger) throws -> IncidentReport {
        IncidentReport(incidents: try ledger.incidents(from: date, to: date))
    }
}

extension Certificate {
    /// The window in one sentence.
    var summary: String {
        let tills = marks.count - missing.count
        return "window \(window): \(tills) of \(marks.count) tills complete, "
            + "\(records.grouped) records"
            + (missing.isEmpty
                ? "" : "; missing: \(missing.map(\.text).joined(separator: ", "))")
    }

    var json: JSON {
        [
            "window": .text("\(window)"), "forced": .bool(forced),
            "records": .int(Int64(records)),
            "missing": .list(missing.map { .text($0.text) }),
            "terminals": .list(
                marks.map { mark in
                    [
                        "terminal": .text(mark.terminal.text), "canteen": .text(mark.canteen.text),
                        "epoch": .int(Int64(mark.epoch)), "seq": .int(Int64(mark.seq)),
                        "hash": .text(mark.hash.hex), "complete": .bool(mark.complete),
                        "records": .int(Int64(mark.records)),
                    ]
                }),
        ]
    }
}
