import Foundation
import Till

/// A `mulin serve` of our own, in its own process; started again should it die.
actor ServiceProcess {
    private let data: String
    private var process: Process?
    private var input: Pipe?
    private var port = 0
    private var isStopping = false
    private(set) var restarts = 0

    init(data: String) { self.data = data }

    var address: String { "http://127.0.0.1:\(port)" }

    /// Starts it and waits until it answers.
    func start() async throws {
        var failure = Failure("it ended without a word", code: Failure.unavailable)
        // A service that lost its parent may need a moment to let go of the directory.
        for _ in 0..<40 {
            let process = Process()
            let (input, output, errors) = (Pipe(), Pipe(), Pipe())
            process.executableURL = URL(fileURLWithPath: ProductData.programPath)
            process.arguments = [
                "serve", "--data", data, "--port", "\(port)", "--end-with-input",
            ]
            process.standardInput = input
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            if let line = ServiceProcess.firstLine(output),
                let found = line.split(separator: " ").first(where: { $0.hasPrefix("http://") }),
                let number = found.split(separator: ":").last.flatMap({ Int($0) })
            {
                self.process = process
                self.input = input
                port = number
                return
            }
            process.waitUntilExit()
            let said = String(
                decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
            if let line = said.split(separator: "\n").first {
                failure = Failure(
                    String(line.replacing("mulin: ", with: "")), code: process.terminationStatus)
            }
            guard failure.code == Failure.unavailable else { break }
            try await Task.sleep(for: .milliseconds(250))
        }
        throw Failure(
            "the service did not start: \(failure.message)", code: failure.code)
    }

    /// Starts it again if it is not running any more.
    func ensureRunning() async throws {
        guard !isStopping, let process, !process.isRunning else { return }
        restarts += 1
        try await start()
    }

    /// Asks it to end and waits until it has.
    func stop() {
        isStopping = true
        guard let process, process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    private static func firstLine(_ pipe: Pipe) -> String? {
        var bytes: [UInt8] = []
        while true {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            bytes.append(contentsOf: data)
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
        }
    }
}

extension ServiceProcess {
    /// Runs some work beside a watch that restarts the service whenever it dies.
    func whileWatched<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(100))
                    try await self.ensureRunning()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let value = outcome { return value }
            }
            throw CancellationError()
        }
    }
}
