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
                        ServeCommand.sayNotices(of: directory)
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

    /// Says what the bureau should know of its policies; the service goes on whatever it is.
    private static func sayNotices(of directory: DataDirectory) {
        do {
            let register = PolicyRegister(store: try Store(path: directory.databasePath))
            for notice in try register.notices(on: Moment.now.day) {
                Console.warn("mulin: notice: \(notice)")
            }
        } catch {
            Console.warn("mulin: the notices of the policies cannot be read: \(error)")
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
