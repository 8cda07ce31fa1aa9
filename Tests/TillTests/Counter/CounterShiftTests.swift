import Journal
import Meals
import Testing

@testable import Till

@Suite("The counter's shifts")
struct CounterShiftTests {
    /// What lies in the drawer, worked out from the records of one shift alone.
    private func cash(_ records: [Record]) -> Fen {
        records.total { record in
            switch record.body {
            case .shiftOpen(let open): open.float
            case .sale(let sale):
                sale.tenders.filter { $0.kind == .cash }.total(\.amount)
            case .void(let back), .refund(let back):
                -back.tenders.filter { $0.kind == .cash }.total(\.amount)
            case .cashMove(let move): move.amount
            default: .zero
            }
        }
    }

    @Test("the drawer is what the records say: float, sales, refunds, paid in and out")
    func drawer() throws {
        var rig = try CounterRig()
        rig.openShift(float: "200")
        rig.sell("101")
        rig.type("101")
        rig.act(.tender(.voucher, amount: "2"))
        rig.act(.tender(.cash, amount: "100"))
        rig.press(.void)
        rig.act(.form(["reason": "1"]))
        rig.press(.paidIn)
        rig.act(.form(["amount": "30", "reason": "换零"]))
        rig.press(.paidOut)
        rig.act(.form(["amount": "150.50", "reason": ""]))
        #expect(rig.refusal?.hasPrefix("E33") == true)
        rig.act(.form(["amount": "150.50", "reason": "交款"]))
        let shift = try #require(rig.shop.engine.drawer.shift)
        #expect(shift.expected == Fen(20_000 + 1200 + 3000 - 15_050))
        #expect(shift.expected == cash(rig.shop.records))
        rig.press(.lookX)
        guard case .report(let report) = rig.counter.stage else {
            Issue.record("no X is shown")
            return
        }
        #expect(report.rows.contains(CounterReport.Row("抽屉应有", "¥91.50")))
        rig.press(.back)
        let before = rig.shop.records.count
        rig.closeShift(["5000": "1", "2000": "2", "100": "1", "50": "1"])
        #expect(rig.shop.records.count == before + 1)
        guard case .shiftClose(let close) = rig.shop.records.last?.body else { return }
        #expect(close.expected == Fen(9150) && close.counted == Fen(9150) && !close.approved)
        #expect(close.counts == [Fen(5000): 1, Fen(2000): 2, Fen(100): 1, Fen(50): 1])
    }

    @Test("a difference as large as permitted passes, a fen more asks for the manager")
    func permitted() throws {
        for (counted, passes) in [("105", true), ("95", true), ("105.01", false), ("94.99", false)]
        {
            var rig = try CounterRig()
            rig.pin = "2468"
            rig.openShift(float: "100")
            rig.closeShift(["1": counted])
            #expect((rig.shop.engine.drawer.shift == nil) == passes, "\(counted)")
            guard !passes else { continue }
            #expect(rig.refusal?.hasPrefix("E15") == true)
            rig.act(.form(["pin": "1111"]))
            #expect(rig.refusal == "E16 密码不对 → [重输]" && rig.counter.facts.drawer.shift != nil)
            rig.act(.form(["pin": "2468"]))
            guard case .shiftClose(let close) = rig.shop.records.last?.body else {
                Issue.record("the shift is still open")
                continue
            }
            #expect(close.approved && close.counted.yuan == counted.yuanPadded)
        }
    }

    @Test("H15: no card at any reader, typed or pasted is a PIN, even one that begins with it")
    func cardIsNoPIN() throws {
        var rig = try CounterRig(cards: ["24682468": "poor", "2468": "poor"])
        rig.pin = "2468"
        rig.openShift()
        rig.closeShift(["10000": "9"])
        for reader in 1...2 {
            for card in ["2468", "24682468", "6299990000002468"] {
                rig.card(card, reader: reader)
                #expect(rig.refusal == "E17 刷卡不能代替密码 → [店长密码]")
            }
        }
        rig.type("2468")
        for pasted in ["6299990000002468", "24682468", "2468246"] {
            rig.act(.form(["pin": pasted]))
            #expect(rig.refusal?.hasPrefix("E17") == true)
        }
        #expect(rig.shop.records.count == 1 && rig.counter.waiting.isEmpty)
        #expect(rig.counter.stage == .form(.approve(countsOfNine)))
        rig.act(.form(["pin": "2468"]))
        #expect(rig.shop.records.count == 2)
    }

    private var countsOfNine: [Fen: Int] {
        var counts = Dictionary(
            uniqueKeysWithValues: ShiftClose.denominations.map { ($0, 0) })
        counts[Fen(10_000)] = 9
        return counts
    }

    @Test("without a PIN a manager sets one first; a later one needs the one before")
    func settingPIN() throws {
        var rig = try CounterRig()
        rig.openShift()
        rig.closeShift([:])
        #expect(rig.refusal == "E18 还没有设店长密码 → [设密码]")
        rig.act(.form([:]))
        rig.act(.form(["pin": "12", "again": "12"]))
        #expect(rig.refusal?.hasPrefix("E19") == true && rig.pin == nil)
        rig.act(.form(["pin": "1234", "again": "1235"]))
        rig.act(.form(["pin": "1234", "again": "1234"]))
        #expect(rig.pin == "1234")
        rig.press(.setPIN)
        rig.act(.form(["old": "9999", "pin": "5678", "again": "5678"]))
        #expect(rig.pin == "1234" && rig.refusal?.hasPrefix("E16") == true)
    }

    @Test(
        "H6: at the minute of the change a sale is in the shift it was sealed in, and in no other")
    func sameMinute() throws {
        var rig = try CounterRig()
        rig.openShift(float: "0")
        rig.sell("101")
        rig.closeShiftExactly()
        rig.press(.back)
        rig.openShift(float: "0")
        rig.sell("102")
        rig.closeShiftExactly()
        let closes = rig.shop.records.compactMap { record -> ShiftClose? in
            if case .shiftClose(let close) = record.body { close } else { nil }
        }
        #expect(Set(rig.shop.records.map(\.at)).count == 1)
        #expect(closes.map(\.expected) == [Fen(1200), Fen(400)] && closes.map(\.shift) == [1, 2])
    }

    @Test("H8: a till that was just started closes shift and day with all that its journal holds")
    func closedAfterRestart() throws {
        var rig = try CounterRig()
        rig.openShift(float: "50")
        for _ in 0..<30 { rig.sell("101") }
        var shop = rig.shop
        shop.engine = try rig.shop.rebuilt()
        var later = CounterRig(shop)
        later.closeShiftExactly()
        later.press(.back)
        later.press(.closeDay)
        guard case .dayClose(let close) = later.shop.records.last?.body else {
            Issue.record("the day is not closed")
            return
        }
        #expect(close.sales == 30 && close.paid == Fen(36_000) && close.first == 1)
        #expect(close.last == 32 && close.tenders == [.cash: Fen(36_000)])
    }

    @Test("H9: a record that the service put aside is named and holds up neither shift nor day")
    func quarantined() throws {
        var rig = try CounterRig()
        rig.openShift()
        rig.sell("101")
        let named = RefusedRecord(
            id: RecordID(terminal: "YP001A01", epoch: 1, seq: 2), reason: "no such canteen")
        rig.refused = [named]
        rig.unsent = 7
        rig.closeShiftExactly()
        rig.press(.back)
        let screen = CashierScreen(rig.counter, at: rig.at).json
        #expect(screen["status"]?["refused"] == [.text(named.line)])
        rig.press(.closeDay)
        #expect(rig.shop.engine.closedDay == SampleShop.noon.day)
    }

    @Test("H11: two tills that close at once count each its own drawer and day")
    func twoTills() throws {
        var rigs = [try CounterRig(), try CounterRig()]
        for index in rigs.indices { rigs[index].openShift(float: "0") }
        for round in 0..<6 { rigs[round % 2].sell(round % 2 == 0 ? "101" : "102") }
        for index in rigs.indices { rigs[index].closeShiftExactly() }
        for index in rigs.indices {
            rigs[index].press(.back)
            rigs[index].press(.closeDay)
        }
        let closes = rigs.map { rig -> Fen? in
            if case .dayClose(let close) = rig.shop.records.last?.body { close.paid } else { nil }
        }
        #expect(closes == [Fen(3600), Fen(1200)])
    }

    @Test("the day is closed once all shifts are; sold past midnight it is still its own day")
    func day() throws {
        var rig = try CounterRig()
        rig.openShift()
        rig.sell("101")
        rig.press(.menu)
        rig.press(.closeDay)
        #expect(rig.refusal == "E12 本班还没有交班 → [交班]")
        rig.press(.back)
        rig.at = Moment(SampleShop.noon.day + 1, secondOfDay: 600)
        rig.closeShiftExactly()
        rig.press(.back)
        rig.press(.closeDay)
        #expect(rig.shop.engine.closedDay == SampleShop.noon.day)
        rig.press(.back)
        rig.press(.openShift)
        #expect(rig.refusal == nil && rig.counter.stage == .form(.openShift))
    }

    @Test("a shift on a day that is closed is opened only when asked for twice")
    func closedDay() throws {
        var rig = try CounterRig()
        rig.press(.closeDay)
        rig.press(.back)
        rig.press(.openShift)
        #expect(rig.refusal?.hasPrefix("E14") == true && rig.counter.stage == .selling)
        rig.press(.openShift)
        #expect(rig.counter.stage == .form(.openShift))
    }

    @Test("a till shuts down at once when all is sent, else after one warning; never mid-ticket")
    func shutDown() throws {
        var rig = try CounterRig()
        rig.press(.shutDown)
        #expect(rig.isShutDown && rig.counter.stage == .stopped)
        rig = try CounterRig()
        rig.unsent = 3
        rig.press(.shutDown)
        #expect(rig.refusal == "E26 还有 3 笔没有上传 → [仍要关机]" && !rig.isShutDown)
        rig.press(.menu)
        rig.press(.shutDown)
        #expect(!rig.isShutDown)
        rig.press(.shutDown)
        #expect(rig.isShutDown)
        rig = try CounterRig()
        rig.openShift()
        rig.type("101")
        rig.press(.shutDown)
        rig.press(.shutDown)
        #expect(!rig.isShutDown && rig.refusal?.hasPrefix("E13") == true)
    }

    @Test("a shift does not end while a ticket is open or held")
    func openTickets() throws {
        var rig = try CounterRig()
        rig.openShift()
        rig.type("101")
        rig.press(.closeShift)
        #expect(rig.refusal?.hasPrefix("E13") == true)
        rig.press(.hold)
        rig.press(.closeShift)
        #expect(rig.refusal?.hasPrefix("E13") == true)
        rig.press(.recall)
        rig.press(.clear)
        rig.press(.closeShift)
        #expect(rig.counter.stage == .form(.count))
    }
}

extension String {
    fileprivate var yuanPadded: String { Fen(yuan: self)?.yuan ?? "" }
}
