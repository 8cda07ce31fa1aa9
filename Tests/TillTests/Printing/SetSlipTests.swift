import Meals
import Testing

@testable import Till

@Suite("A slip on its paper")
struct SetSlipTests {
    /// Columns as a printer counts them: everything but ASCII is twice as wide.
    private func columns(_ line: String) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
    }

    private func words(_ random: inout SeededRandom) -> String {
        let pieces = ["红烧肉", "a", "Tea", " ", "（大份）", "×2", "𠮷", "12.50", "-", "清炒"]
        return (0..<Int.random(in: 0...30, using: &random)).map { _ in random.pick(pieces) }
            .joined()
    }

    @Test("no line is wider than the paper, big ones counted twice", arguments: Paper.allCases)
    func width(_ paper: Paper) {
        var random = SeededRandom(seed: 41)
        for _ in 0..<500 {
            let (text, figure) = (words(&random), random.pick(["0.00", "￥123456.00", "", "1"]))
            let slip = SlipDocument([
                .row(text, figure), .bigRow(text, figure), .text(text), .centred(text),
                .big(text), .rule, .row(figure, text), .bigRow(figure, text),
            ])
            for case .line(let line) in SetSlip(slip, on: paper).parts {
                #expect(line.columns * (line.isBig ? 2 : 1) <= paper.columns)
            }
        }
    }

    @Test("a long name wraps and loses nothing; its amount stays at the right edge")
    func rows() {
        var random = SeededRandom(seed: 42)
        for paper in Paper.allCases {
            for _ in 0..<500 {
                let text = words(&random)
                let figure = "\(Fen(Int64.random(in: 0...9_999_999, using: &random)))"
                let lines = SlipDocument([.row(text, figure)]).text(on: paper)
                #expect(lines.last?.hasSuffix(figure) == true)
                #expect(columns(lines.last ?? "") == paper.columns)
                // The amounts' column is clear on the lines above.
                for line in lines.dropLast() {
                    #expect(columns(line) < paper.columns - figure.count)
                }
                let kept = lines.joined().filter { $0 != " " }
                #expect(kept == (text + figure).filter { $0 != " " })
            }
        }
    }

    @Test("a figure that leaves no room for words stands on a line of its own")
    func wideFigure() {
        let figure = "123456789012345678901234567890"
        let lines = SlipDocument([.row("收银员", figure)]).text(on: .narrow)
        #expect(lines == ["收银员", "  " + figure])
    }

    @Test("letters are carried over as words, Chinese breaks anywhere")
    func wrapping() {
        let text = "Tea with milk and honey, iced, large"
        #expect(
            SlipDocument([.text(text)]).text(on: .narrow)
                == ["Tea with milk and honey, iced,", "large"])
        let dish = "梅干菜扣肉配手工荞麦馒头两只（可换米饭）"
        #expect(
            SlipDocument([.row(dish, "28.00")]).text(on: .narrow)
                == ["梅干菜扣肉配手工荞麦馒头两", "只（可换米饭）             28.00"])
    }

    @Test("a number is never parted from its ×")
    func timesSign() {
        for length in 1...30 {
            let name = String(repeating: "菜", count: length)
            let lines = SlipDocument([.row(name + " ×12", "24.00")]).text(on: .narrow)
            #expect(lines.contains { $0.contains("×12 ") } && lines.joined().contains("菜"))
        }
    }

    @Test("× is as wide as a Chinese character, and the amounts still stand in one column")
    func quantities() {
        let sale = SlipSamples.sale([
            SaleLine(item: "米饭", quantity: 1, unitPrice: Fen(100)),
            SaleLine(item: "米饭", quantity: 12, unitPrice: Fen(100)),
        ])
        let lines = SlipSamples.slip(sale).text(on: .narrow)
        #expect(lines.contains("米饭                        1.00"))
        #expect(lines.contains("米饭 ×12                  12.00"))
    }

    @Test("40 lines print as one does: every line has its name and its amount (H14)")
    func manyLines() throws {
        for count in [1, 10, 11, 40] {
            let lines = SlipSamples.lines((1...count).map { "菜\($0)号" })
            let slip = SlipSamples.slip(SlipSamples.sale(lines))
            let bytes = SlipSamples.bytes(slip)
            for paper in Paper.allCases {
                let text = slip.text(on: paper)
                for line in lines {
                    let name = line.quantity == 1 ? line.item : "\(line.item) ×\(line.quantity)"
                    let rows = text.filter { $0.hasPrefix(name + "  ") }
                    #expect(rows.count == 1 && rows.first?.hasSuffix(" \(line.amount)") == true)
                }
            }
            // One start, one end, and a line feed for each line: nothing else between.
            #expect(bytes.count(of: [0x1B, 0x40]) == 1)
            #expect(bytes.count { $0 == 0x0A } == slip.text(on: .narrow).count)
            #expect(bytes.suffix(4) == [0x1D, 0x56, 0x42, 0x00])
        }
    }
}
