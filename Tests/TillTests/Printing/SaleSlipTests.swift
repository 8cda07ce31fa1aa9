import Journal
import Meals
import Testing

@testable import Till

@Suite("The diner's slip")
struct SaleSlipTests {
    private let lines = [
        SaleLine(item: "红烧肉", quantity: 2, unitPrice: Fen(1200)),
        SaleLine(item: "米饭", quantity: 1, unitPrice: Fen(100)),
    ]
    private let grant = Grant(
        rule: "A", shares: [FunderShare(funder: "district", amount: Fen(500))])

    @Test("shows what was eaten, what was saved in one figure, and what was paid")
    func text() {
        let sale = SlipSamples.sale(
            lines, discount: Fen(250), grants: [grant], tenders: [.unionPayQR])
        #expect(
            SlipSamples.slip(sale).text(on: .narrow) == [
                "          殷行长者食堂",
                "2026-11-23 11:05:09",
                "YP001A01-001-0000012",
                "--------------------------------",
                "红烧肉 ×2                 24.00",
                "米饭                        1.00",
                "--------------------------------",
                "原价                       25.00",
                "优惠                       -7.50",
                "实付                     ￥17.50",
                "云闪付                     17.50",
            ])
        #expect(
            SlipDocument.sale(
                sale,
                SlipHeading(canteen: "殷行长者食堂", id: SlipSamples.id, at: SlipSamples.at)
            ) { _ in nil }.text(on: .narrow) == SlipSamples.slip(sale).text(on: .narrow))
    }

    @Test("is these bytes on 58 mm paper")
    func golden() throws {
        let sale = SlipSamples.sale([SaleLine(item: "龘𠮷套餐", quantity: 1, unitPrice: Fen(19200))])
        let heading = SlipHeading(canteen: "殷行", id: SlipSamples.id, at: SlipSamples.at)
        let slip = SlipDocument.sale(sale, heading) { _ in nil }
        // Written by hand from the printer's manual and Python's gb18030 codec.
        let rule = String(repeating: "2D", count: 32) + "0A"
        let dump = [
            "1B40 1C26", "1B6101 D2F3 D0D0 0A",
            "1B6100 323032362D31312D3233 20 31313A30353A3039 0A",
            "59503030314130312D3030312D30303030303132 0A", rule,
            "FD93 9534B235 CCD7 B2CD" + String(repeating: "20", count: 18) + "3139322E3030 0A",
            rule,
            "D4AD BCDB" + String(repeating: "20", count: 22) + "3139322E3030 0A",
            "1D2111 CAB5 B8B6" + String(repeating: "20", count: 4) + "A3A4 3139322E3030 0A",
            "1D2100 CFD6 BDF0" + String(repeating: "20", count: 22) + "3139322E3030 0A",
            "1B6403", "1D564200",
        ]
        #expect(try SlipSamples.bytes(slip) == [UInt8](dump: dump.joined()))
        #expect(SlipSamples.bytes(slip).hex.contains("a3a4" + "3139322e3030"))
    }

    @Test("the drawer opens before the first line, where it is asked to")
    func drawer() throws {
        let set = SetSlip(SlipSamples.slip(SlipSamples.sale(lines)), on: .wide)
        let bytes = PrinterCode.bytes(set, opensDrawer: true)
        #expect(try bytes.starts(with: [UInt8](dump: "1B40 1C26 1B700019FA 1B61 01")))
        #expect(!PrinterCode.bytes(set).contains([0x1B, 0x70]))
    }

    @Test("says what was handed over and what came back, take-away, and each payment of a split")
    func particulars() {
        let sale = SlipSamples.sale(
            lines, channel: .takeAway, tenders: [.voucher, .cash])
        let slip = SlipDocument.sale(sale, SlipSamples.heading, received: Fen(2000)) { _ in nil }
        let text = slip.text(on: .narrow)
        #expect(
            text.suffix(5) == [
                "实付                     ￥25.00", "消费券                     12.50",
                "现金                       12.50", "收现金                     20.00",
                "找零                        7.50",
            ])
        #expect(text.contains("              外带"))
    }

    @Test("a meal that costs the diner nothing has no payment on it")
    func free() {
        var sale = SlipSamples.sale(lines, discount: Fen(2500))
        sale.tenders = []
        #expect(SlipSamples.slip(sale).text(on: .narrow).last == "实付                      ￥0.00")
    }

    @Test("two diners who pay the same hold the same bytes, whatever their classes")
    func dignity() {
        var random = SeededRandom(seed: 51)
        let funders = ["city", "district", "street", "charity"]
        for _ in 0..<300 {
            let lines = random.basket()
            let gross = lines.total(\.amount)
            let saved = Fen(Int64.random(in: 0...gross.fen, using: &random))
            let tenders = random.tenders(gross - saved)
            let slips = [DinerID?.none, "poor", "old", "stranger"].map { diner in
                // Any part of it as discount, the rest granted by any rules and funders.
                let discount = Fen(Int64.random(in: 0...saved.fen, using: &random))
                let share = FunderShare(funder: random.pick(funders), amount: saved - discount)
                var sale = SlipSamples.sale(
                    lines, discount: discount,
                    grants: [Grant(rule: random.pick(["A", "B", "低保"]), shares: [share])],
                    diner: diner)
                sale.tenders = tenders
                sale.policy = random.pick(["p", nil])
                sale.snapshot = "\(random.next())"
                sale.authorised = random.chance(50)
                sale.uses = [
                    RuleUse(rule: "A", day: sale.day, period: .lunch, count: 1, amount: saved)
                ]
                let back = Reversal(
                    sale: SlipSamples.id, reason: diner?.text ?? "",
                    lines: [.init(index: 0, quantity: 1)],
                    gross: gross, discount: discount, grants: sale.grants, tenders: tenders)
                let refund = SlipDocument.reversal(back, of: sale, SlipSamples.heading) { _ in nil }
                return [SlipSamples.slip(sale), SlipSamples.slip(sale).reprinted, refund]
                    .map { SlipSamples.bytes($0) }
            }
            #expect(Set(slips).count == 1)
        }
    }

    @Test("another record and another hour change two lines of it and no more")
    func twoLines() {
        let sale = SlipSamples.sale(lines, discount: Fen(100), diner: "poor")
        let other = SlipDocument.sale(
            SlipSamples.sale(
                lines, grants: [Grant(rule: "B", shares: [.init(funder: "x", amount: Fen(100))])]),
            SlipHeading(
                canteen: "殷行长者食堂", id: RecordID(terminal: "YP001A01", epoch: 1, seq: 77),
                at: SlipSamples.at.adding(seconds: 3000))
        ) { _ in nil }
        let (a, b) = (SlipSamples.slip(sale).text(on: .narrow), other.text(on: .narrow))
        #expect(a.count == b.count && a.indices.filter { a[$0] != b[$0] } == [1, 2])
    }

    @Test("printed once more it says so at both ends; so does a sale in training")
    func marks() {
        let slip = SlipSamples.slip(SlipSamples.sale(lines))
        for (marked, words) in [(slip.reprinted, "重印"), (slip.forTraining, "训练 不作凭证")] {
            let text = marked.text(on: .wide)
            #expect(text.first?.hasSuffix(words) == true && text.last?.hasSuffix(words) == true)
            #expect(Array(text.dropFirst().dropLast()) == slip.text(on: .wide))
            #expect(marked.parts.first == .big(words) && marked.parts.last == .cut)
            #expect(marked.parts.count { $0 == .cut } == 1)
        }
        #expect(slip.reprinted.isReprint && !slip.isReprint && !slip.forTraining.isReprint)
    }

    @Test("a refund names the sale, what came back and how; a void is called one")
    func refund() {
        let sale = SlipSamples.sale(lines, discount: Fen(250))
        let back = Reversal(
            sale: RecordID(terminal: "YP001A01", epoch: 1, seq: 9), reason: "低保误用",
            lines: [.init(index: 0, quantity: 1)], gross: Fen(1200), discount: Fen(120),
            grants: [], tenders: [Tender(kind: .cash, amount: Fen(1080))])
        let slip = SlipDocument.reversal(back, of: sale, SlipSamples.heading) { _ in "大排" }
        #expect(
            slip.text(on: .narrow) == [
                "             退餐单", "          殷行长者食堂", "2026-11-23 11:05:09",
                "YP001A01-001-0000012", "原单 YP001A01-001-0000009",
                "--------------------------------", "大排                       12.00",
                "--------------------------------", "原价                       12.00",
                "优惠                       -1.20", "实退                     ￥10.80",
                "退现金                     10.80",
            ])
        let void = SlipDocument.reversal(back, of: sale, SlipSamples.heading, isVoid: true) { _ in
            nil
        }
        #expect(void.parts.first == .big("作废单"))
    }

    @Test("each record has its slip: a sale in training is marked, a shift has none")
    func records() {
        let sale = SlipSamples.sale(lines)
        let back = Reversal(
            sale: RecordID(terminal: "YP001A01", epoch: 1, seq: 9), reason: "",
            lines: [.init(index: 1, quantity: 1)], gross: Fen(100), discount: .zero, grants: [],
            tenders: [Tender(kind: .cash, amount: Fen(100))])
        func slip(_ body: Record.Body, sold: Sale? = sale) -> SlipDocument? {
            let record = Record(
                id: SlipSamples.id, at: SlipSamples.at, drift: 5, counter: 1, cashier: "c",
                body: body)
            return .record(
                record, canteen: "殷行长者食堂", sold: { $0 == back.sale ? sold : nil },
                name: { _ in nil })
        }
        #expect(slip(.sale(sale)) == SlipSamples.slip(sale))
        #expect(slip(.training(sale)) == SlipSamples.slip(sale).forTraining)
        let refund = SlipDocument.reversal(back, of: sale, SlipSamples.heading) { _ in nil }
        #expect(slip(.refund(back)) == refund)
        #expect(slip(.void(back))?.parts.first == .big("作废单"))
        let unknown = slip(.refund(back), sold: nil)?.text(on: .narrow) ?? []
        #expect(unknown.contains("原单第 2 行 ×1") && unknown.contains("实退                      ￥1.00"))
        #expect(slip(.shiftOpen(ShiftOpen(shift: 1, float: .zero))) == nil)
        #expect(slip(.cashMove(CashMove(amount: .zero, reason: ""))) == nil)
    }

    @Test("what a till sells and takes back comes out on paper with the sale's own sums")
    func engine() throws {
        var random = SeededRandom(seed: 52)
        var shop = try SampleShop()
        for _ in 0..<40 {
            let (seq, sale) = shop.sell(random.basket(), to: random.pick(SampleShop.diners))
            let text = SlipSamples.slip(sale).text(on: .narrow)
            #expect(text.contains { $0.hasPrefix("实付 ") && $0.hasSuffix("￥\(sale.paid)") })
            let amounts = text.dropFirst(4).prefix(sale.lines.count)
                .compactMap { $0.split(separator: " ").last.flatMap { Fen(yuan: $0) } }
            #expect(amounts.total { $0 } == sale.gross)
            let back = shop.giveBack(try shop.engine.quoteVoid(of: seq), isVoid: true)
            let slip = SlipDocument.reversal(back, of: sale, SlipSamples.heading) { _ in nil }
            #expect(slip.text(on: .narrow).contains { $0.hasSuffix("￥\(sale.paid)") })
        }
    }
}
