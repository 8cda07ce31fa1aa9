import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Reversals in the books")
struct ReversalTests {
    private let monday = SampleDistrict.monday

    /// Closes a window although other tills were not heard.
    private func close(_ bureau: inout Bureau, _ window: Day) throws {
        _ = try bureau.ledger.close(window, force: true)
    }

    /// A sale under every kind of doubt: double grant, tampering, both, none.
    private func doubtful(_ kind: String, _ till: inout SampleTill, at time: Moment) throws -> Int {
        let lines = [
            SaleLine(item: "101", quantity: 3, unitPrice: Fen(733)),
            SaleLine(item: "102", quantity: 1, unitPrice: Fen(1)),
        ]
        var sale = try till.sale(lines, to: "D0", at: time)
        if kind.contains("tampered") {
            let grown = FunderShare(
                funder: sale.grants[0].shares[1].funder,
                amount: sale.grants[0].shares[1].amount + Fen(55))
            sale.grants[0] = Grant(
                rule: sale.grants[0].rule, shares: [sale.grants[0].shares[0], grown])
            sale.discount += Fen(20)
            sale.tenders = [Tender(kind: .cash, amount: sale.paid - Fen(75))]
        }
        if kind.contains("unknown") { sale.snapshot = "0000000000000000" }
        return till.sell(sale, at: time).seq
    }

    @Test(
        "I11: a void restores every account and allowance, whether the window was closed before",
        arguments: ["plain", "double", "tampered double", "unknown"], [0, 1, 2])
    func voids(_ kind: String, _ closings: Int) throws {
        try undo(kind, closings: closings, seed: nil)
    }

    @Test(
        "I10 I11: so does any split into refunds, across windows and suspension",
        arguments: ["plain", "double", "tampered", "tampered double", "unknown"],
        [101, 102] as [UInt64])
    func splits(_ kind: String, _ seed: UInt64) throws {
        for closings in 0...2 { try undo(kind, closings: closings, seed: seed) }
    }

    /// Sells, gives everything back, and closes windows on the way.
    private func undo(_ kind: String, closings: Int, seed: UInt64?) throws {
        var random = SeededRandom(seed: seed ?? 0)
        var bureau = try Bureau()
        var (first, second) = (try bureau.till(), try bureau.till("YP002A01", key: 2))
        // Both tills are cut off: the later grant is one too many.
        if kind.contains("double") { try first.sell(21, to: "D0", at: SampleDistrict.time(0, 11)) }
        try bureau.take(first)
        let before = try bureau.balances()
        let allowances = try bureau.uses("D0")
        let seq = try doubtful(kind, &second, at: SampleDistrict.time(0, 12))
        try bureau.take(second)
        if closings > 0 { try close(&bureau, monday) }
        var day = 0
        while let part = try second.partialReversal(of: seq, &random) {
            let whole = seed == nil
            let known = second.lines.count
            second.giveBack(
                whole ? try second.wholeReversal(of: seq) : part, isVoid: whole,
                at: SampleDistrict.time(day + closings, 20).adding(seconds: known))
            try bureau.take(second, from: known)
            day += random.chance(50) ? 1 : 0
            if closings > 1, day > 0, random.chance(50) {
                for missed in 0...(day + 1)
                where (try? bureau.ledger.certificate(of: monday + missed)) == nil {
                    try close(&bureau, monday + missed)
                }
            }
        }
        for missed in 0...(day + 4)
        where (try? bureau.ledger.certificate(of: monday + missed)) == nil {
            try close(&bureau, monday + missed)
        }
        #expect(try bureau.balances() == before)
        #expect(try bureau.uses("D0").filter { $0.value != [0, 0] } == allowances)
        let reversals = try bureau.flags(second.lines[seq].id)
        #expect(reversals["refund-unexplained"] == nil)
    }

    @Test("I10: what is more than is left, of any part, goes to suspense and touches nothing else")
    func excess() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        let sold = try till.sell(20, portions: 2, to: "D0", at: SampleDistrict.time(0, 12))
        let whole = try till.wholeReversal(of: sold.seq)
        func changed(_ change: (inout Reversal) -> Void) -> Reversal {
            var reversal = whole
            change(&reversal)
            return reversal
        }
        let cash = whole.paid
        func grants(_ change: (Grant) -> [Grant]) -> [Grant] { whole.grants.flatMap(change) }
        let greedy = [
            changed { $0.lines = [.init(index: 0, quantity: 3)] },
            changed { $0.lines = [.init(index: 0, quantity: 1), .init(index: 0, quantity: 2)] },
            changed { $0.lines = [.init(index: 1, quantity: 1)] },
            changed {
                $0.gross += Fen(1)
                $0.tenders = [Tender(kind: .cash, amount: cash + Fen(1))]
            },
            changed {
                $0.discount -= Fen(1)
                $0.tenders = [Tender(kind: .cash, amount: cash + Fen(1))]
            },
            changed {
                $0.discount += Fen(1)
                $0.tenders = [Tender(kind: .cash, amount: cash - Fen(1))]
            },
            changed {
                let share = $0.grants[0].shares[0]
                let more = FunderShare(funder: share.funder, amount: share.amount + Fen(1))
                $0.grants[0] = Grant(
                    rule: $0.grants[0].rule, shares: [more] + $0.grants[0].shares.dropFirst())
                $0.tenders = [Tender(kind: .cash, amount: cash - Fen(1))]
            },
            changed {
                let share = FunderShare(funder: "nobody", amount: Fen(1))
                $0.grants[0] = Grant(
                    rule: $0.grants[0].rule, shares: $0.grants[0].shares + [share])
                $0.tenders = [Tender(kind: .cash, amount: cash - Fen(1))]
            },
            changed {
                $0.grants[0] = Grant(rule: "Y", shares: $0.grants[0].shares)
            },
            changed { $0.sale = RecordID(terminal: "YP001A01", epoch: 1, seq: 99) },
            changed { $0.sale = RecordID(terminal: "ZZZZZZZZ", epoch: 1, seq: 1) },
            changed { $0.sale = RecordID(terminal: "YP001A01", epoch: 1 << 30, seq: 1) },
        ]
        let ids = greedy.map { till.seal(.refund($0), at: SampleDistrict.time(0, 13)) }
        try bureau.take(till)
        let suspense = Account(.suspense, "yp.001", "refund")
        let drawer = Account(.tender, "yp.001", "cash")
        for (id, reversal) in zip(ids, greedy) {
            #expect(try bureau.booked(id) == [suspense: reversal.paid, drawer: -reversal.paid])
            #expect(try bureau.flags(id).keys.sorted() == ["refund-unexplained"])
        }
        // None of them used anything up: the sale can still be given back whole, once.
        let known = till.lines.count
        let good = till.giveBack(whole, at: SampleDistrict.time(0, 14))
        let again = till.seal(.refund(whole), at: SampleDistrict.time(0, 15))
        try bureau.take(till, from: known)
        #expect(try bureau.flags(good).isEmpty)
        #expect(try bureau.flags(again).keys.sorted() == ["refund-unexplained"])
        #expect(try bureau.uses("D0").values.allSatisfy { $0 == [0, 0] })
    }

    @Test("of a sale at another canteen, money goes back from where it was paid out: to suspense")
    func otherCanteen() throws {
        var bureau = try Bureau()
        var (till, other) = (try bureau.till(), try bureau.till("YP002A01", key: 2))
        let sold = try till.sell(to: "D0", at: SampleDistrict.time(0, 12))
        let whole = try till.wholeReversal(of: sold.seq)
        let id = other.seal(.refund(whole), at: SampleDistrict.time(0, 13))
        try bureau.take(till)
        try bureau.take(other)
        #expect(try bureau.booked(id)[Account(.suspense, "yp.002", "refund")] == whole.paid)
    }

    @Test("H32: a refund after the window was closed goes to the next one; nothing closed changes")
    func afterClosing() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        let sold = try till.sell(to: "D0", at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        try close(&bureau, monday)
        let issued = try bureau.balances(inWindow: monday)
        let certificate = try bureau.ledger.certificate(of: monday)
        till.giveBack(try till.wholeReversal(of: sold.seq), at: SampleDistrict.time(0, 13))
        try bureau.take(till, from: 1)
        try close(&bureau, monday + 1)
        #expect(try bureau.balances(inWindow: monday) == issued)
        #expect(try bureau.ledger.certificate(of: monday) == certificate)
        #expect(try bureau.balances(inWindow: monday + 1) == issued.mapValues { -$0 })
        #expect(try bureau.balances().isEmpty)
        let row = try #require(try bureau.row(till.lines[1].id))
        #expect(row.window == monday + 1 && row.lateFrom == monday)
    }
}
