import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Till

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Gives a one-time code with which a person enrols a till.",
        discussion: """
            The code holds for a day and for one enrolment; typed wrongly \(Ledger.wrongCodes) times \
            it holds no more.
            """)

    @Argument(help: "The terminal's 8-character id.") var terminal: String
    @Option(help: "The running service; without it the data directory is opened here.")
    var service: String?
    @OptionGroup var data: DataOption

    func run() async throws {
        guard let id = TerminalID(checked: terminal) else {
            throw Failure(
                "'\(terminal)' is not a terminal's id (\(TerminalKind.shape))",
                code: Failure.badInput)
        }
        var random = SystemRandomNumberGenerator()
        let code = EnrolmentCode.make(&random)
        if let service {
            let directory = try data.directory()
            try await EnrolmentCode.allow(
                id, code: code, at: ServiceLink(service), directory: directory)
        } else {
            var (ledger, _, lock) = try data.openLedger()
            try ledger.allowEnrolment(of: id, code: code, until: Moment.now.adding(seconds: 86_400))
            withExtendedLifetime(lock) {}
        }
        Console.say(code)
    }
}

/// Codes that a person can read out over the telephone and type on a till's number keys.
enum EnrolmentCode {
    /// Eight digits in two groups; few enough guesses are taken that they are enough.
    static func make(_ random: inout some RandomNumberGenerator) -> String {
        (0..<2).map { _ in
            String((0..<4).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
        }.joined(separator: "-")
    }

    /// Tells a running service to accept a code.
    static func allow(
        _ terminal: TerminalID, code: String, at link: ServiceLink, directory: DataDirectory
    ) async throws {
        let message = JSON.object(["terminal": .text(terminal.text), "code": .text(code)])
        _ = try await link.administer(
            "/v1/enrolment-codes", token: try directory.adminToken(), body: message.bytes)
    }
}
