import Journal
import Ledger
import Meals
import Testing

/// Hands a week's journals to a ledger in some order and some batches, and closes the windows.
struct Replay {
    let week: GeneratedWeek
    var random: SeededRandom
    /// Repeats lines, hands uploads in together and reads the database again now and then.
    var isUnsteady = true
    private var known: [Int]

    init(_ week: GeneratedWeek, seed: UInt64, isUnsteady: Bool = true) {
        self.week = week
        self.isUnsteady = isUnsteady
        random = SeededRandom(seed: seed)
        known = week.tills.map { _ in 0 }
    }

    /// Closes every window in turn.
    mutating func run(_ bureau: inout Bureau, after: (Bureau, Day) throws -> Void = { _, _ in })
        throws
    {
        for day in 0...GeneratedWeek.days {
            let window = SampleDistrict.monday + day
            try hear(&bureau, closing: window)
            let missing = try bureau.ledger.close(window, force: true).missing
            let expected = week.tills.indices.filter { week.silent[$0].contains(window) }
            // In the last window nothing but what came around the cut-over is left.
            if day < GeneratedWeek.days {
                #expect(missing == expected.map { week.tills[$0].terminal }.sorted())
            }
            try after(bureau, window)
        }
        #expect(known == week.tills.map(\.lines.count))
    }

    /// Hears everything, then closes the windows in some order.
    mutating func runShuffled(_ bureau: inout Bureau) throws {
        let windows = (0...GeneratedWeek.days).map { SampleDistrict.monday + $0 }
        for window in windows { try hear(&bureau, closing: window) }
        for window in windows.shuffled(using: &random) {
            _ = try bureau.ledger.close(window, force: true)
        }
    }

    private mutating func hear(_ bureau: inout Bureau, closing window: Day) throws {
        let goals = week.tills.indices.map { till in
            let range = week.heard(till, closing: window)
            let low = max(range.lowerBound, known[till])
            return isUnsteady
                ? Int.random(in: low...max(low, range.upperBound), using: &random) : low
        }
        while let till = week.tills.indices.filter({ known[$0] < goals[$0] })
            .randomElement(using: &random)
        {
            var submissions = [try next(till, goals[till], bureau)]
            if isUnsteady {
                for other in week.tills.indices where other != till && random.chance(30) {
                    submissions.append(try next(other, goals[other], bureau))
                }
                if random.chance(30) { submissions.append(try again(till, bureau)) }
                if random.chance(10) { try bureau.reopen() }
            }
            let answers = try bureau.ledger.accept(submissions, at: Bureau.now)
            #expect(answers.allSatisfy { $0.verdict == .accepted })
        }
    }

    private mutating func next(_ till: Int, _ goal: Int, _ bureau: Bureau) throws -> Submission {
        let start = known[till]
        let size = isUnsteady ? Int.random(in: 1...9, using: &random) : 1
        known[till] = max(start, min(goal, start + size))
        return try bureau.submission(week.tills[till], from: start, to: known[till])
    }

    /// Lines that were sent before, once more.
    private mutating func again(_ till: Int, _ bureau: Bureau) throws -> Submission {
        let start = Int.random(in: 0...known[till], using: &random)
        return try bureau.submission(week.tills[till], from: start, to: known[till])
    }
}
