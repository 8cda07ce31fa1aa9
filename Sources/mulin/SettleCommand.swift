import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Settlement

struct SettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Writes the settlement XML and the certificate of a closed window.")

    @Argument(help: "The settlement date, such as 2026-11-23.") var date: Day
    @Option(help: "The folder to write to; the data directory's own without it.")
    var out: String?
    @Flag(help: "Where the books now say otherwise, write the next issue and print what changed.")
    var correct = false
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let (ledger, directory, lock) = try data.openLedger()
        let folder = out ?? directory.settlementPath
        let issued = try Statement(directory: directory, ledger: ledger).issue(
            date, into: folder, correcting: correct)
        withExtendedLifetime(lock) {}
        if output.wanted {
            Console.say([
                "file": .text(issued.path), "file_id": .text(issued.fileId),
                "issue": .int(Int64(issued.issue)),
                "signature": .text(issued.signaturePath ?? ""),
                "changes": .list(try changes(issued).map { .text($0.description) }),
                "certificate": .text(issued.certificatePath),
                "missing": .list(issued.certificate.missing.map { .text($0.text) }),
            ])
        } else {
            Console.say(issued.path)
            if let signature = issued.signaturePath { Console.say(signature) }
            Console.say(issued.certificatePath)
            let changes = try changes(issued)
            if issued.issue > 1 {
                Console.say("issue \(issued.issue) against issue \(issued.issue - 1):")
                for change in changes { Console.say("  \(change)") }
                Console.say("\(changes.count) changes")
            }
        }
    }

    /// What a correction changes; nothing for a first issue.
    private func changes(_ issued: Statement.Issued) throws -> [StatementDifference.Change] {
        guard let previous = issued.previousPath else { return [] }
        guard FileManager.default.fileExists(atPath: previous) else {
            Console.warn("mulin: \(previous) is not here: what changed against it is not shown")
            return []
        }
        return try StatementDifference(
            before: previous, after: issued.path, schema: try ProductData().schemaPath
        ).changes
    }
}
