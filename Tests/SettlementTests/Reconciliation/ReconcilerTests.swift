import Meals
import Settlement
import Testing

@Suite("Reconciling two sides")
struct ReconcilerTests {
    @Test(
        "a seeded month: every instance of every kind found and named, nothing else",
        arguments: [1, 2, 2_026] as [UInt64])
    func month(seed: UInt64) {
        let month = SeededMonth(seed: seed)
        var carriedOurs: [ReconciliationRow] = []
        var found: [Verdict: Int] = [:]
        for (day, date) in month.dates.enumerated() {
            let ours = date.ours + carriedOurs.map { $0.with(isCarried: true) }
            let result = Reconciler.reconcile(
                ours: ours, theirs: date.theirs, rules: SeededMonth.rules(day))
            let named = result.differences.map { difference in
                SeededMonth.Due(
                    verdict: difference.verdict,
                    ours: Set(difference.ours.map { ours[$0].key }),
                    theirs: Set(difference.theirs.map { date.theirs[$0].key }))
            }
            #expect(Set(named) == Set(date.due), "day \(day)")
            #expect(named.count == date.due.count, "day \(day)")
            #expect(result.matched == date.clean, "day \(day)")
            #expect(result.grouped == date.grouped && result.cancelled == date.cancelled)
            #expect(result.differences.filter(\.isSettled).count == carriedOurs.count)
            for verdict in named where verdict.verdict != .cutOver {
                found[verdict.verdict, default: 0] += 1
            }
            carriedOurs = result.open.filter { $0.verdict == .cutOver }
                .flatMap { $0.ours.map { ours[$0] } }
        }
        for verdict in Verdict.allCases where verdict != .matched && verdict != .cutOver {
            let due = verdict == .status ? 200 : 100
            #expect(found[verdict] == due, "\(verdict)")
        }
    }

    @Test("the order of either side changes nothing")
    func order() {
        let date = SeededMonth(seed: 7).dates[3]
        var random = Lehmer(state: 3)
        func summary(_ ours: [ReconciliationRow], _ theirs: [ReconciliationRow]) -> [String] {
            let result = Reconciler.reconcile(
                ours: ours, theirs: theirs, rules: SeededMonth.rules(3))
            let lines = result.differences.map { difference in
                "\(difference.verdict) \(difference.ours.map { ours[$0].key }.sorted()) "
                    + "\(difference.theirs.map { theirs[$0].key }.sorted())"
            }
            return lines.sorted() + ["\(result.matched) \(result.grouped) \(result.cancelled)"]
        }
        let first = summary(date.ours, date.theirs)
        for _ in 0..<5 {
            #expect(
                summary(
                    date.ours.shuffled(using: &random), date.theirs.shuffled(using: &random))
                    == first)
        }
    }

    @Test("what agrees in amount alone is never matched")
    func amountAlone() {
        let sale = ReconciliationRow(
            terminal: 1, merchant: 1, trace: 1, second: 2_000_000, reference: 11, card: 5,
            amount: Fen(1_500))
        let other = ReconciliationRow(
            terminal: 1, merchant: 1, trace: 900, second: 2_000_060, reference: 12, card: 6,
            amount: Fen(1_500))
        let result = Reconciler.reconcile(
            ours: [sale], theirs: [other],
            rules: ReconciliationRules(from: 1_900_000, to: 2_100_000))
        #expect(result.matched == 0)
        #expect(result.differences.map(\.verdict) == [.short, .long])
    }

    @Test("the only candidate by card is asked about, not taken")
    func onlyCandidate() {
        let sale = ReconciliationRow(
            terminal: 1, merchant: 1, trace: 1, second: 2_000_000, card: 5, amount: Fen(1_500))
        let other = ReconciliationRow(
            terminal: 1, merchant: 1, trace: 900, second: 2_000_060, card: 5, amount: Fen(1_500))
        let result = Reconciler.reconcile(
            ours: [sale], theirs: [other],
            rules: ReconciliationRules(from: 1_900_000, to: 2_100_000))
        #expect(result.matched == 0 && result.differences.map(\.verdict) == [.ambiguous])
    }

    @Test("clocks that differ do not part a trace from its terminal's payment")
    func clocks() {
        let sale = ReconciliationRow(
            terminal: 1, merchant: 1, trace: 8, second: 2_000_000, card: 5, amount: Fen(1_500))
        let result = Reconciler.reconcile(
            ours: [sale], theirs: [sale.at(2_000_400, reference: 0)],
            rules: ReconciliationRules(from: 1_900_000, to: 2_100_000))
        #expect(result.matched == 1 && result.differences.isEmpty)
        let late = Reconciler.reconcile(
            ours: [sale], theirs: [sale.at(2_001_400, reference: 0)],
            rules: ReconciliationRules(from: 1_900_000, to: 2_100_000))
        #expect(late.matched == 0)
    }

    @Test("nothing against nothing, and one side alone")
    func empty() {
        let rules = ReconciliationRules(from: 1_900_000, to: 2_100_000)
        let nothing = Reconciler.reconcile(ours: [], theirs: [], rules: rules)
        #expect(nothing.matched == 0 && nothing.differences.isEmpty)
        let sale = ReconciliationRow(
            terminal: 1, merchant: 1, trace: 8, second: 2_000_000, amount: Fen(1))
        let mine = Reconciler.reconcile(ours: [sale], theirs: [], rules: rules)
        #expect(mine.differences.map(\.verdict) == [.short])
    }

    @Test("references of other texts are other numbers")
    func references() {
        var names = ReconciliationNames()
        let texts = [
            "000000000001", "00000000000A", "00000000000a", "A00000000000", "1", "ZZZZZZZZZZZZ",
        ]
        let numbers = texts.map { names.reference($0) }
        #expect(Set(numbers).count == texts.count && !numbers.contains(0))
        #expect(texts.map { names.reference($0) } == numbers)
        #expect(names.reference("") == 0)
        #expect(names.terminal("01000001") == names.terminal("01000001"))
        #expect(names.terminal("01000001") != names.terminal("01000002"))
        #expect(
            ReconciliationNames.card("622609******0048")
                != ReconciliationNames.card("622609******0049"))
    }

    @Test("keys are sorted as the standard library sorts them", arguments: [500, 15_000])
    func sorting(count: Int) {
        var random = Lehmer(state: 5)
        let rows = (0..<count).map { _ in
            ReconciliationRow(
                terminal: random.below(90), merchant: 0, trace: random.below(1_000_000),
                second: random.below(.max), amount: Fen(1))
        }
        // Reconciled with itself in another order, every row finds itself.
        let result = Reconciler.reconcile(
            ours: rows, theirs: rows.sorted { $0.key > $1.key },
            rules: ReconciliationRules(from: 0, to: .max))
        #expect(result.matched == Set(rows.map(\.key)).count && result.differences.isEmpty)
    }
}
