import Journal
import Meals
import Testing

@testable import Till

@Suite("A till's engine")
struct TillEngineTests {
    /// A few days of sales, voids, refunds, training, shifts and Zs.
    private func days(_ seed: UInt64, count: Int) throws -> SampleShop {
        var random = SeededRandom(seed: seed)
        var shop = try SampleShop()
        shop.engine.drift = 1_700
        var at = SampleShop.noon
        var sold: [Int] = []
        for step in 0..<count {
            at = at.adding(seconds: Int.random(in: 10...6000, using: &random))
            switch Int.random(in: 0..<12, using: &random) {
            case 0:
                if let seq = sold.randomElement(using: &random),
                    let quote = try? shop.engine.quoteVoid(of: seq)
                {
                    shop.giveBack(quote, at: at, isVoid: true)
                }
            case 1, 2:
                if let seq = sold.randomElement(using: &random),
                    let quote = try? shop.engine.quoteRefund(
                        of: seq, lines: [.init(index: 0, quantity: 1)])
                {
                    shop.giveBack(quote, at: at)
                }
            case 3: shop.seal(.shiftOpen(ShiftOpen(shift: step, float: Fen(10_000))), at: at)
            case 4: shop.seal(.dayClose(shop.engine.dayClose(at.day)), at: at)
            case 5: shop.seal(.cashMove(CashMove(amount: Fen(-500), reason: "safe")), at: at)
            case 6:
                let quote = shop.engine.quote(Basket(lines: random.basket(), diner: "poor"), at: at)
                let sale = shop.engine.sale(
                    quote, tenders: [Tender(kind: .cash, amount: quote.payable)])
                shop.seal(.training(sale), at: at)
            default:
                sold.append(
                    shop.sell(random.basket(), to: random.pick(SampleShop.diners), at: at).seq)
            }
        }
        return shop
    }

    @Test(
        "rebuilt from its journal it is the engine that ran", arguments: [71, 72, 73] as [UInt64])
    func rebuilt(_ seed: UInt64) throws {
        let shop = try days(seed, count: 150)
        let other = try shop.rebuilt()
        #expect(other.head == shop.engine.head && other.closedDay == shop.engine.closedDay)
        #expect(other.dayClose(Day(number: 0)) == shop.engine.dayClose(Day(number: 0)))
        let body = Record.Body.shiftOpen(ShiftOpen(shift: 1, float: .zero))
        #expect(
            other.draft(body, at: SampleShop.noon, cashier: "x").line
                == shop.engine.draft(body, at: SampleShop.noon, cashier: "x").line)
        var random = SeededRandom(seed: seed)
        let end = try #require(shop.records.last).at
        for _ in 0..<40 {
            let basket = Basket(lines: random.basket(), diner: random.pick(SampleShop.diners))
            let at = end.adding(seconds: Int.random(in: -80_000...80_000, using: &random))
            #expect(other.quote(basket, at: at) == shop.engine.quote(basket, at: at))
        }
        for record in shop.records {
            let seq = record.id.seq
            #expect(other.sold(seq: seq) == shop.engine.sold(seq: seq))
            #expect((try? other.quoteVoid(of: seq)) == (try? shop.engine.quoteVoid(of: seq)))
            let day = other.trueTime(record.at).day
            #expect(other.references(on: day) == shop.engine.references(on: day))
        }
    }

    @Test("what it seals is read back as it was meant, with true time, counter and chain")
    func sealing() throws {
        let shop = try days(74, count: 80)
        for (index, line) in shop.lines.enumerated() {
            let record = try Record(bytes: line.bytes)
            #expect(record == shop.records[index] && record.drift == 1_700)
            #expect(record.id.seq == index + 1 && record.counter == Int64(index + 1))
            let before = index == 0 ? shop.engine.enrolment.genesis : shop.lines[index - 1].hash
            #expect(line.hash == before.linked(to: line.bytes))
        }
    }

    @Test("the day's end has the sums of the records since the one before")
    func dayClose() throws {
        let shop = try days(75, count: 200)
        var start = 0
        var closed = 0
        for (index, record) in shop.records.enumerated() {
            guard case .dayClose(let close) = record.body else { continue }
            let since = shop.records[start..<index]
            let sales = since.compactMap { if case .sale(let sale) = $0.body { sale } else { nil } }
            let backs = since.compactMap { record -> Reversal? in
                switch record.body {
                case .void(let back), .refund(let back): back
                default: nil
                }
            }
            var tenders: [TenderKind: Fen] = [:]
            for kind in TenderKind.allCases {
                let taken = sales.flatMap(\.tenders).filter { $0.kind == kind }.total(\.amount)
                let given = backs.flatMap(\.tenders).filter { $0.kind == kind }.total(\.amount)
                if taken != given { tenders[kind] = taken - given }
            }
            let expected = DayClose(
                day: close.day, first: start + 1, last: index, sales: sales.count,
                reversals: backs.count, gross: sales.total(\.gross) - backs.total(\.gross),
                discount: sales.total(\.discount) - backs.total(\.discount),
                subsidy: sales.total(\.subsidy) - backs.total(\.subsidy),
                paid: sales.total(\.paid) - backs.total(\.paid), tenders: tenders)
            #expect(close == expected)
            start = index + 1
            closed += 1
        }
        #expect(closed > 5)
    }

    @Test("an order is sold once: it is known by its number, also after a restart")
    func orders() throws {
        var shop = try SampleShop()
        let line = SaleLine(item: "a", quantity: 1, unitPrice: Fen(900))
        let quote = shop.engine.quote(
            Basket(lines: [line], order: "web-7"), at: SampleShop.noon)
        #expect(!shop.engine.hasSold(order: "web-7"))
        let sale = shop.engine.sale(quote, tenders: [Tender(kind: .cash, amount: Fen(900))])
        shop.seal(.sale(sale))
        #expect(
            shop.engine.hasSold(order: "web-7") && shop.engine.sold(order: "web-7")?.sale == sale)
        #expect(try shop.rebuilt().hasSold(order: "web-7"))
        #expect(shop.engine.sold(order: "web-8") == nil)
    }

    @Test("H12: with the clock three days slow and the drift known, the day is the right one")
    func drift() throws {
        var shop = try SampleShop()
        shop.engine.drift = -3 * 86_400_000
        let wall = SampleShop.noon.adding(seconds: -3 * 86_400)
        let (seq, sale) = shop.sell(
            [SaleLine(item: "a", quantity: 1, unitPrice: Fen(1000))], to: "old", at: wall)
        #expect(sale.day == SampleShop.noon.day && sale.period == .lunch)
        #expect(
            shop.records[seq - 1].at == wall && shop.records[seq - 1].trueTime == SampleShop.noon)
    }

    @Test("without a snapshot, or for a diner nobody knows, it sells at the full price")
    func publicPrice() throws {
        var shop = try SampleShop()
        let lines = [SaleLine(item: "a", quantity: 1, unitPrice: Fen(1000))]
        #expect(
            shop.engine.quote(Basket(lines: lines, diner: "nobody"), at: SampleShop.noon).payable
                == Fen(1000))
        #expect(shop.engine.quote(Basket(lines: lines), at: SampleShop.noon).payable == Fen(1000))
        shop.engine.snapshot = nil
        let (_, sale) = shop.sell(lines, to: "old")
        #expect(sale.paid == Fen(1000) && sale.policy == nil && sale.snapshot.isEmpty)
        #expect(sale.period == .other && shop.engine.diner(card: "x", at: SampleShop.noon) == nil)
    }
}
