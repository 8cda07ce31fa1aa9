import ArgumentParser

struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Takes the month's roster and shows what is known.",
        subcommands: [
            RosterImportCommand.self, RosterShowCommand.self, RosterAdjustmentsCommand.self,
        ])
}
