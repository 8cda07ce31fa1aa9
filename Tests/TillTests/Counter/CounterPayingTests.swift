import Journal
import Meals
import Testing

@testable import Till

@Suite("The counter takes payments")
struct CounterPayingTests {
    private func open(_ codes: String...) throws -> CounterRig {
        var rig = try CounterRig()
        rig.openShift()
        for code in codes { rig.type(code) }
        return rig
    }

    @Test("cash beyond the price is handed back; the sale has the price alone")
    func change() throws {
        var rig = try open("101")
        rig.act(.tender(.cash, amount: "50"))
        #expect(rig.sales[0].tenders == [Tender(kind: .cash, amount: Fen(1200))])
        #expect(rig.counter.farewell?.change == Fen(3800))
        #expect(rig.customer.change == Fen(3800) && rig.customer.voice == "收您50元,找您38元")
    }

    @Test("any way of splitting a price pays it exactly, whatever is typed on the way")
    func splits() throws {
        var random = SeededRandom(seed: 91)
        for _ in 0..<80 {
            var rig = try open("2*101", "102")
            var handed = Fen.zero
            for _ in 0..<40 where rig.sales.isEmpty {
                let kind = random.pick(TenderKind.allCases)
                let amount = Fen(Int64.random(in: 0...3500, using: &random))
                let left = rig.counter.ticket.left
                rig.act(.tender(kind, amount: amount.yuan))
                if case .form(.references) = rig.counter.stage { rig.act(.form([:])) }
                if amount > left, kind != .cash {
                    #expect(rig.counter.ticket.left == left && rig.sales.isEmpty)
                }
                if kind == .cash { handed += amount }
                if !rig.counter.ticket.tenders.isEmpty {
                    rig.type("7")
                    rig.press(.voidLine)
                }
            }
            if rig.sales.isEmpty { rig.type("") }
            #expect(rig.sales.count == 1 && rig.sales[0].paid == Fen(2800))
            let cash = rig.sales[0].tenders.filter { $0.kind == .cash }.total(\.amount)
            let farewell = try #require(rig.counter.farewell)
            #expect(farewell.cashGiven - farewell.change == cash && farewell.change >= .zero)
            #expect(farewell.cashGiven >= handed)
        }
    }

    @Test(
        "an amount that is none is refused and takes nothing",
        arguments: ["1.234", "-5", "五", "0", "12.", "1e3"])
    func amounts(_ typed: String) throws {
        var rig = try open("101")
        rig.act(.tender(.cash, amount: typed))
        #expect(rig.refusal?.hasPrefix("E05") == true && rig.counter.ticket.tenders.isEmpty)
    }

    @Test("the bank's references are read from fields or from the whole slip, and only if sound")
    func references() throws {
        var rig = try open("101")
        rig.act(.tender(.unionPayCard, amount: ""))
        rig.act(.form(["trace": "12", "batch": "000001", "rrn": "123456789012"]))
        #expect(rig.refusal?.hasPrefix("E03") == true && rig.sales.isEmpty)
        rig.act(
            .form([
                "slip": "卡号 622609******0048 批次号 000123\n凭证号:000456 参考号：1234567890AB"
            ]))
        let tender = try #require(rig.sales.first?.tenders.first)
        #expect(
            tender.reference
                == AcquirerReference(
                    trace: "000456", batch: "000123", rrn: "1234567890AB", authCode: "",
                    maskedCard: "622609******0048"))
    }

    @Test("going back from the bank's form takes no money")
    func backFromBank() throws {
        var rig = try open("101")
        rig.act(.tender(.unionPayQR, amount: "5"))
        rig.press(.back)
        #expect(rig.counter.ticket.tenders.isEmpty && rig.counter.ticket.left == Fen(1200))
        rig.act(.form(["slip": ""]))
        #expect(rig.counter.ticket.tenders.isEmpty)
        rig.type("")
        #expect(rig.sales[0].tenders.map(\.kind) == [.cash])
    }

    @Test("a ticket that is paid in part is not changed; what was paid can be handed back")
    func partlyPaid() throws {
        var rig = try open("101")
        rig.act(.tender(.voucher, amount: "5"))
        rig.type("7")
        #expect(rig.refusal?.hasPrefix("E07") == true)
        rig.press(.hold)
        rig.press(.channel)
        rig.press(.voidLine)
        rig.card("6299990000000003")
        #expect(rig.counter.ticket.left == Fen(700) && rig.counter.waiting.count == 1)
        rig.press(.clear)
        #expect(rig.counter.ticket.left == Fen(1200) && !rig.counter.ticket.lines.isEmpty)
        rig.press(.clear)
        #expect(rig.counter.ticket.diner == "poor" && rig.counter.ticket.lines.isEmpty)
    }

    @Test("a meal that costs nothing is sold without any tender")
    func free() throws {
        var rig = try open("3")
        rig.type("")
        #expect(rig.sales.map(\.tenders) == [[]] && rig.sales[0].gross == .zero)
    }

    @Test("whatever is pressed, every record adds up and the ticket is never sold twice")
    func anything() throws {
        var random = SeededRandom(seed: 92)
        let texts = ["", "101", "102", "2*7", "1", "1*1", "50", "0.5", "6299990000000003", "x"]
        for _ in 0..<25 {
            var rig = try open()
            for _ in 0..<250 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0...3: rig.type(random.pick(texts))
                case 4:
                    rig.card(
                        random.pick(CounterRig.cards.keys.sorted() + ["123456"]),
                        reader: random.pick([1, 2]))
                case 5, 6:
                    rig.act(.tender(random.pick(TenderKind.allCases), amount: random.pick(texts)))
                case 7:
                    let text = random.pick(texts)
                    rig.act(
                        .form(
                            Dictionary(
                                uniqueKeysWithValues: [
                                    "reason", "amount", "receipt", "pin", "again", "old", "1",
                                    "cashier", "float",
                                ].map { ($0, text) })))
                default:
                    rig.press(
                        random.pick(CounterInput.Key.allCases.filter { $0 != .shutDown }),
                        random.pick(texts))
                }
                _ = CashierScreen(rig.counter, at: rig.at).json.bytes
            }
            let money = rig.shop.records.filter {
                if case .training = $0.body { false } else { true }
            }
            #expect(money.allSatisfy { (try? Record(bytes: $0.bytes)) == $0 })
            #expect(try rig.shop.rebuilt().drawer == rig.shop.engine.drawer)
        }
    }
}
