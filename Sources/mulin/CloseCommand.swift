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
            names them, and what they send later goes into the next window. A date that is still \
            to come is never closed.
            """)

    @Argument(help: "The settlement date, such as 2026-11-23.") var date: Day
    @Flag(help: "Close although tills are missing.") var force = false
    @Option(help: "The running service; without it the data directory is opened here.")
    var service: String?
    @Option(help: "What day it is in Shanghai, where the machine's clock is not to be believed.")
    var today: Day?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        if let service { return try await ask(service) }
        var (ledger, _, lock) = try data.openLedger()
        defer { withExtendedLifetime(lock) {} }
        // A window is closed once; asked again, its certificate is shown again.
        let wasClosed = ledger.isClosed(date)
        let certificate =
            wasClosed
            ? try ledger.certificate(of: date)
            : try ledger.close(date, force: force, today: today ?? Moment.now.day)
        let incidents = try incidents(in: ledger)
        if output.wanted {
            say(certificate, incidents)
        } else {
            Console.say(certificate.summary + (wasClosed ? " (closed before)" : ""))
            for line in certificate.remarks { Console.say("  " + line) }
            if let line = incidents.summary(of: date) { Console.say(line) }
        }
    }

    /// The service closes the window; its certificate is then read beside it.
    private func ask(_ service: String) async throws {
        let directory = try data.directory()
        let csv = try await ServiceLink(service).administer(
            "/v1/windows/\(date)/close\(force ? "?force=true" : "")",
            token: try directory.adminToken(), body: [])
        let ledger = try directory.ledger(on: try directory.store())
        let incidents = try incidents(in: ledger)
        if output.wanted { return say(try ledger.certificate(of: date), incidents) }
        // Standard output is the certificate's table.
        Console.say(csv.trimmed)
        if let line = incidents.summary(of: date) { Console.warn("mulin: \(line)") }
    }

    private func say(_ certificate: Certificate, _ incidents: IncidentReport) {
        var json = certificate.json
        json["incidents"] = incidents.json
        Console.say(.object(json))
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

    /// What a person should know beside the summary, line by line.
    var remarks: [String] {
        let expected = missing.compactMap { terminal in
            estimate[terminal].map {
                "\(terminal): about \($0) records are still to come, by its usual day"
            }
        }
        let lives = earlier.map {
            "\($0.terminal): \($0.records) records of its earlier life, epoch \($0.epoch)"
        }
        guard !neverEnrolled.isEmpty else { return expected + lives }
        let names = neverEnrolled.map(\.terminal.text).joined(separator: ", ")
        return expected + lives + ["never enrolled, so nothing is expected of them: \(names)"]
    }

    var json: [String: JSON] {
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
            "earlier_lives": .list(
                earlier.map { life in
                    [
                        "terminal": .text(life.terminal.text), "canteen": .text(life.canteen.text),
                        "epoch": .int(Int64(life.epoch)), "seq": .int(Int64(life.seq)),
                        "hash": .text(life.hash.hex), "records": .int(Int64(life.records)),
                    ]
                }),
            "missing_estimate": .list(
                missing.compactMap { terminal in
                    estimate[terminal].map {
                        ["terminal": .text(terminal.text), "records": .int(Int64($0))]
                    }
                }),
            "never_enrolled": .list(neverEnrolled.map { .text($0.terminal.text) }),
        ]
    }
}
