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
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let (ledger, directory, lock) = try data.openLedger()
        let folder = out ?? directory.settlementPath
        let issued = try Statement(directory: directory, ledger: ledger).issue(date, into: folder)
        withExtendedLifetime(lock) {}
        if output.wanted {
            Console.say([
                "file": .text(issued.path), "file_id": .text(issued.fileId),
                "certificate": .text(issued.certificatePath),
                "missing": .list(issued.certificate.missing.map { .text($0.text) }),
            ])
        } else {
            Console.say(issued.path)
            Console.say(issued.certificatePath)
        }
    }
}
