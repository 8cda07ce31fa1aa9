import ArgumentParser
import Journal
import Ledger
import Meals
import Till

struct TerminalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminal", abstract: "Ends the keys of tills.", subcommands: [Revoke.self])

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends the key of a till, such as one that was stolen.",
            discussion: """
                What it sent before stands. What it sends later is kept in quarantine with its \
                money in suspense, and the till says that it was stopped. A new till takes the \
                terminal's place with mulin enrol.
                """)

        @Argument(help: "The terminal's 8-character id.") var terminal: String
        @Option(help: "Why, in some words.") var reason: String
        @Option(help: "The running service; without it the data directory is opened here.")
        var service: String?
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            guard let id = TerminalID(checked: terminal) else {
                throw Failure(
                    "'\(terminal)' is not a terminal's id (\(TerminalKind.shape))",
                    code: Failure.badInput)
            }
            let ended = try await revoke(id)
            if output.wanted {
                Console.say([
                    "terminal": .text(id.text),
                    "epochs": .list(
                        ended.map { ["epoch": .int(Int64($0.epoch)), "seq": .int(Int64($0.seq))] }),
                ])
                return
            }
            for (epoch, seq) in ended {
                Console.say("terminal \(id) epoch \(epoch): revoked after record \(seq)")
            }
        }

        private func revoke(_ id: TerminalID) async throws -> [(epoch: Int, seq: Int)] {
            guard let service else {
                var (ledger, _, lock) = try data.openLedger()
                defer { withExtendedLifetime(lock) {} }
                return try ledger.revoke(id, reason: reason, at: .now)
            }
            let message = JSON.object(["terminal": .text(id.text), "reason": .text(reason)])
            let answer = try await ServiceLink(service).administer(
                "/v1/revocations", token: try data.directory().adminToken(), body: message.bytes)
            let epochs = (try? JSON(answer.utf8))?["epochs"]?.list ?? []
            return epochs.compactMap { entry in
                guard let epoch = entry["epoch"]?.int, let seq = entry["seq"]?.int else {
                    return nil
                }
                return (Int(epoch), Int(seq))
            }
        }
    }
}
