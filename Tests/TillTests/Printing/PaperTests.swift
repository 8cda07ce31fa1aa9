import Journal
import Meals
import Testing

@testable import Till

@Suite("Slips on paper, as an independent printer has them")
struct PaperTests {
    private static let dishes = [
        "红烧肉", "梅干菜扣肉配手工荞麦馒头两只（可换米饭）", "清炒鸡毛菜", "𠮷野家肥牛饭", "龘龘面", "㙍江鱼汤",
        "Tea with milk and honey, large", "例汤",
    ]

    /// Every kind of slip, by name.
    private static func slips() throws -> [(name: String, slip: SlipDocument)] {
        let lines = SlipSamples.lines(dishes)
        let grant = Grant(rule: "A", shares: [FunderShare(funder: "district", amount: Fen(500))])
        let sale = SlipSamples.sale(lines, discount: Fen(2_345), grants: [grant])
        let many = SlipSamples.sale(
            SlipSamples.lines((1...40).map { "第\($0)道菜" }), tenders: [.unionPayQR, .cash])
        let back = Reversal(
            sale: SlipSamples.id, reason: "", lines: [.init(index: 1, quantity: 1)],
            gross: Fen(1205), discount: Fen(100), grants: [],
            tenders: [Tender(kind: .unionPayCard, amount: Fen(1105))])
        let z = SlipSamples.report(.z, drawer: SlipSamples.drawer)
        let x = SlipSamples.report(.x)
        return try [
            ("sale", .sale(sale, SlipSamples.heading, received: Fen(50_000)) { _ in nil }),
            ("forty-lines", SlipSamples.slip(many)), ("reprint", SlipSamples.slip(sale).reprinted),
            ("training", SlipSamples.slip(sale).forTraining),
            ("refund", .reversal(back, of: sale, SlipSamples.heading) { _ in nil }),
            ("z", .report(z, ticket: DayTicket(z).signed(by: SlipSamples.key()))),
            ("x", .report(x, ticket: DayTicket(x))),
            (
                "escapes",
                SlipSamples.slip(
                    SlipSamples.sale(SlipSamples.lines(["肉\u{1B}@\u{1D}V\u{0}\n饭", "🍚é"])))
            ),
        ]
    }

    @Test("the bytes mean the slip that was set, line for line", arguments: Paper.allCases)
    func lines(_ paper: Paper) throws {
        for (name, slip) in try PaperTests.slips() {
            let printed = try PrintedSlips.paper(
                SlipSamples.bytes(slip, on: paper), on: paper, name: name, drawn: false)
            let meant = SetSlip(slip, on: paper).parts.compactMap { part -> String? in
                switch part {
                case .line(let line):
                    line.glyphs.map { "\(Character($0.scalar))" }.joined()
                case .qr(let text): "QR " + text
                case .feed: ""
                case .cut: "--8<--"
                }
            }
            func bare(_ line: String) -> String {
                String(line.drop { $0 == " " || $0 == "#" })
            }
            #expect(printed.map(bare) == meant.map(bare), "\(name)")
            #expect(printed.last == "--8<--")
        }
    }

    @Test(
        "drawn as pictures, the code on a Z is read back by a phone's eye as the till's ticket",
        .enabled(if: PrintedSlips.canDraw, "needs python3-pil, python3-qrcode, python3-pyzbar"),
        arguments: Paper.allCases)
    func pictures(_ paper: Paper) throws {
        for (name, slip) in try PaperTests.slips() {
            let printed = try PrintedSlips.paper(
                SlipSamples.bytes(slip, on: paper), on: paper, name: name, drawn: true)
            let scanned = printed.filter { $0.hasPrefix("SCANNED ") }.map {
                String($0.dropFirst(8))
            }
            let codes = slip.parts.compactMap { if case .qr(let text) = $0 { text } else { nil } }
            #expect(scanned == codes, "\(name)")
            for text in scanned where name == "z" {
                let ticket = try DayTicket(text: text)
                #expect(try ticket.isSigned(by: SlipSamples.key().publicKey))
                #expect(ticket.totals == SlipSamples.report(.z).totals)
            }
        }
    }
}
