import Foundation

/// Measures how fast the service takes sales and how fast settlement files are written.
///
/// Run by `scripts/bench`, which brings the peers: a PostgreSQL of its own and a C program.
@main
struct MulinBench {
    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("mulin-bench: \(error)\n".utf8))
            exit((error as? BenchFailure)?.code ?? 1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        switch arguments.first {
        // The bench's own child processes, so that client, server and peak memory stand apart.
        case "serve": try await ServiceProcess.serve(try argument(1, of: arguments))
        case "write":
            try SettlementChild.write(
                try argument(1, of: arguments), count: Int(try argument(2, of: arguments)) ?? 0)
        case "bundle":
            try ProofBench.bundle(try argument(1, of: arguments), try argument(2, of: arguments))
        case "check-bundle": try ProofBench.check(try argument(1, of: arguments))
        case "reconcile": try BenchMovements.compare(try argument(1, of: arguments))
        case "till-start": try TillStartBench.start(try argument(1, of: arguments))
        case "till-change": try TillStartBench.change(try argument(1, of: arguments))
        case "verify":
            try SettlementChild.verify(
                try argument(1, of: arguments), schema: try argument(2, of: arguments))
        default: try await measure(try BenchOptions(arguments))
        }
    }

    private static func argument(_ place: Int, of arguments: [String]) throws -> String {
        guard arguments.indices.contains(place) else {
            throw BenchFailure("an argument is missing", code: 64)
        }
        return arguments[place]
    }

    private static func measure(_ options: BenchOptions) async throws {
        if options.wantsHelp {
            say(BenchOptions.help)
            return
        }
        let scratch = try ScratchFolder(in: options.scratch)
        defer { scratch.remove() }
        var findings: [Finding] = []
        if [.ingest, .drain, .reconnect].contains(where: options.wants) {
            let district = try SampleDistrict.make(in: scratch, settlements: options.settlements)
            if options.wants(.ingest) {
                findings += try IngestBench(district: district, options: options).run()
            }
            if options.wants(.drain) {
                findings += try DrainBench(district: district, options: options).run()
            }
            if options.wants(.reconnect) {
                findings += try await ReconnectBench(district: district, options: options).run()
            }
        }
        if options.wants(.settlement) {
            findings += try SettlementBench(scratch: scratch, options: options).run()
        }
        if options.wants(.reconcile) {
            findings += try ReconcileBench(scratch: scratch, options: options).run()
        }
        if options.wants(.proof) {
            findings += try ProofBench(scratch: scratch, options: options).run()
        }
        if options.wants(.policy) {
            findings += try PolicyBench(scratch: scratch, options: options).run()
        }
        if options.wants(.cost) {
            findings += try CostBench(scratch: scratch, options: options).run()
        }
        if options.wants(.tillStart) {
            findings += try TillStartBench(scratch: scratch, options: options).run()
        }
        if options.wants(.forecast) {
            findings += try ForecastBench(scratch: scratch, options: options).run()
        }
        if options.wants(.recall) {
            findings += try RecallBench(scratch: scratch, options: options).run()
        }
        if options.wants(.plan) {
            findings += try PlanBench(options: options).run()
        }
        Finding.show(findings)
    }
}

/// Why the bench cannot measure, with the exit code that says so.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    let code: Int32

    init(_ description: String, code: Int32 = 1) {
        self.description = description
        self.code = code
    }
}
