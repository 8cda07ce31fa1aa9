import Journal
import Meals
import Testing

@testable import Till

@Suite("The counter sells")
struct CounterSellingTests {
    private func open() throws -> CounterRig {
        var rig = try CounterRig()
        rig.openShift()
        return rig
    }

    @Test("a subsidised meal with three inputs: card, meal key, confirm")
    func threeInputs() throws {
        var rig = try open()
        let before = rig.counter.number
        rig.card("6299990000000003")
        rig.type("101")
        rig.type("")
        #expect(rig.counter.number == before + 3)
        let sale = try #require(rig.sales.first)
        #expect(sale.diner == "poor" && sale.lines.map(\.item) == ["101"])
        // 12.00 less 10 %, less 5.00, less a quarter of 10.80.
        #expect(sale.discount == Fen(120) && sale.subsidy == Fen(770) && sale.paid == Fen(310))
        #expect(rig.counter.ticket.isEmpty && rig.counter.farewell?.paid == Fen(310))
        #expect(rig.printed.count == 1)
    }

    @Test(
        "quantities are typed before or after the meal key",
        arguments: [
            ("101", 1), ("3*101", 3), ("101*3", 3), ("2×101", 2), ("101x2", 2), ("2*7", 2),
            ("7*30", 30),
        ])
    func quantities(_ typed: String, _ portions: Int) throws {
        var rig = try open()
        rig.type(typed)
        #expect(rig.counter.ticket.lines.map(\.quantity) == [portions])
    }

    @Test(
        "what is no meal key is refused and changes nothing",
        arguments: ["999", "0*101", "1000*101", "*", "101*", "1*2*3", "红烧肉", "-1*101"])
    func noMeal(_ typed: String) throws {
        var rig = try open()
        rig.type("7")
        let before = rig.counter.ticket
        rig.type(typed)
        #expect(rig.refusal?.hasPrefix("E02") == true && rig.counter.ticket == before)
    }

    @Test("nothing is sold while no shift is open")
    func closed() throws {
        var rig = try CounterRig()
        rig.type("101")
        #expect(rig.refusal == "E10 还没有开班 → [开班]")
        rig.card("6299990000000003")
        rig.type("")
        rig.press(.void)
        rig.press(.refund)
        rig.act(.tender(.cash, amount: "20"))
        #expect(rig.shop.records.isEmpty && rig.counter.ticket.isEmpty)
    }

    @Test("a standing refusal is passed by its key alone, and the price is what is left")
    func usedUp() throws {
        var rig = try open()
        for _ in 0..<3 {
            rig.card("6299990000000002")
            rig.type("2*101")
            rig.type("")
        }
        rig.card("6299990000000002")
        rig.type("2*101")
        #expect(rig.refusal == "E04 今日已享补贴 → [全价]")
        rig.type("")
        rig.act(.tender(.cash, amount: ""))
        #expect(rig.sales.count == 3)
        rig.press(.fullPrice)
        #expect(rig.refusal == nil)
        rig.type("")
        #expect(rig.sales.count == 4 && rig.sales[3].subsidy == .zero)
        #expect(rig.sales[3].discount == Fen(240) && rig.sales[3].diner == "young")
    }

    @Test("an unknown card is told and pays the public price once the cashier agrees")
    func unknownCard() throws {
        var rig = try open()
        rig.card("6299990000009999")
        rig.type("101")
        rig.type("")
        #expect(rig.refusal == "E01 名册里没有这张卡 → [全价]" && rig.sales.isEmpty)
        rig.press(.fullPrice)
        rig.type("")
        #expect(rig.sales.map(\.paid) == [Fen(1200)] && rig.sales[0].diner == nil)
    }

    @Test("H23: a card that was stopped is told, and pays the public price once the cashier agrees")
    func stoppedCard() throws {
        var rig = try open()
        rig.card(CounterRig.lostCard)
        rig.type("101")
        rig.type("")
        #expect(rig.refusal?.hasPrefix("E06") == true && rig.sales.isEmpty)
        rig.press(.fullPrice)
        rig.type("")
        #expect(rig.sales.map(\.paid) == [Fen(1200)] && rig.sales[0].diner == nil)
    }

    @Test("cards of two readers wait in line, each once, and meet their own meals")
    func queue() throws {
        var rig = try open()
        rig.card("6299990000000003")
        rig.type("101")
        rig.card("6299990000000001", reader: 2)
        rig.card("6299990000000001", reader: 2)
        rig.card("6299990000000002", reader: 1)
        #expect(rig.counter.waiting.count == 2 && rig.counter.ticket.diner == "poor")
        rig.type("")
        #expect(rig.counter.ticket.diner == "old")
        rig.sell("102")
        rig.sell("102")
        #expect(rig.sales.map(\.diner) == ["poor", "old", "young"])
        #expect(rig.counter.ticket.isEmpty && rig.counter.waiting.isEmpty)
    }

    @Test("H4: a held ticket is paid once and never opened again")
    func held() throws {
        var rig = try open()
        rig.card("6299990000000003")
        rig.type("101")
        rig.press(.hold)
        #expect(rig.counter.ticket.isEmpty && rig.counter.held.count == 1)
        rig.sell("102")
        rig.press(.recall)
        #expect(rig.counter.ticket.diner == "poor" && rig.counter.held.isEmpty)
        rig.type("")
        rig.press(.recall)
        #expect(rig.refusal == "E27 没有挂着的单 → [返回]")
        rig.type("")
        #expect(rig.sales.map(\.diner) == [nil, "poor"])
    }

    @Test("of several held tickets the one that is named comes back, at its price of now")
    func recall() throws {
        var rig = try open()
        for code in ["101", "102", "7"] {
            rig.type(code)
            rig.press(.hold)
        }
        rig.press(.recall)
        rig.type("9")
        #expect(rig.refusal?.hasPrefix("E27") == true)
        rig.type("2")
        #expect(rig.counter.ticket.payable == Fen(400) && rig.counter.held.count == 2)
        rig.press(.recall)
        #expect(rig.refusal?.hasPrefix("E13") == true)
    }

    @Test("lines are taken out by number, the last one without; taking away changes the rules")
    func lines() throws {
        var rig = try open()
        for code in ["101", "102", "7"] { rig.type(code) }
        rig.press(.voidLine, "1")
        rig.press(.voidLine)
        #expect(rig.counter.ticket.lines.map(\.item) == ["102"])
        rig.press(.voidLine, "2")
        #expect(rig.refusal?.hasPrefix("E08") == true)
        rig.press(.channel)
        #expect(rig.counter.ticket.channel == .takeAway)
        rig.type("")
        #expect(rig.sales[0].channel == .takeAway && rig.sales[0].paid == Fen(400))
    }

    @Test("a disk that takes nothing sells and prints nothing; tried again it sells once")
    func fullDisk() throws {
        var rig = try open()
        rig.type("101")
        rig.isDiskFull = true
        rig.type("")
        rig.type("")
        #expect(rig.refusal?.hasPrefix("E35") == true && rig.printed.isEmpty && rig.sales.isEmpty)
        rig.isDiskFull = false
        rig.type("")
        #expect(rig.sales.map(\.paid) == [Fen(1200)] && rig.printed.count == 1)
        #expect(rig.counter.farewell?.cashGiven == Fen(1200))
    }

    @Test("a price that has grown old is asked for again; where it differs it is shown first")
    func oldPrice() throws {
        var rig = try open()
        rig.card("6299990000000003")
        rig.type("101")
        rig.at = rig.at.adding(seconds: 300)
        rig.type("")
        #expect(rig.sales.count == 1 && rig.shop.records.last?.at == rig.at)
        rig.card("6299990000000001")
        rig.type("101")
        let shown = rig.counter.ticket.payable
        // Meanwhile the same diner's other meals have used up most of the allowance.
        rig.shop.sell([SaleLine(item: "x", quantity: 9, unitPrice: Fen(1000))], to: "old")
        rig.shop.sell([SaleLine(item: "x", quantity: 9, unitPrice: Fen(1000))], to: "old")
        rig.at = rig.at.adding(seconds: 300)
        let sales = rig.sales.count
        rig.act(.tender(.cash, amount: "50"))
        #expect(rig.refusal?.hasPrefix("E11") == true && rig.sales.count == sales)
        #expect(rig.counter.ticket.payable > shown)
    }

    @Test("practice seals nothing that is money and leaves every allowance as it was")
    func training() throws {
        var rig = try open()
        rig.press(.menu)
        rig.press(.training)
        #expect(rig.counter.isTraining && rig.customer.isTraining)
        for _ in 0..<2 {
            rig.card("6299990000000003")
            rig.type("101")
            rig.type("")
        }
        #expect(rig.sales.isEmpty && rig.shop.records.count == 3)
        #expect(rig.shop.engine.drawer.shift?.takings == Takings())
        rig.press(.training)
        rig.card("6299990000000003")
        rig.type("101")
        rig.type("")
        #expect(rig.sales.map(\.subsidy) == [Fen(770)])
    }
}
