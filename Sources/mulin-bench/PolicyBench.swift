import Foundation
import Meals
import Subsidies

/// One meal of each of a million persons under the sample policy of Putuo, limits on, beside
/// OpenFisca on the same persons; every result is compared.
struct PolicyBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private static let count = 1_000_000
    private static let day = Day(number: 20_780)

    func run() throws -> [Finding] {
        let persons = BenchPerson.some(PolicyBench.count, on: PolicyBench.day)
        let file = scratch.file("persons")
        try Data(persons.flatMap(\.bytes)).write(to: URL(fileURLWithPath: file))
        let path = options.settlements + "/Policies/putuo-2025.yaml"
        let policy = try Policy(
            yaml: try String(contentsOfFile: path, encoding: .utf8), file: path)
        let decisions = BenchDecisions(policy, persons, on: PolicyBench.day)
        let pairs = options.isQuick ? 3 : 7
        var results: [Int32] = []
        func ours() -> Double {
            let start = ContinuousClock.now
            results = decisions.decide()
            return Double(persons.count) / (ContinuousClock.now - start).seconds
        }
        guard let python = options.python else {
            var alone = PairReport(title, ours: "mulin, meals/s", theirs: nil)
            for _ in 0..<pairs { try alone.pair(ours: ours, theirs: nil) }
            return [rate(alone)]
        }
        var findings: [Finding] = []
        for (name, flags) in PolicyBench.styles {
            let out = scratch.file("openfisca")
            var report = PairReport(
                "\(title)\n  \(name)", ours: "mulin, meals/s", theirs: "OpenFisca")
            for _ in 0..<pairs {
                try report.pair(
                    ours: ours,
                    theirs: { try peer(python, file, out, flags) })
            }
            try compare(results, with: out)
            if findings.isEmpty { findings.append(rate(report)) }
            findings.append(
                Finding(
                    name: "  beside \(name)", median: report.medianRatio ?? 0, unit: .ratio,
                    bar: flags.isEmpty ? nil : 1, aim: flags.isEmpty ? 1 : nil))
        }
        return findings
    }

    /// As OpenFisca's own country template is written, and as fast as it can be made.
    private static let styles = [
        ("OpenFisca as its country template is written", ["--age", "calendar"]),
        ("OpenFisca tuned: ages from a table, memory kept", []),
    ]

    private var title: String {
        "\npolicy decisions: one meal of each of 1,000,000 persons, one core, limits on"
    }

    private func rate(_ report: PairReport) -> Finding {
        Finding(name: "policy decisions", median: report.medianRate, unit: .rate)
    }

    /// The median of five repetitions in one process: the first ones are slow.
    private func peer(
        _ python: String, _ persons: String, _ out: String, _ flags: [String]
    ) throws -> Double {
        let memory = flags.isEmpty ? [] : ["--memory", "returned"]
        let printed = try ChildProcess.run(
            python,
            [
                options.peers + "/openfisca_putuo.py", "--persons", persons, "--out", out, "--day",
                "\(PolicyBench.day)", "--repeat", "5",
            ] + flags + memory)
        let times = printed.split(separator: "\n").compactMap { line -> Double? in
            guard let at = line.range(of: "\"calculate_seconds\": ") else { return nil }
            return Double(line[at.upperBound...].prefix { $0.isNumber || ".e-".contains($0) })
        }
        guard times.count == 5 else { throw BenchFailure("OpenFisca printed '\(printed)'") }
        return Double(PolicyBench.count) / times.median
    }

    private func compare(_ results: [Int32], with out: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: out))
        let theirs = data.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
        guard theirs == results else {
            let place = zip(theirs, results).enumerated().first { $1.0 != $1.1 }?.offset ?? -1
            throw BenchFailure("OpenFisca decides otherwise for person \(place / 3)")
        }
        say("  all 1,000,000 results are the same")
    }
}

/// A person as the peer reads it.
struct BenchPerson {
    let birth: Day
    let flags: UInt8
    let gross: Int32

    /// From the lowest bit: dibao, deceased, institution, hukou, residence, dine-in, used.
    func has(_ bit: Int) -> Bool { flags >> UInt8(bit) & 1 == 1 }

    var bytes: [UInt8] {
        let birth = UInt32(bitPattern: Int32(birth.number))
        let gross = UInt32(bitPattern: gross)
        return (0..<4).map { UInt8(truncatingIfNeeded: birth >> (8 * UInt32($0))) } + [flags]
            + (0..<4).map { UInt8(truncatingIfNeeded: gross >> (8 * UInt32($0))) }
    }

    /// Most of them residents over 55, some of each kind the rules ask about.
    static func some(_ count: Int, on day: Day) -> [BenchPerson] {
        var state: UInt64 = 20_251_222
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let chances: [UInt64] = [5, 1, 1, 90, 85, 90, 20]
        return (0..<count).map { _ in
            var flags: UInt8 = 0
            for (bit, percent) in chances.enumerated() where next(100) < percent {
                flags |= 1 << UInt8(bit)
            }
            return BenchPerson(
                birth: day + -Int(20_000 + next(16_000)), flags: flags,
                gross: Int32(300 + next(3_700)))
        }
    }
}

/// The persons as the service holds them, and their meals.
struct BenchDecisions {
    private let policy: Policy
    private let day: DayFacts
    private let facts: [DinerFacts]
    private let persons: [BenchPerson]
    private let meals: [MealFacts]

    init(_ policy: Policy, _ persons: [BenchPerson], on day: Day) {
        self.policy = policy
        self.persons = persons
        let facts = DayFacts(day, WorkCalendar())
        self.day = facts
        self.facts = persons.map { person in
            var statuses: Set<Status> = []
            if person.has(0) { statuses.insert(.minimumLiving) }
            if person.has(1) { statuses.insert(.deceased) }
            if person.has(2) { statuses.insert(.institution) }
            return DinerFacts(
                Diner(
                    id: "D", birth: person.birth, hukou: person.has(3) ? "310101" : "320102",
                    residence: person.has(4) ? "310107012" : "310101001", statuses: statuses,
                    validFrom: Day(number: 0)))
        }
        meals = [Channel.takeAway, .dineIn].map {
            MealFacts(
                day: facts, period: .lunch, channel: $0, venue: .canteen, street: "310107012")
        }
    }

    /// Discount, subsidy and payment of each person's meal, in fen.
    func decide() -> [Int32] {
        var assessor = Assessor(policy)
        return [Int32](unsafeUninitializedCapacity: 3 * persons.count) { results, count in
            for place in persons.indices {
                let person = persons[place]
                assessor.begin()
                if person.has(6) {
                    for rule in 0..<3 { assessor.count(Fen(1), of: rule, on: day, .lunch) }
                }
                let gross = Fen(Int64(person.gross))
                assessor.assess(gross, of: facts[place], at: meals[person.has(5) ? 1 : 0])
                let (discount, subsidy) = (assessor.discount, assessor.subsidy)
                results[3 * place] = Int32(truncatingIfNeeded: discount.fen)
                results[3 * place + 1] = Int32(truncatingIfNeeded: subsidy.fen)
                results[3 * place + 2] = Int32(
                    truncatingIfNeeded: (gross - discount - subsidy).fen)
            }
            count = 3 * persons.count
        }
    }
}
