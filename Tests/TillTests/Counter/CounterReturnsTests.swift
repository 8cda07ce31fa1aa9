import Journal
import Meals
import Testing

@testable import Till

@Suite("The counter gives back")
struct CounterReturnsTests {
    private func open() throws -> CounterRig {
        var rig = try CounterRig()
        rig.openShift()
        return rig
    }

    private func reversals(_ rig: CounterRig) -> [(kind: String, reversal: Reversal)] {
        rig.shop.records.compactMap { record in
            switch record.body {
            case .void(let reversal), .refund(let reversal): (record.body.kind, reversal)
            default: nil
            }
        }
    }

    @Test("the last sale as a whole, with a reason, and the allowance with it")
    func void() throws {
        var rig = try open()
        rig.card("6299990000000003")
        rig.type("101")
        rig.type("")
        rig.press(.void)
        rig.act(.form(["reason": " "]))
        #expect(rig.refusal?.hasPrefix("E33") == true && reversals(rig).isEmpty)
        rig.act(.form(["reason": "1"]))
        let back = try #require(reversals(rig).first)
        #expect(back.kind == "void" && back.reversal.reason == "点错菜")
        #expect(back.reversal.paid == Fen(310) && rig.customer.figure == Fen(310))
        rig.press(.void)
        #expect(rig.refusal == "E36 已经全部退完 → [返回]")
        rig.card("6299990000000003")
        rig.type("101")
        rig.type("")
        #expect(rig.sales[1].subsidy == rig.sales[0].subsidy)
        #expect(rig.shop.engine.drawer.shift?.expected == Fen(10_000 + 310))
    }

    @Test("some portions of some lines of an earlier receipt, by its whole number or its end")
    func refundByLine() throws {
        var rig = try open()
        rig.type("2*101")
        rig.type("3*102")
        rig.type("")
        rig.sell("7")
        for (round, receipt) in ["YP001A01-001-0000002", "2"].enumerated() {
            rig.press(.refund)
            rig.act(.form(["receipt": receipt]))
            rig.type("2*\(round + 1)")
            rig.type("1*9")
            #expect(rig.refusal?.hasPrefix("E32") == true)
            rig.type("")
            rig.act(.form(["reason": "菜凉了"]))
        }
        let backs = reversals(rig)
        #expect(backs.map(\.kind) == ["refund", "refund"])
        #expect(backs.map(\.reversal.paid) == [Fen(400), Fen(800)])
        rig.press(.refund, "2")
        guard case .refund(let draft) = rig.counter.stage else {
            Issue.record("the receipt typed before the key is not open")
            return
        }
        #expect(draft.left(0) == 2 && draft.left(1) == 0)
        rig.press(.all)
        rig.type("")
        rig.act(.form(["reason": "2"]))
        #expect(reversals(rig).last?.reversal.paid == Fen(2400))
        rig.press(.refund, "2")
        #expect(rig.refusal?.hasPrefix("E36") == true)
    }

    @Test(
        "a receipt that is not this till's is refused",
        arguments: ["99", "0", "x", "YP001A02-001-0000002", "YP001A01-002-0000002", "1"])
    func strangers(_ receipt: String) throws {
        var rig = try open()
        rig.sell("7")
        rig.press(.refund)
        rig.act(.form(["receipt": receipt]))
        #expect(rig.refusal?.hasPrefix("E20") == true && reversals(rig).isEmpty)
    }

    @Test("what was paid by bank goes back by bank, with the terminal's new references")
    func bank() throws {
        var rig = try open()
        rig.type("101")
        rig.act(.tender(.unionPayQR, amount: ""))
        rig.act(.form([:]))
        rig.press(.void)
        rig.act(
            .form(["reason": "3", "trace": "000009", "batch": "000001", "rrn": "000000000077"]))
        let tender = try #require(reversals(rig).first?.reversal.tenders.first)
        #expect(tender.kind == .unionPayQR && tender.reference?.rrn == "000000000077")
    }

    @Test("a receipt is printed again as it was, with its own time, and marked as a copy")
    func reprint() throws {
        var rig = try open()
        rig.sell("101")
        guard case .slip(let first, Fen(1200), false) = rig.printed.last else {
            Issue.record("no slip was printed")
            return
        }
        rig.at = rig.at.adding(seconds: 4000)
        rig.press(.reprint)
        rig.act(.form([:]))
        guard case .slip(let second, nil, true) = rig.printed.last else {
            Issue.record("no copy was printed")
            return
        }
        #expect((second.id, second.at) == (first.id, first.at) && second.body == first.body)
        #expect(rig.shop.records.count == 2)
    }

    @Test("H32: after any refunds the drawer, the allowance and the sale itself agree")
    func everythingBack() throws {
        var random = SeededRandom(seed: 93)
        for _ in 0..<40 {
            var rig = try open()
            rig.card(random.pick(CounterRig.cards.keys.sorted()))
            for _ in 0..<3 {
                rig.type(
                    "\(Int.random(in: 1...4, using: &random))*\(random.pick(["101", "102", "7"]))")
            }
            rig.type("")
            let sale = try #require(rig.sales.first)
            var left = sale.lines.map(\.quantity)
            while left.contains(where: { $0 > 0 }) {
                let line = random.pick(left.indices.filter { left[$0] > 0 })
                let portions = Int.random(in: 1...left[line], using: &random)
                rig.press(.refund)
                rig.act(.form([:]))
                rig.type("\(line + 1)*\(portions)")
                rig.type("")
                rig.act(.form(["reason": "4"]))
                left[line] -= portions
            }
            let backs = reversals(rig).map(\.reversal)
            #expect(backs.total(\.paid) == sale.paid && backs.total(\.gross) == sale.gross)
            #expect(rig.shop.engine.drawer.shift?.expected == Fen(10_000))
            rig.card(rig.cards.first { $0.value == sale.diner }?.key ?? "")
            rig.type("101")
            let fresh = try CounterRig().shop.engine.quote(
                Basket(lines: rig.counter.ticket.lines, diner: sale.diner), at: rig.at)
            #expect(rig.counter.ticket.quote?.decision == fresh.decision)
        }
    }
}
