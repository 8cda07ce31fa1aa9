import Journal
import Meals
import Testing

@testable import Till

@Suite("The slip of an X or Z report")
struct ReportSlipTests {
    private func text(_ report: TillReport) -> [String] {
        SlipDocument.report(report, ticket: DayTicket(report)).text(on: .narrow)
    }

    @Test("a Z says how far the journal goes, what was taken, what is in the drawer, and its seal")
    func z() {
        let report = SlipSamples.report(.z, drawer: SlipSamples.drawer)
        #expect(
            text(report) == [
                "             日结 Z", "          殷行长者食堂",
                "终端                    YP001A01", "纪元                           2",
                "营业日                2026-11-23", "打印         2026-11-23 11:05:09",
                "班次                           7", "收银员                      王姐",
                "--------------------------------",
                "首号                           1", "末号                         131",
                "售出                      120 笔", "退与作废                    3 笔",
                "原价                     1920.00", "优惠                     -123.45",
                "补贴                     -300.55", "实收                   ￥1496.00",
                "现金 30 笔                400.00", "银联卡 41 笔              600.00",
                "云闪付 52 笔              496.00",
                "--------------------------------",
                "备用金                    200.00", "现金净收                  400.00",
                "存入                       10.00", "取出                      -50.00",
                "应有现金                  560.00",
                "100.00 ×4                400.00", "50.00 ×2                 100.00",
                "10.00 ×5                  50.00", "1.00 ×8                    8.00",
                "实点现金                  558.00", "短款                       -2.00",
                "--------------------------------",
                "未上传                      4 笔", "链头                   第 132 号",
                "9f2e6d33a3717ee826353a404ba4618d", "1aeeb6879ad7936bce8ed5f46814924d",
                "[QR \(DayTicket(report).text)]", "    网络不通时用手机扫码转交",
            ])
    }

    @Test("an X is called one and closes nothing; without a count it has no drawer on it")
    func x() {
        let lines = text(SlipSamples.report(.x))
        #expect(lines.first?.hasSuffix("看账 X") == true && lines.last?.hasSuffix("看账不结班") == true)
        #expect(!lines.contains { $0.hasPrefix("备用金") })
        #expect(lines.contains("[QR \(DayTicket(SlipSamples.report(.x)).text)]"))
        #expect(DayTicket(SlipSamples.report(.x)) != DayTicket(SlipSamples.report(.z)))
    }

    @Test("a day on which nothing happened has no first and last record, and can be carried too")
    func idle() throws {
        var report = SlipSamples.report(.x)
        report.totals = DayClose(
            day: SlipSamples.at.day, first: 132, last: 131, sales: 0, reversals: 0, gross: .zero,
            discount: .zero, subsidy: .zero, paid: .zero)
        report.tenders = []
        let lines = text(report)
        #expect(lines.contains("记录                          无"))
        #expect(!lines.contains { $0.hasPrefix("首号") || $0.hasPrefix("末号") })
        #expect(try DayTicket(text: DayTicket(report).text) == DayTicket(report))
    }

    @Test("more than there should be is 长款, less is 短款, and nothing of either is 相符")
    func differences() {
        for (pieces, words, figure) in [(4, "短款", "-100.00"), (6, "长款", "100.00")] {
            var drawer = SlipSamples.drawer
            drawer.piles = [
                .init(value: Fen(100), pieces: 60), .init(value: Fen(10_000), pieces: pieces),
            ]
            let lines = text(SlipSamples.report(.z, drawer: drawer))
            #expect(lines.contains { $0.hasPrefix(words) && $0.hasSuffix(" " + figure) })
        }
        var drawer = SlipSamples.drawer
        drawer.piles = [.init(value: Fen(1_000), pieces: 56), .init(value: Fen(50), pieces: 0)]
        let lines = text(SlipSamples.report(.z, drawer: drawer))
        #expect(lines.contains("差额                        相符"))
        #expect(!lines.contains { $0.hasPrefix("0.50") || $0.contains("款 ") })
    }

    @Test("the printer is told to draw the code itself, in modules that fit its paper")
    func code() throws {
        let report = SlipSamples.report(.z)
        let ticket = try DayTicket(report).signed(by: SlipSamples.key())
        let bytes = SlipSamples.bytes(.report(report, ticket: ticket))
        let length = ticket.text.utf8.count + 3
        let expected =
            try [UInt8](dump: "1D286B0400 31413200 1D286B0300 314305 1D286B0300 314531 1D286B")
            + [UInt8(length & 0xFF), UInt8(length >> 8)] + [UInt8](dump: "315030")
            + Array(ticket.text.utf8) + [UInt8](dump: "1D286B0300 315130")
        #expect(bytes.count(of: expected) == 1)
        // Version 14 for 292 bytes has 73 modules; five dots each are 365 of 384.
        #expect(QRSize.module(Array(ticket.text.utf8), dots: 384) == 5)
        for count in [1, 14, 15, 100, 213, 287, 600, QRSize.longest] {
            for paper in Paper.allCases {
                let size = QRSize.module([UInt8](repeating: 65, count: count), dots: paper.dots)
                #expect((1...6).contains(size))
                // The largest code has 177 modules.
                #expect(count < QRSize.longest || Int(size) == paper.dots / 177)
            }
        }
    }
}
