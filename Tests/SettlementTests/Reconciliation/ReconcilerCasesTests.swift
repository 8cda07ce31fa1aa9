import Meals
import Settlement
import Testing

/// Shapes that acquirers' files really have, each against what a clerk would say.
@Suite("Reconciling awkward movements")
struct ReconcilerCasesTests {
    private static let noon: UInt32 = 2_000_000
    private let rules = ReconciliationRules(
        from: noon - 40_000, to: noon + 40_000, cutOverSeconds: 1_800)

    private func row(
        _ amount: Int64, trace: UInt32 = 7, after seconds: UInt32 = 0, reference: UInt64 = 11,
        card: UInt64 = 5, terminal: UInt32 = 1, kind: ClearingKind = .sale, original: UInt64 = 0,
        fee: Fen? = nil, isCarried: Bool = false
    ) -> ReconciliationRow {
        ReconciliationRow(
            terminal: terminal, merchant: 1, trace: trace, second: Self.noon + seconds,
            reference: reference, card: card, amount: Fen(amount), fee: fee, kind: kind,
            original: original, isCarried: isCarried)
    }

    private func reconcile(
        _ ours: [ReconciliationRow], _ theirs: [ReconciliationRow]
    ) -> (verdicts: [Verdict], result: Reconciliation) {
        let result = Reconciler.reconcile(ours: ours, theirs: theirs, rules: rules)
        return (result.differences.map(\.verdict), result)
    }

    @Test("a payment cleared in parts agrees, whether a part keeps its trace and time or all do")
    func splits() {
        for parts in [
            [row(200), row(1_300, trace: 90, after: 40)],
            [row(200), row(1_300)],
            [row(200, trace: 91, after: 3), row(1_300, trace: 90, after: 40)],
            [row(200, reference: 0), row(1_300, reference: 0)],
        ] {
            let (verdicts, result) = reconcile([row(1_500)], parts)
            #expect(verdicts == [] && result.grouped == 2, "\(parts)")
            let (merged, mirror) = reconcile(parts, [row(1_500)])
            #expect(merged == [] && mirror.grouped == 2, "\(parts)")
        }
        #expect(reconcile([row(1_500)], [row(200), row(1_299)]).verdicts == [.amount])
        #expect(
            reconcile([row(1_500)], [row(200, reference: 0), row(1_299, reference: 0)]).verdicts
                == [.ambiguous])
    }

    @Test("parts whose fees come to another sum are a fee difference")
    func splitFee() {
        let ours = [row(1_500, fee: .zero)]
        #expect(
            reconcile(ours, [row(200, fee: .zero), row(1_300, trace: 90, after: 4, fee: Fen(1))])
                .verdicts == [.fee])
        #expect(
            reconcile(ours, [row(200, fee: Fen(-1)), row(1_300, trace: 90, after: 4, fee: Fen(1))])
                .verdicts == [])
    }

    @Test("a void that names no sale is told by the other side's pair")
    func namelessVoid() {
        let sale = row(1_500)
        let void = row(1_500, trace: 8, after: 60, reference: 0, kind: .void, original: sale.key)
        let nameless = row(1_500, trace: 8, after: 60, reference: 0, kind: .void)
        for (ours, theirs) in [
            ([sale, void], [sale, nameless]), ([sale, nameless], [sale, void]),
        ] {
            let (verdicts, result) = reconcile(ours, theirs)
            #expect(verdicts == [] && result.cancelled == 2)
        }
        // A void that they lack is one, whatever it names.
        #expect(reconcile([sale, void], [sale]).verdicts == [.status])
    }

    @Test("sold before the cut-over and voided after it: cleared together, nothing is left")
    func voidedOverCutOver() {
        let sale = row(1_500, isCarried: true)
        let void = row(1_500, trace: 8, after: 60, reference: 0, kind: .void)
        let theirs = [
            row(1_500),
            row(1_500, trace: 8, after: 60, reference: 0, kind: .void, original: row(1_500).key),
        ]
        let (verdicts, result) = reconcile([sale, void], theirs)
        #expect(verdicts == [] && result.cancelled == 2)
    }

    @Test("the same reference twice is a duplicate, hours later too")
    func lateDuplicate() {
        let sale = row(1_500)
        for seconds in [30, 900, 20_000] as [UInt32] {
            let twice = row(1_500, trace: 99, after: seconds)
            #expect(reconcile([sale], [sale, twice]).verdicts == [.duplicate], "\(seconds)")
            #expect(reconcile([sale], [twice, sale]).verdicts == [.duplicate], "\(seconds)")
        }
        // Another reference hours later is another payment.
        #expect(
            reconcile([sale], [sale, row(1_500, trace: 99, after: 20_000, reference: 12)]).verdicts
                == [.long])
    }

    @Test("one trace with two references is asked about, never taken")
    func otherReference() {
        let (verdicts, result) = reconcile([row(1_500)], [row(1_500, after: 300, reference: 12)])
        #expect(verdicts == [.ambiguous] && result.matched == 0)
        // Without a reference on one side the clock alone differs.
        #expect(reconcile([row(1_500)], [row(1_500, after: 300, reference: 0)]).verdicts == [])
    }

    @Test("a reference used at another till with another card is asked about")
    func reusedReference() {
        let other = row(1_500, trace: 40, after: 500, card: 6, terminal: 2)
        #expect(reconcile([row(1_500)], [other]).verdicts == [.ambiguous])
    }

    @Test("a payment without its slip is offered the acquirer's of that till and amount")
    func withoutSlip() {
        let blank = row(1_500, trace: 0, reference: 0, card: 0)
        #expect(reconcile([blank], [row(1_500, after: 45)]).verdicts == [.ambiguous])
        #expect(reconcile([blank], [row(1_501, after: 45)]).verdicts == [.short, .long])
        #expect(
            reconcile([blank], [row(1_500, after: 45, terminal: 2)]).verdicts == [.short, .long])
    }

    @Test("many alike payments are one question, found in time")
    func crowd() {
        let ours = (0..<2_000).map { row(1_500, trace: UInt32(1 + $0), reference: 0) }
        let theirs = (0..<2_000).map {
            row(1_500, trace: UInt32(10_000 + $0), after: 90, reference: 0)
        }
        let result = reconcile(ours, theirs).result
        #expect(result.matched == 0 && result.count(.ambiguous) > 0)
        let rows = result.differences.flatMap(\.ours)
        #expect(rows.count == 2_000 && Set(rows).count == 2_000)
    }
}
