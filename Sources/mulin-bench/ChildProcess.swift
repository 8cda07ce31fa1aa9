import Foundation

/// Another program, run to its end.
enum ChildProcess {
    /// This very program, for its children.
    static var own: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

    /// Runs a program and gives what it printed, errors among it.
    ///
    /// - Throws: ``BenchFailure`` with the last thing it said where it failed.
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try start(process)
        let printed = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason = printed.split(separator: "\n").last ?? ""
            throw BenchFailure("\(program) ended with \(process.terminationStatus): \(reason)")
        }
        return printed
    }

    /// Starts a process that hears signals.
    ///
    /// Async code runs on threads on which all signals are blocked; a child would inherit that, and
    /// pgbench would never hear the alarm that ends its run.
    static func start(_ process: Process) throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }
}
