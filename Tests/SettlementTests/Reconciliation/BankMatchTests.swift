import Meals
import Settlement
import Testing

@Suite("Clearing totals against the bank's bookings")
struct BankMatchTests {
    private static let monday = ClearingSample.date
    private static let key = "999290058120001"

    private func due(_ offset: Int, _ amount: Int64) -> BankDue {
        BankDue(key: Self.key, date: Self.monday + offset, amount: Fen(amount))
    }

    private func booked(
        _ offset: Int?, _ amount: Int64, on day: Int = 1, key: String? = BankMatchTests.key
    ) -> BankMovement {
        BankMovement(
            key: key, date: offset.map { Self.monday + $0 }, bookedOn: Self.monday + day,
            amount: Fen(amount))
    }

    private func verdicts(_ due: [BankDue], _ booked: [BankMovement]) -> [Verdict] {
        BankMatch.reconcile(due: due, booked: booked).differences.map(\.verdict)
    }

    @Test("one for one, in parts, and several days in one")
    func groups() {
        #expect(verdicts([due(0, 100)], [booked(0, 100)]) == [])
        #expect(verdicts([due(0, 100)], [booked(0, 60), booked(0, 40)]) == [])
        #expect(
            verdicts(
                [due(-3, 100), due(-2, 200), due(-1, 300)], [booked(nil, 600, on: 0)]) == [])
        #expect(
            verdicts(
                [due(-3, 100), due(-2, 200), due(-1, 300)], [booked(-1, 600, on: 0)]) == [])
        let weekend = BankMatch.reconcile(
            due: [due(-3, 100), due(-2, 200)], booked: [booked(-3, 300, on: 0)])
        #expect(weekend.differences.isEmpty && weekend.grouped == 2)
        #expect(verdicts([due(0, 100)], [booked(nil, 100)]) == [])
        #expect(verdicts([due(0, 0)], []) == [])
        #expect(verdicts([due(0, -50)], [booked(0, -50)]) == [])
    }

    @Test("what is off is named")
    func differences() {
        #expect(verdicts([due(0, 100)], []) == [.short])
        #expect(verdicts([], [booked(0, 100)]) == [.long])
        #expect(verdicts([due(0, 100)], [booked(0, 100), booked(nil, 5, key: nil)]) == [.long])
        #expect(verdicts([due(0, 100)], [booked(0, 99)]) == [.amount])
        #expect(verdicts([due(0, 100)], [booked(0, 60), booked(0, 41)]) == [.amount])
        #expect(verdicts([due(0, 100)], [booked(0, 100), booked(0, 100)]) == [.duplicate])
        #expect(
            verdicts([due(0, 100), due(1, 100)], [booked(nil, 100, on: 3)]) == [.ambiguous])
        #expect(verdicts([due(5, 100)], [booked(nil, 100, on: 1)]) == [.short, .long])
    }

    @Test("bookings of another merchant never pay this one's day")
    func otherKey() {
        let result = BankMatch.reconcile(
            due: [due(0, 100)], booked: [booked(0, 100, key: "999290058120002")])
        #expect(Set(result.differences.map(\.verdict)) == [.short, .long])
        #expect(result.matched == 0)
    }

    @Test("a statement of several dates pays each its own; what names a later date waits")
    func dates() {
        let outcome = BankMatch.compare(
            due: [due(0, 100), due(1, 200)],
            booked: [booked(0, 100, on: 1), booked(1, 200, on: 2), booked(2, 300, on: 3)],
            through: Self.monday + 1)
        #expect(outcome.result.differences.isEmpty && outcome.result.matched == 2)
        #expect(outcome.early == [2])
        let all = BankMatch.compare(
            due: [due(0, 100), due(1, 200)],
            booked: [booked(0, 100, on: 1), booked(1, 200, on: 2), booked(2, 300, on: 3)],
            through: Self.monday + 2)
        #expect(all.result.differences.map(\.verdict) == [.long])
    }

    @Test("one credit without a name pays all merchants of a date, or of a weekend")
    func nameless() {
        let others = (1...3).map { number in
            BankDue(key: "99929005812000\(number)", date: Self.monday, amount: Fen(100))
        }
        let whole = BankMatch.compare(due: others, booked: [booked(nil, 300, key: nil)])
        #expect(whole.result.differences.isEmpty && whole.result.grouped == 3)
        #expect(whole.groups == [BankMatch.Group(due: [0, 1, 2], booked: [0])])
        let weekend =
            others
            + others.map {
                BankDue(key: $0.key, date: $0.date + 1, amount: Fen(50))
            }
        let both = BankMatch.compare(due: weekend, booked: [booked(nil, 450, on: 2, key: nil)])
        #expect(both.result.differences.isEmpty && both.groups.first?.due.count == 6)
        // A sum that two stretches of dates give is nobody's.
        let twice = [0, 1].map { BankDue(key: Self.key, date: Self.monday + $0, amount: Fen(100)) }
        #expect(
            BankMatch.compare(due: twice, booked: [booked(nil, 100, on: 2, key: nil)])
                .result.differences.map(\.verdict) == [.short, .short, .long])
    }

    @Test("several dates in one sum are asked about where several stretches give it")
    func stretches() {
        #expect(
            verdicts(
                [due(-4, 100), due(-3, 100), due(-2, 100)], [booked(nil, 200, on: 0)])
                == [.short, .ambiguous]
                || verdicts(
                    [due(-4, 100), due(-3, 100), due(-2, 100)], [booked(nil, 200, on: 0)])
                    == [.ambiguous]
        )
        #expect(
            verdicts([due(0, 100)], [booked(nil, 50), booked(nil, 50), booked(nil, 50)])
                == [.ambiguous])
    }

    @Test("no booking and no due is ever in two places, and nothing is lost", arguments: 1...200)
    func partition(seed: Int) {
        var random = Lehmer(state: UInt64(seed))
        let due = (0..<8).map { _ in
            self.due(Int(random.below(4)), Int64(random.below(4)) * 100)
        }
        let booked = (0..<9).map { _ in
            let named = random.below(3)
            return self.booked(
                named == 0 ? nil : Int(random.below(6)), Int64(1 + random.below(5)) * 100,
                on: 1 + Int(random.below(5)), key: random.below(5) == 0 ? nil : Self.key)
        }
        let outcome = BankMatch.compare(due: due, booked: booked, through: Self.monday + 3)
        let mine = outcome.groups.flatMap(\.due) + outcome.result.differences.flatMap(\.ours)
        let others =
            outcome.groups.flatMap(\.booked) + outcome.result.differences.flatMap(\.theirs)
            + outcome.early
        #expect(Set(mine).count == mine.count)
        #expect(Set(others).count == others.count && others.count == booked.count)
        #expect(due.indices.allSatisfy { mine.contains($0) || due[$0].amount == .zero })
        for group in outcome.groups {
            #expect(
                group.due.total { due[$0].amount } == group.booked.total { booked[$0].amount })
        }
    }
}
