import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Settlement

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Holds a date's card payments against the acquirer's files and the bank's.",
        discussion: """
            Exit 0: everything agrees. Exit 1: differences, each with both sides and the next step; \
            they are kept as open items until a later file or two people close them.
            """,
        subcommands: [
            Run.self, ReconcileItems.self, ReconcileAssign.self, ReconcileClear.self,
            ReconcileWriteOff.self, ReconcileAccounts.self,
        ], defaultSubcommand: Run.self)

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Compares one settlement date (the default).")

        @Argument(help: "The settlement date, such as 2026-11-23.") var date: Day
        @Option(
            parsing: .upToNextOption,
            help: "Clearing files (INN…ZM_…, …ZME_…, RD2010…, Allinpay's .csv) or their folder.")
        var clearing: [String]
        @Option(parsing: .upToNextOption, help: "Bank statements (camt.053) of the morning.")
        var bank: [String] = []
        @Option(
            help: "The acquirer's profile; Settlements/Counterparties/unionpay-acp.yaml without.")
        var counterparty: String?
        @Option(help: "The agreed fees; without them fees are not compared.") var fees: String?
        @Option(help: "Also write every difference, the bank's too, to this CSV file.")
        var csv: String?
        @Option(help: "Also write every merchant's sums to this CSV file.") var merchants: String?
        @Flag(help: "Compare only: keep no open items.") var dryRun = false
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let profile = try ReconcileCommand.profile(counterparty)
            let schedule = try fees.map { path in
                try FeeSchedule(
                    yaml: try ReconcileCommand.text(path), file: path)
            }
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let run = try ReconciliationRun(
                date: date, directory: directory, ledger: ledger, clearing: clearing, bank: bank,
                counterparty: profile, fees: schedule)
            let posted =
                dryRun
                ? (new: [], met: 0)
                : try OpenItems(store: ledger.store).post(run, at: .now)
            let report = ReconcileReport(run: run, newItems: posted.new, met: posted.met)
            for (path, text) in [(csv, report.csv), (merchants, report.merchantsCSV)] {
                guard let path else { continue }
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            }
            if output.wanted {
                Console.say(report.json)
            } else {
                for line in report.lines { Console.say(line) }
            }
            if !run.isClean { throw ExitCode(Failure.differs) }
        }
    }

    static func text(_ path: String) throws -> String {
        guard let (text, _) = TextEncoding.decode(try [UInt8](file: path)) else {
            throw Problems(Problem(file: path, reason: "is not UTF-8; save it as UTF-8"))
        }
        return text
    }

    /// A named profile, or the product's own.
    static func profile(_ path: String?) throws -> Counterparty {
        let path =
            try path ?? ProductData().root + "/Settlements/Counterparties/unionpay-acp.yaml"
        return try Counterparty(yaml: try text(path), file: path)
    }
}
