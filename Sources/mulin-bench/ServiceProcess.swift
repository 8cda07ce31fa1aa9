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

    var cpu: Double {
        let t =
            (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8))
            ?? ""
        let w = t.split(separator: " ")
        return ((Double(w[13]) ?? 0) + (Double(w[14]) ?? 0)) / 100
    }

    /// Asks the service to end and waits until it has written everything.
    func stop() {
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
