import Foundation

/// The settlement file of 100,000 transactions, written beside a C program, and verified beside
/// xmllint, which only looks at the schema.
struct SettlementBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private static let transactions = 100_000

    func run() throws -> [Finding] {
        let (own, other) = (scratch.file("mulin.xml"), scratch.file("peer.xml"))
        let pairs = options.isQuick ? 3 : 7
        var peaks: [Double] = []
        var writing = PairReport(
            "\nsettlement XML of 100,000 transactions, on disk when the time stops",
            ours: "mulin, txn/s", theirs: options.writer == nil ? nil : "C, txn/s")
        for _ in 0..<pairs {
            try writing.pair(
                ours: { try rate(["write", own, "\(SettlementBench.transactions)"], &peaks) },
                theirs: options.writer.map { writer in { try peerRate(writer, other) } })
        }
        if options.writer != nil {
            guard FileManager.default.contentsEqual(atPath: own, andPath: other) else {
                throw BenchFailure("the two settlement files are not the same")
            }
            say("  both files are the same to the byte")
        }
        var findings = [
            Finding(
                name: "settlement XML, transactions written", median: writing.medianRate,
                unit: .rate),
            Finding(
                name: "  peak resident memory", median: peaks.median, unit: .megabytes, bar: 60),
        ]
        if let ratio = writing.medianRatio {
            findings.append(
                Finding(
                    name: "  beside C on xmlTextWriter", median: ratio, unit: .ratio, bar: 0.5,
                    aim: 1))
        }
        return findings + (try verification(of: own, runs: pairs))
    }

    private func verification(of file: String, runs: Int) throws -> [Finding] {
        var peaks: [Double] = []
        var report = PairReport(
            "\nthe same file verified: schema, every row, every sum", ours: "mulin, txn/s",
            theirs: "xmllint, txn/s")
        for _ in 0..<runs {
            try report.pair(
                ours: { try rate(["verify", file, schema], &peaks) },
                theirs: { try schemaRate(file) })
        }
        return [
            Finding(
                name: "settlement XML, transactions verified", median: report.medianRate,
                unit: .rate),
            Finding(
                name: "  peak resident memory", median: peaks.median, unit: .megabytes, bar: 60),
            Finding(
                name: "  beside xmllint on the schema alone", median: report.medianRatio ?? 0,
                unit: .ratio, bar: 0.6, aim: 1),
        ]
    }

    private func schemaRate(_ file: String) throws -> Double {
        let clock = ContinuousClock()
        let time = try clock.measure {
            _ = try ChildProcess.run(
                "/usr/bin/env", ["xmllint", "--noout", "--stream", "--schema", schema, file])
        }
        return Double(SettlementBench.transactions) / (time / .seconds(1))
    }

    private var schema: String { options.settlements + "/Schema/settlement-1.xsd" }

    private func rate(_ arguments: [String], _ peaks: inout [Double]) throws -> Double {
        let outcome = try SettlementChild.Outcome(
            try ChildProcess.run(ChildProcess.own, arguments))
        peaks.append(outcome.peakMegabytes)
        return Double(SettlementBench.transactions) / outcome.seconds
    }

    private func peerRate(_ writer: String, _ file: String) throws -> Double {
        let printed = try ChildProcess.run(writer, [file, "\(SettlementBench.transactions)"])
        guard let seconds = Double(printed.split(separator: "\n").first ?? "") else {
            throw BenchFailure("the C program printed '\(printed)'")
        }
        return Double(SettlementBench.transactions) / seconds
    }
}
