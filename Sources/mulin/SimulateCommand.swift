import ArgumentParser
import Foundation
import Rehearsal

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "The fault simulator: tills, disks, networks and clocks that fail.",
        discussion: """
            Each seed is a small district that lives through some days of power cuts, torn writes, \
            lost answers, wrong clocks, copied and restored disks, full disks, a restored service. \
            The till's and the ledger's own code runs; afterwards the books are added up again \
            from the journals. A failure prints its seed and the last twenty events.
            """)

    @Option(help: "How many seeds to live through.") var seeds = 1_000
    @Option(help: "The first seed.") var seed: UInt64 = 1
    @Flag(help: "Print the result as JSON.") var json = false

    func validate() throws {
        guard seeds >= 1 else { throw ValidationError("--seeds is 1 or more") }
    }

    func run() async throws {
        let world = try SimulatedWorld()
        let begin = ContinuousClock.now
        let lanes = ProcessInfo.processInfo.activeProcessorCount
        let (first, count) = (seed, seeds)
        let results = try await withThrowingTaskGroup(of: Lane.self) { group in
            for lane in 0..<lanes {
                group.addTask { try Lane(first + UInt64(lane), every: lanes, first, count, world) }
            }
            return try await group.reduce(into: Lane()) { $0.add($1) }
        }
        let elapsed = ContinuousClock.now - begin
        report(
            results,
            seconds: Double(elapsed.components.seconds)
                + Double(elapsed.components.attoseconds) / 1e18)
        if !results.failures.isEmpty { throw ExitCode(Failure.differs) }
    }

    private func report(_ results: Lane, seconds: Double) {
        for failure in results.failures.prefix(3) { Console.warn(failure) }
        let perMinute = Int(Double(seeds) * 60 / max(seconds, 0.001))
        if json {
            print(
                #"{"seeds":\#(seeds),"first":\#(seed),"failed":\#(results.failures.count),"#
                    + #""events":\#(results.events),"records":\#(results.records),"#
                    + #""power_cuts":\#(results.cuts),"seeds_per_minute":\#(perMinute)}"#)
            return
        }
        Console.say(
            """
            \(seeds) seeds from \(seed): \(results.failures.count) failed
            \(results.events) events, \(results.records) records, \(results.cuts) power cuts
            \(perMinute) seeds a minute
            """)
    }
}

/// Every so-many-th seed, lived one after the other.
private struct Lane: Sendable {
    var events = 0
    var records = 0
    var cuts = 0
    var failures: [String] = []

    init() {}

    init(
        _ start: UInt64, every step: Int, _ first: UInt64, _ count: Int, _ world: SimulatedWorld
    ) throws {
        for seed in stride(from: start, to: first + UInt64(count), by: step) {
            do {
                let tally = try Simulation.run(seed: seed, in: world)
                events += tally.events
                records += tally.records
                cuts += tally.cuts
            } catch let failure as SimulationFailure {
                failures.append(failure.description)
            }
        }
    }

    mutating func add(_ other: Lane) {
        events += other.events
        records += other.records
        cuts += other.cuts
        failures += other.failures
    }
}
