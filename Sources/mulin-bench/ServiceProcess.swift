import Foundation
import Ledger
import Meals
import Service

/// The settlement service in a process of its own.
final class ServiceProcess {
    let port: Int
    private let process = Process()
    private let input = Pipe()

    /// Starts the service on a data directory and waits until it listens.
    init(_ directory: String) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: ChildProcess.own)
        process.arguments = ["serve", directory]
        process.standardInput = input
        process.standardOutput = output
        try ChildProcess.start(process)
        var line: [UInt8] = []
        while !line.contains(UInt8(ascii: "\n")) {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchFailure("the service did not start") }
            line += data
        }
        let digits = String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let port = Int(digits) else { throw BenchFailure("the service named no port") }
        self.port = port
    }

    /// The processor time that the service has taken so far.
    var cpuSeconds: Double {
        get throws {
            let path = "/proc/\(process.processIdentifier)/stat"
            let words = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
            guard words.count > 14, let user = Double(words[13]), let system = Double(words[14])
            else { throw BenchFailure("\(path) is not as expected") }
            return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }

    /// Asks the service to end and waits until it has written everything.
    func stop() {
        // Its number may belong to another process by then.
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Is the service, in the child process, until it is asked to end or its parent is gone.
    static func serve(_ directory: String) async throws {
        let parentWatch = Thread {
            while !FileHandle.standardInput.availableData.isEmpty {}
            kill(getpid(), SIGTERM)
        }
        parentWatch.start()
        let service = SettlementService(
            directory: try DataDirectory(directory), port: 0,
            clock: {
                Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
            })
        try await service.run { port in say("\(port)") }
    }
}
