import Foundation
import Settlement

/// The halves of the settlement bench that run in a process of their own, for its peak of memory.
enum SettlementChild {
    /// Seconds and peak resident memory, as a child prints them on one line.
    struct Outcome {
        let seconds: Double
        let peakMegabytes: Double

        init(_ printed: String) throws {
            let words = printed.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, let seconds = Double(words[0]), let peak = Double(words[1])
            else { throw BenchFailure("a child process printed '\(printed)'") }
            self.seconds = seconds
            peakMegabytes = peak / 1024
        }
    }

    static func write(_ path: String, count: Int) throws {
        try timed {
            let writer = try SettlementWriter(
                path: path, header: BenchTransactions.header,
                merchants: BenchTransactions.merchants)
            for transaction in BenchTransactions(count: count) { try writer.write(transaction) }
            try writer.finish(claims: writer.claims, deliveries: BenchTransactions.deliveries)
        }
    }

    static func verify(_ path: String, schema: String) throws {
        try timed {
            guard try SettlementVerifier.verify(path: path, schema: schema).holds else {
                throw BenchFailure("\(path) does not hold")
            }
        }
    }

    static func timed(_ act: () throws -> Void) throws {
        let time = try ContinuousClock().measure(act)
        let seconds =
            Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        say("\(seconds) \(try peakKilobytes())")
    }

    // Not `ru_maxrss`: that one still counts what the parent had when it began this process.
    private static func peakKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        guard let peak = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        else { throw BenchFailure("the peak of memory is not known here") }
        return peak
    }
}
