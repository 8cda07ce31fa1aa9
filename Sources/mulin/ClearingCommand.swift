import ArgumentParser
import Foundation
import Journal
import Meals
import Settlement

struct ClearingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clearing",
        abstract: "Turns the acquirer's files into a settlement XML, and back byte for byte.",
        discussion: """
            ZM_ and ZME_ files of one settlement date become one settlement XML without \
            transactions; RD2010 reports beside them are compared and give the merchants' names. A \
            settlement XML becomes the files that it carries, in the folder --out. To put the \
            files into a window's own settlement XML: mulin settle DATE --clearing FILE….
            """)

    @Argument(help: "The acquirer's files or their folder; or one settlement XML.")
    var files: [String]
    @Option(help: "The settlement XML to write; or the folder for the acquirer's files.")
    var out: String
    @Option(
        help: "The acquirer's profile; Settlements/Counterparties/unionpay-acp.yaml without.")
    var counterparty: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        let written: [String]
        if files.count == 1, files[0].hasSuffix(".xml") {
            written = try ClearingArchive.extract(
                files[0], schema: try ProductData().schemaPath, into: out
            ).map { "\(out)/\($0)" }
        } else {
            let skipped = try ClearingArchive.write(
                files, counterparty: try ReconcileCommand.profile(counterparty), to: out)
            ClearingCommand.tell(skipped)
            written = [out]
        }
        if output.wanted {
            Console.say(["files": .list(written.map { .text($0) })])
        } else {
            if written.isEmpty { Console.warn("mulin: \(files[0]) carries no acquirer's file") }
            for path in written { Console.say(path) }
        }
    }

    /// Says which archives were passed over.
    static func tell(_ skipped: [String]) {
        for path in skipped {
            Console.warn("mulin: \(path): passed over; the files beside it were read instead")
        }
    }
}
