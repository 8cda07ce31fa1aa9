import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Settlement

struct SettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Writes the settlement XML and the certificate of a closed window.",
        discussion: """
            With --clearing it carries the acquirer's files byte for byte, names the transaction of \
            each movement, and lists what lies between the two. They come the next morning: where \
            the file was issued before, add --correct.
            """)

    @Argument(help: "The settlement date, such as 2026-11-23.") var date: Day
    @Option(help: "The folder to write to; the data directory's own without it.")
    var out: String?
    @Flag(help: "Where the books now say otherwise, write the next issue and print what changed.")
    var correct = false
    @Option(
        parsing: .upToNextOption,
        help: "The acquirer's files (INN…ZM_…, …ZME_…, RD2010…) or their folder.")
    var clearing: [String] = []
    @Option(
        help: "The acquirer's profile; Settlements/Counterparties/unionpay-acp.yaml without.")
    var counterparty: String?
    @Option(help: "The agreed fees; without them fees are not compared.") var fees: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let (ledger, directory, lock) = try data.openOffice()
        let folder = out ?? directory.settlementPath
        let issued = try Statement(directory: directory, ledger: ledger).issue(
            date, into: folder, correcting: correct, clearing: try acquirersFiles())
        withExtendedLifetime(lock) {}
        if output.wanted {
            Console.say([
                "file": .text(issued.path), "file_id": .text(issued.fileId),
                "issue": .int(Int64(issued.issue)),
                "signature": .text(issued.signaturePath ?? ""),
                "changes": .list(try changes(issued, directory).map { .text($0.description) }),
                "certificate": .text(issued.certificatePath),
                "missing": .list(issued.certificate.missing.map { .text($0.text) }),
            ])
        } else {
            Console.say(issued.path)
            if let signature = issued.signaturePath { Console.say(signature) }
            Console.say(issued.certificatePath)
            let changes = try changes(issued, directory)
            if issued.issue > 1 {
                Console.say("issue \(issued.issue) against issue \(issued.issue - 1):")
                for change in changes { Console.say("  \(change)") }
                Console.say("\(changes.count) changes")
            }
        }
    }

    private func acquirersFiles() throws -> StatementClearing? {
        guard !clearing.isEmpty else { return nil }
        let files = try StatementClearing(
            clearing, date: date, counterparty: try ReconcileCommand.profile(counterparty),
            fees: try fees.map {
                try FeeSchedule(yaml: try ReconcileCommand.text($0), file: $0)
            })
        ClearingCommand.tell(files.day.skipped)
        return files
    }

    /// What a correction changes; nothing for a first issue.
    ///
    /// The issue before it lies where this one was written, or in the data directory's own folder.
    private func changes(
        _ issued: Statement.Issued, _ directory: DataDirectory
    ) throws -> [StatementDifference.Change] {
        guard let previous = issued.previousPath else { return [] }
        let name = URL(fileURLWithPath: previous).lastPathComponent
        let places = [previous, directory.settlementPath + "/" + name]
        guard let found = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            Console.warn(
                "mulin: \(places.joined(separator: " or ")) is not here: what changed against it is "
                    + "not shown")
            return []
        }
        return try StatementDifference(
            before: found, after: issued.path, schema: try ProductData().schemaPath
        ).changes
    }
}
