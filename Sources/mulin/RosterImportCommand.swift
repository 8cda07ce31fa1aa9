import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies

struct RosterImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes a new roster: all of it or nothing; says what it changes.",
        discussion: """
            The file is the whole roster. Who is missing from it is not listed from --from on; the \
            past keeps its facts. Where a change reaches back to meals that were claimed, \
            adjustments are proposed (mulin roster adjustments); no claim changes by itself. The \
            service may run meanwhile: tills fetch the new roster by themselves.
            """)

    @Argument(help: "roster.csv") var file: String
    @OptionGroup var data: DataOption
    @Flag(help: "Only show what would change; write nothing.") var dryRun = false
    @Option(help: "The first day on which those who are missing are not listed; today without it.")
    var from: Day?
    @Option(help: "Who imports; the login name without it.") var by: String?
    @Option(help: "Division codes (code,name,first_revision,last_revision); kept for later.")
    var areaCodes: String?
    @Option(help: "Write every change to this CSV file.") var details: String?
    @OptionGroup var output: JSONOption

    func run() async throws {
        let directory = try data.directory()
        let store = try directory.store()
        let now = Moment.now
        let codes = try areaCodes.map { try [UInt8](file: $0) }
        let areas = try codes.map { csv in
            try AreaCodes(csv: csv, file: areaCodes ?? "")
        }
        let planned = try await RosterImport(
            try [UInt8](file: file), file: file, leaving: from ?? now.day,
            areas: areas ?? directory.areaCodes(), at: now, store: store, in: directory)
        var number: Int?
        if !dryRun {
            if let codes { try directory.keepAreaCodes(codes) }
            var random = SystemRandomNumberGenerator()
            let key: [UInt8] = (0..<IdentityVault.keyLength).map { _ in random.next() }
            number = try planned.commit(by: by ?? NSUserName(), key: key, using: &random)
        }
        let report = RosterReport(planned, number: number, dryRun: dryRun, data: data.path)
        if let details {
            try Data(report.csv.utf8).write(to: URL(fileURLWithPath: details), options: .atomic)
        }
        if output.wanted {
            Console.say(report.json)
        } else {
            for line in report.lines { Console.say(line) }
        }
    }
}
