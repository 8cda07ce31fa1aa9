import Foundation
import Meals
import Settlement

/// A million card payments against a million: half a percent missing on each side, 0.3 percent with
/// another amount; beside DuckDB, which joins the same two tables.
struct ReconcileBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private var count: Int { options.isQuick ? 200_000 : 1_000_000 }

    func run() throws -> [Finding] {
        let folder = scratch.file("reconcile")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try BenchMovements.write(count, to: folder)
        let title = "\nreconciliation: \(count) rows against \(count), tables in memory"
        var report = PairReport(
            title, ours: "mulin, rows/s", theirs: options.duckdb == nil ? nil : "DuckDB")
        var (memory, answers): (Double, [String: Set<String>]) = (0, [:])
        func ours() throws -> Double {
            let printed = try ChildProcess.run(ChildProcess.own, ["reconcile", folder])
            let figures = try ReconcileBench.figures(printed)
            memory = max(memory, figures.kilobytes / 1024)
            answers["mulin", default: []].insert(figures.answer)
            return Double(2 * count) / figures.seconds
        }
        func theirs() throws -> Double {
            let script = options.peers + "/duckdb_reconcile.py"
            let printed = try ChildProcess.run(options.duckdb ?? "python3", [script, folder])
            let figures = try ReconcileBench.figures(printed)
            answers["DuckDB", default: []].insert(figures.answer)
            return Double(2 * count) / figures.seconds
        }
        for _ in 0..<(options.isQuick ? 3 : 7) {
            try report.pair(ours: ours, theirs: options.duckdb == nil ? nil : theirs)
        }
        guard Set(answers.values).count == 1, answers.values.first?.count == 1 else {
            throw BenchFailure("the two reconciliations differ: \(answers)")
        }
        say("  both find \(answers.values.first?.first ?? "")")
        var findings = [
            Finding(name: "reconciliation", median: report.medianRate, unit: .rate),
            Finding(name: "  memory of it", median: memory, unit: .megabytes, bar: 400),
        ]
        if let ratio = report.medianRatio {
            findings.append(
                Finding(name: "  beside DuckDB", median: ratio, unit: .ratio, bar: 0.5, aim: 1))
        }
        return findings
    }

    /// The last line of a child: `seconds kilobytes matched short long amount`.
    private static func figures(
        _ printed: String
    ) throws -> (seconds: Double, kilobytes: Double, answer: String) {
        let line = printed.split(separator: "\n").last ?? ""
        let parts = line.split(separator: " ").map(String.init)
        guard parts.count == 6, let seconds = Double(parts[0]), let memory = Double(parts[1])
        else { throw BenchFailure("a reconciliation printed '\(printed)'") }
        return (
            seconds, memory,
            "\(parts[2]) matched, \(parts[3]) short, \(parts[4]) long, \(parts[5]) amounts"
        )
    }
}

/// The two tables, made up from a seed, and the child that compares them.
enum BenchMovements {
    /// Writes `ours.csv` and `theirs.csv`: `terminal,trace,second,amount`.
    static func write(_ count: Int, to folder: String) throws {
        var state: UInt64 = 20_261_123
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var (ours, theirs) = ("terminal,trace,second,amount\n", "terminal,trace,second,amount\n")
        for number in 0..<count {
            let terminal = 1 + number % 460
            let trace = number / 460 + 1
            let second = 1_790_000_000 + trace * 8 + Int(next(8))
            let amount = Int(300 + next(3_700))
            let row = "\(terminal),\(trace),\(second),"
            let fate = next(1_000)
            if fate != 0, fate != 1, fate != 2, fate != 3, fate != 4 { ours += "\(row)\(amount)\n" }
            if (5..<10).contains(fate) { continue }
            theirs += "\(row)\((10..<13).contains(fate) ? amount + 1 : amount)\n"
        }
        for (name, text) in [("ours", ours), ("theirs", theirs)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).csv"))
        }
    }

    /// Reads both tables, compares them five times, prints the median time and what was found.
    static func compare(_ folder: String) throws {
        let ours = try rows("\(folder)/ours.csv")
        let theirs = try rows("\(folder)/theirs.csv")
        var times: [Double] = []
        var result: Reconciliation?
        for _ in 0..<5 {
            let start = ContinuousClock.now
            result = Reconciler.reconcile(
                ours: ours, theirs: theirs,
                rules: ReconciliationRules(from: 0, to: .max, cutOverSeconds: 0))
            times.append((ContinuousClock.now - start).seconds)
        }
        guard let result else { return }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print(
            times.median, usage.ru_maxrss, result.matched, result.count(.short),
            result.count(.long), result.count(.amount))
    }

    private static func rows(_ path: String) throws -> [ReconciliationRow] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        var rows: [ReconciliationRow] = []
        rows.reserveCapacity(data.count / 24)
        var fields: [Int64] = [0]
        data.withUnsafeBytes { bytes in
            var isHeader = true
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "\n"):
                    if !isHeader {
                        rows.append(
                            ReconciliationRow(
                                terminal: UInt32(fields[0]), merchant: UInt32(fields[0]),
                                trace: UInt32(fields[1]), second: UInt32(fields[2]),
                                amount: Fen(fields[3])))
                    }
                    isHeader = false
                    fields.removeAll(keepingCapacity: true)
                    fields.append(0)
                case UInt8(ascii: ","): fields.append(0)
                default:
                    if !isHeader {
                        fields[fields.count - 1] =
                            fields[fields.count - 1] * 10 + Int64(byte) - 48
                    }
                }
            }
        }
        return rows
    }
}
