import ArgumentParser
import Foundation

@main
struct Mulin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mulin",
        abstract: "睦邻小厨: sells elder meals, keeps their ledger, settles, tells the kitchens.",
        subcommands: [
            DemoCommand.self, InitCommand.self, ServeCommand.self, EnrolCommand.self,
            SimulateCommand.self, TerminalCommand.self, CardCommand.self,
            TillCommand.self, ReplayCommand.self, CloseCommand.self, SettleCommand.self,
            BundleCommand.self, VerifyCommand.self, ReconcileCommand.self, ClearingCommand.self,
            AcquirerCommand.self, ClaimsCommand.self, AuditCommand.self,
            RosterCommand.self, PolicyCommand.self, OfficerCommand.self, MenuCommand.self,
            SupplyCommand.self,
        ])

    /// Parses, runs and turns every failure into one line on stderr and an exit code.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Console.complain(failure.message)
            Foundation.exit(failure.code)
        } catch {
            if let failure = Failure(error) {
                Console.complain(failure.message)
                Foundation.exit(failure.code)
            }
            exit(withError: error)
        }
    }
}
