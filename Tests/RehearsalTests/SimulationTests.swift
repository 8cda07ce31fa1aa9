import Rehearsal
import Testing

@Suite("The fault simulator")
struct SimulationTests {
    @Test(
        "I1–I13: whatever fails, the books are what the tills sealed, over 500 seeds",
        arguments: 0..<10)
    func invariants(block: UInt64) throws {
        let world = try SimulatedWorld()
        var (records, cuts) = (0, 0)
        for seed in (block * 50 + 1)...(block * 50 + 50) {
            let tally = try Simulation.run(seed: seed, in: world)
            records += tally.records
            cuts += tally.cuts
        }
        #expect(records > 500 && cuts > 50)
    }

    @Test("lives a seed twice in the same way")
    func repeatable() throws {
        let world = try SimulatedWorld()
        let lives = try (0..<2).map { _ in
            try Simulation.run(seed: 4_711, in: world)
        }
        #expect(lives[0] == lives[1])
    }

    @Test(
        "notices what it must notice: a disk that lies about syncs, a copy that nobody told of",
        arguments: [Simulation.PlantedFault.lyingDisks, .secretCopies])
    func planted(fault: Simulation.PlantedFault) throws {
        let world = try SimulatedWorld()
        var noticed: [String] = []
        for seed in 1...60 as ClosedRange<UInt64> {
            do {
                _ = try Simulation.run(seed: seed, in: world, planting: fault)
            } catch let failure as SimulationFailure {
                noticed.append(failure.description)
            }
        }
        let words = fault == .lyingDisks ? "lost records" : "accused"
        #expect(noticed.contains { $0.contains(words) && $0.hasPrefix("seed ") })
    }
}
