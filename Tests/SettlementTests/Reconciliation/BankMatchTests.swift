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
}
