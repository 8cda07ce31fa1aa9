import ArgumentParser
import Foundation
import Ledger
import Meals
import Service
import Store

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the settlement service that the tills post to.",
        discussion: "Ends on SIGTERM or SIGINT after writing what it has taken.")

    @Option(help: "The port to listen on; 0 takes any free one.") var port = 8080
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Flag(help: .hidden) var endWithInput = false
    @OptionGroup var data: DataOption

    func run() async throws {
        let directory = try data.directory()
        let lock = DirectoryLockBox(try DirectoryLock(directory.path))
        defer { withExtendedLifetime(lock) {} }
        let service = SettlementService(
            directory: directory, host: host, port: port, clock: { Moment.now })
        let (host, port, path) = (host, port, data.path)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await service.run { port in
                        // Whoever started the service reads the address from this line.
                        print("mulin: listening on http://\(host):\(port) for \(path)")
                        fflush(nil)
                    }
                }
                if endWithInput { ServeCommand.endWhenInputEnds() }
                try await group.next()
                group.cancelAll()
            }
        } catch let error where "\(error)".contains("Address already in use") {
            throw Failure(
                "port \(port) on \(host) is in use; name another with --port or end the program "
                    + "that has it", code: Failure.unavailable)
        }
    }

    /// Asks this process to end when its standard input does: its parent is gone then.
    private static func endWhenInputEnds() {
        let thread = Thread {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) > 0 {}
            kill(getpid(), SIGTERM)
        }
        thread.start()
    }
}
