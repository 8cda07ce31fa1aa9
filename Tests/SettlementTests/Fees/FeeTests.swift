import Foundation
import Meals
import Settlement
import Testing

@Suite("Acquirer's fees")
struct FeeTests {
    private static let yaml = """
        fees: test
        title: 测试
        rates:
          - {name: waived, merchants: ["999290083980"], from: 2026-01-01, rate: "0"}
          - {name: old, cards: [debit], from: 2025-01-01, to: 2026-07-01, rate: "0.0060"}
          - name: debit
            cards: [debit]
            from: 2026-07-01
            rate: "0.0038"
            at_most: "20.00"
            at_least: "0.01"
            rounding: half-even
          - {name: credit, cards: [credit], from: 2026-01-01, rate: "0.0052", refund: kept}
        """

    private func fee(
        _ amount: Int64, _ card: CardType = .debit, _ kind: ClearingKind = .sale,
        merchant: MerchantID = "999290058120001", on date: Day = ClearingSample.date
    ) throws -> Fen? {
        try FeeSchedule(yaml: Self.yaml, file: "fees.yaml").fee(
            merchant: merchant, card: card, kind: kind, amount: Fen(amount), on: date)
    }

    @Test("follow merchant, card, date, floor, cap, rounding and refund")
    func rates() throws {
        #expect(try fee(1_000) == Fen(4))  // 3.8
        #expect(try fee(2_500) == Fen(10))  // 9.5, to even
        #expect(try fee(1_250) == Fen(5))  // 4.75
        #expect(try fee(750) == Fen(3))  // 2.85
        #expect(try fee(100) == Fen(1))  // 0.38, at least 1
        #expect(try fee(0) == Fen(0))
        #expect(try fee(1_000_000) == Fen(2_000))  // capped
        #expect(try fee(1_000, .debit, .refund) == Fen(-4))
        #expect(try fee(1_000, .credit, .refund) == Fen(0))
        #expect(try fee(1_000, .credit) == Fen(5))
        #expect(try fee(1_000, .other) == nil)
        #expect(try fee(1_000, merchant: "999290083980001") == Fen(0))
        let june = try #require(Day("2026-06-30"))
        #expect(try fee(1_000, on: june) == Fen(6))
        #expect(try fee(1_000, on: june + 1) == Fen(4))
    }

    @Test(
        "each line of the issuer's sample bears the fee that 0.6 % gives",
        .enabled(if: ClearingSample.issuersAreThere, "UnionPay's sample is not at ../shared"))
    func issuersSample() throws {
        let name = try #require(ClearingName(ClearingSample.issuersGeneral))
        let file = try GeneralReader.read(
            try ClearingSample.issuersBytes(ClearingSample.issuersGeneral), file: "zm",
            name: name, counterparty: .strict)
        guard case .entries(_, let entries) = file.content else {
            Issue.record("no movements")
            return
        }
        func schedule(_ rate: String) throws -> FeeSchedule {
            try FeeSchedule(
                yaml:
                    "fees: s\ntitle: s\nrates:\n  - {name: n, from: 2015-01-01, rate: \"\(rate)\"}",
                file: "s.yaml")
        }
        #expect(try schedule("0.006").check(entries).differences.isEmpty)
        #expect(try schedule("0.0061").check(entries).differences.count == 8)
        let late = try FeeSchedule(yaml: Self.yaml, file: "f.yaml").check(entries)
        #expect(late.uncovered.count == 8)
    }

    @Test("a fee off by a fen is told with what it should be")
    func offByAFen() throws {
        let entry = ClearingSample.entry(1, amount: 1_000, fee: 5)
        let found = try FeeSchedule(yaml: Self.yaml, file: "f.yaml").check([entry])
        #expect(found.differences == [FeeDifference(entry: entry, due: Fen(4))])
    }

    @Test(
        "a schedule that cannot be meant is refused",
        arguments: [
            "fees: a\ntitle: b\nrates: []",
            "fees: a\ntitle: b\nrates:\n  - {name: n, from: 2026-01-01, rate: \"1.5\"}",
            "fees: a\ntitle: b\nrates:\n  - {name: n, from: 2026-01-02, to: 2026-01-01, rate: \"0\"}",
            "fees: a\ntitle: b\nrates:\n  - {name: n, from: 2026-01-01, rate: \"0\", card: [debit]}",
            "fees: a\ntitle: b\nrates:\n  - {name: n, from: 2026-01-01, rate: \"0\", cards: [gold]}",
            "fees: a\ntitle: b\nrates:\n  - {name: n, rate: \"0\"}",
        ])
    func refused(yaml: String) {
        #expect(throws: Problems.self) { try FeeSchedule(yaml: yaml, file: "f.yaml") }
    }

    @Test("the product's sample is read")
    func product() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Settlements/Fees/sample.yaml"), encoding: .utf8)
        #expect(try FeeSchedule(yaml: text, file: "sample.yaml").rates.count == 3)
    }

    @Test("a line that no rate is for is told, not taken for right")
    func uncovered() throws {
        let schedule = try FeeSchedule(yaml: Self.yaml, file: "f.yaml")
        let charge = schedule.charge(
            merchant: "999290058120001", card: .other, kind: .sale, amount: Fen(1_000),
            on: ClearingSample.date)
        #expect(charge == .uncovered && charge.fee == nil)
        let lines = [
            ClearingSample.entry(1, amount: 1_000, fee: 4),
            ClearingSample.entry(2, amount: 1_000, fee: 9, card: .other),
            ClearingSample.entry(3, amount: 2_000, fee: 1, card: .other),
        ]
        let told = schedule.uncovered(lines)
        #expect(told.map(\.count) == [2] && told[0].fee == Fen(10))
        #expect(told[0].description.contains("no rate for other cards on \(ClearingSample.date)"))
    }

    @Test(
        "a rate that an earlier one leaves nothing for is refused",
        arguments: [
            ("{name: a, from: 2026-01-01, rate: \"0\"}", true),
            ("{name: a, from: 2026-01-02, rate: \"0\"}", false),
            ("{name: a, from: 2026-01-01, to: 2027-01-01, rate: \"0\"}", false),
            ("{name: a, cards: [debit], from: 2026-01-01, rate: \"0\"}", true),
            ("{name: a, cards: [credit], from: 2026-01-01, rate: \"0\"}", false),
            ("{name: a, merchants: [\"9992\"], from: 2026-01-01, rate: \"0\"}", true),
            ("{name: a, merchants: [\"99929\"], from: 2026-01-01, rate: \"0\"}", false),
        ])
    func shadows(_ first: String, _ isRefused: Bool) throws {
        let yaml = """
            fees: f
            title: t
            rates:
              - \(first)
              - {name: b, cards: [debit], merchants: ["9992"], from: 2026-01-01, rate: "0.01"}
            """
        if isRefused {
            #expect(throws: Problems.self) { try FeeSchedule(yaml: yaml, file: "f.yaml") }
        } else {
            #expect(try FeeSchedule(yaml: yaml, file: "f.yaml").rates.count == 2)
        }
    }

    @Test("fees are what plain whole numbers give: ties to even, floors, caps, the day of a change")
    func recomputed() throws {
        let schedule = try FeeSchedule(
            yaml: """
                fees: f
                title: t
                rates:
                  - name: old
                    from: 2026-01-01
                    to: 2026-07-01
                    rate: "0.0060"
                    rounding: half-even
                  - name: new
                    from: 2026-07-01
                    rate: "0.0038"
                    at_least: "0.03"
                    at_most: "13.00"
                    rounding: half-even
                """, file: "f.yaml")
        let change = try #require(Day("2026-07-01"))
        var random = Lehmer(state: 12)
        for _ in 0..<20_000 {
            // Half of them are ties or near them.
            let amount = Int64(
                random.below(2) == 0 ? random.below(500_000) : random.below(900) * 125)
            let isOld = random.below(2) == 0
            let perMyriad: Int64 = isOld ? 60 : 38
            let (whole, rest) = (amount * perMyriad).quotientAndRemainder(dividingBy: 10_000)
            var due = whole + (rest > 5_000 || rest == 5_000 && whole % 2 == 1 ? 1 : 0)
            if !isOld { due = amount == 0 ? 0 : min(1_300, max(3, due)) }
            let fee = schedule.fee(
                merchant: "999290058120001", card: .debit, kind: .sale, amount: Fen(amount),
                on: isOld ? change + -1 : change)
            #expect(fee == Fen(due), "\(amount) \(isOld)")
        }
    }
}
