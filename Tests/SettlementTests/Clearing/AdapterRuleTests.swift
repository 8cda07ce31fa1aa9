import Foundation
import Meals
import Settlement
import Testing

@Suite("What the acquirers' files may and may not say")
struct AdapterRuleTests {
    private static func profile(_ deviations: Deviation...) -> Counterparty {
        Counterparty(
            id: "x", title: "x",
            allowances: deviations.map {
                .init(deviation: $0, from: Day(number: 0), to: nil, evidence: "-")
            })
    }

    private func general(
        _ bytes: [UInt8], _ party: Counterparty = .strict
    ) throws -> ([ClearingEntry], [Deviation: Int]) {
        let file = try GeneralReader.read(
            bytes, file: "zm", name: ClearingSample.name, counterparty: party)
        guard case .entries(_, let entries) = file.content else { return ([], [:]) }
        return (entries, file.deviations)
    }

    private func allinpay(
        _ text: String, _ party: Counterparty = .strict
    ) throws -> ([ClearingEntry], [Deviation: Int]) {
        let file = try AllinpayReader.read(
            Array(text.utf8), file: "a.csv", settleDate: ClearingSample.date, counterparty: party)
        guard case .entries(_, let entries) = file.content else { return ([], [:]) }
        return (entries, file.deviations)
    }

    private func expectRefusal(
        _ words: String, _ location: SourceLocation = #_sourceLocation, _ read: () throws -> Void
    ) {
        let error = #expect(throws: Problems.self, sourceLocation: location) { try read() }
        #expect(
            error?.description.contains(words) == true, "\(String(describing: error))",
            sourceLocation: location)
    }

    @Test("a fee for instalments is refused, or taken as an agreed deviation and kept in the fee")
    func instalments() throws {
        let bytes = try ClearingSample.general()
            .putting("D00000000010 03", line: 1, offset: 458)
            .putting("C000000001833", line: 1, offset: 180)
            .putting("C000000001833", line: 1, offset: 374)
        expectRefusal("option instalment-fee") { _ = try general(bytes) }
        let (entries, used) = try general(bytes, Self.profile(.instalmentFee))
        #expect(entries[0].fee == Fen(17) && entries[0].settled == Fen(1_833))
        #expect(used == [.instalmentFee: 1])
        let wrong = bytes.putting("D00000000011", line: 1, offset: 458)
        expectRefusal("gives 18.32") { _ = try general(wrong, Self.profile(.instalmentFee)) }
    }

    @Test("an unknown kind of card is refused, or counted as another card where that is agreed")
    func cards() throws {
        let bytes = try ClearingSample.general().putting("04", line: 1, offset: 145)
        expectRefusal("'04' is none of 00, 01, 02, 03") { _ = try general(bytes) }
        let (entries, used) = try general(bytes, Self.profile(.unknownCardType))
        #expect(entries[0].cardType == .other && used == [.unknownCardType: 1])
        let text = AllinpaySample.file(["卡类别": "境外卡"])
        expectRefusal("境外卡") { _ = try allinpay(text) }
        #expect(try allinpay(text, Self.profile(.unknownCardType)).0[0].cardType == .other)
    }

    @Test("a refund's date of its sale is a date")
    func originalDate() throws {
        let bytes = try ClearingSample.general().putting("0230110639", line: 4, offset: 155)
        expectRefusal("15 原始交易日期时间, offset 155") { _ = try general(bytes) }
    }

    @Test("a record of the other reading is told by the option's name")
    func fields41() throws {
        // The reserve of 131 bytes has text where the newer layout has a blank.
        let bytes = try ClearingSample.general().putting(
            String(repeating: "R", count: 40), line: 1, offset: 476)
        expectRefusal("looks like a 41-field record: option fields-41") { _ = try general(bytes) }
        #expect(try general(bytes, Self.profile(.fields41)).0.count == 5)
    }

    @Test("names are known by UnionPay's own rule, whatever two characters follow the date")
    func names() throws {
        for text in [
            "INN26112301ZM_999290058120001", "INN261123A1ZME_999290058120001",
            "RD201026112388_999290058120001",
        ] {
            #expect(ClearingName(text)?.description == text)
        }
        #expect(ClearingName("INN26112301ZM_999290058120001")?.series == "01")
        for wrong in ["INN2611231ZM_999290058120001", "INN261123..ZM_999290058120001"] {
            #expect(ClearingName(wrong) == nil)
        }
    }

    @Test("a file of another series comes back from a settlement file under its own name")
    func series() throws {
        let folder = try SettlementFolder()
        let name = "INN26112301ZM_999290058120001"
        let bytes = try ClearingSample.general()
        try ClearingArchive.write(
            [try folder.write(bytes, to: name)], counterparty: .strict, to: folder.file("a.xml"))
        let names = try ClearingArchive.extract(
            folder.file("a.xml"), schema: SettlementPlaces.schema, into: folder.file("out"))
        #expect(names == [name])
        #expect(try folder.bytes(of: "out/\(name)") == bytes)
    }

    @Test("Allinpay's header is known in any order, in quotes and behind a byte-order mark")
    func header() throws {
        let columns = Array(AllinpayReader.columns.reversed())
        let row = Array(AllinpaySample.row().reversed())
        let quoted = columns.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n"
        #expect(try allinpay("\u{FEFF}" + quoted + CSV.row(row)).0.count == 1)
        let bare = "\u{FEFF}" + CSV.row(AllinpaySample.row())
        expectRefusal("option no-header-row") { _ = try allinpay(bare) }
        #expect(try allinpay(bare, Self.profile(.noHeaderRow)).0.count == 1)
    }

    @Test(
        "Allinpay's dates and amounts fit each other and the settlement date",
        arguments: [
            (["交易日期": "2026-10-22"], "lies 32 days from the settlement date"),
            (["交易完成日期": "2026-11-22"], "is before the day of the movement"),
            (["交易完成日期": "20261225"], "lies 32 days"), (["交易完成日期": "soon"], "is no date"),
            (["实付金额": "18.00"], "18.00 was paid, but 18.50 less the discount 0.00"),
            (["实付金额": "18.00", "优惠金额": "0.40"], "gives 18.10"),
            (["分期贴息": "0.10"], "option instalment-fee"),
        ])
    func rows(changes: [String: String], reason: String) {
        expectRefusal(reason) { _ = try allinpay(AllinpaySample.file(changes)) }
    }

    @Test("Allinpay's rows that fit are taken")
    func soundRows() throws {
        let sound = AllinpaySample.file([
            "交易日期": "2026-10-23", "交易完成日期": "20261123", "实付金额": "18.10", "优惠金额": "0.40",
        ])
        #expect(try allinpay(sound).0.count == 2)
        let kept = AllinpaySample.file(["分期贴息": "0.10", "结算金额": "18.33"])
        #expect(try allinpay(kept, Self.profile(.instalmentFee)).0[0].fee == Fen(17))
        let paid = AllinpaySample.file(["实付金额": "1.00"])
        #expect(try allinpay(paid, Self.profile(.paidDiffers)).1 == [.paidDiffers: 1])
    }

    private static let totalsName = ClearingName(
        kind: .totals, settleDate: ClearingSample.date, merchant: ClearingSample.merchant)

    /// The report with a text changed, its columns kept.
    private func report(_ from: String, _ to: String) throws -> [UInt8] {
        let bytes = try #require(TotalsReport.write(ClearingSample.totals))
        let text = try #require(GBKText.decode(bytes[...]))
        #expect(text.contains(from))
        return try #require(GBKText.encode(text.replacingOccurrences(of: from, with: to)))
    }

    @Test("a report of a merchant whose name has blanks is read and written again")
    func nameWithBlanks() throws {
        let own = ClearingSample.totals
        let totals = ClearingTotals(
            merchant: own.merchant, merchantName: "睦邻 小厨 No 1", acquirer: own.acquirer,
            settleDate: own.settleDate, madeOn: own.madeOn, byTrade: own.byTrade,
            byCard: own.byCard)
        let bytes = try #require(TotalsReport.write(totals))
        let file = try TotalsReader.read(
            bytes, file: "rd", name: Self.totalsName, counterparty: .strict)
        guard case .totals(let read) = file.content else {
            Issue.record("no totals")
            return
        }
        #expect(read == totals)
    }

    @Test(
        "a report's rows are known by their words: missing, repeated and strange ones are refused",
        arguments: [
            ("准贷记卡  ", "预付费卡  ", "卡性质 has no row 准贷记卡"),
            ("准贷记卡  ", "预付费卡  ", "which is no kind of card"),
            ("准贷记卡  ", "借记卡    ", "the row '借记卡' is there twice"),
            ("自助消费  ", "代收业务  ", "names no kind of movement (option unknown-trade-title)"),
        ])
    func titles(from: String, to: String, reason: String) throws {
        let bytes = try report(from, to)
        expectRefusal(reason) {
            _ = try TotalsReader.read(
                bytes, file: "rd", name: Self.totalsName, counterparty: .strict)
        }
    }

    @Test("cards in another order are the same report; sales told as refunds are not")
    func compared() throws {
        let own = ClearingSample.totals
        func day(_ totals: ClearingTotals, _ party: Counterparty = .strict) throws -> ClearingDay {
            try ClearingDay(
                [
                    ("\(ClearingSample.name)", try ClearingSample.general()),
                    ("\(Self.totalsName)", try #require(TotalsReport.write(totals))),
                ], settleDate: ClearingSample.date, counterparty: party)
        }
        func totals(trade: [ClearingTotals.Row], card: [ClearingTotals.Row]) -> ClearingTotals {
            ClearingTotals(
                merchant: own.merchant, merchantName: "甲", acquirer: own.acquirer,
                settleDate: own.settleDate, madeOn: own.madeOn, byTrade: trade, byCard: card)
        }
        #expect(try day(totals(trade: own.byTrade, card: own.byCard.reversed())).totals.count == 1)
        let first = own.byTrade[0]
        let renamed = [
            ClearingTotals.Row(
                title: "退货", count: first.count, amount: first.amount, fee: first.fee,
                net: first.net),
            ClearingTotals.Row(
                title: "消费", count: own.byTrade[1].count, amount: own.byTrade[1].amount,
                fee: own.byTrade[1].fee, net: own.byTrade[1].net),
        ]
        expectRefusal("the movements give") {
            _ = try day(totals(trade: renamed, card: own.byCard))
        }
        let strange = [
            ClearingTotals.Row(
                title: "代收", count: own.total.count, amount: own.total.amount,
                fee: own.total.fee, net: own.total.net)
        ]
        #expect(
            try day(totals(trade: strange, card: own.byCard), Self.profile(.unknownTradeTitle))
                .deviations.map(\.deviation) == [.unknownTradeTitle])
    }

    @Test("the acquirer's archive beside its files is passed over, alone it is refused")
    func archives() throws {
        let zip: (name: String, bytes: [UInt8]) = ("x/802310048993424_20150905.ZIP", [0x50, 0x4B])
        let file = (name: "\(ClearingSample.name)", bytes: try ClearingSample.general())
        let day = try ClearingDay(
            [zip, file], settleDate: ClearingSample.date, counterparty: .strict)
        #expect(day.entries.count == 5 && day.skipped == [zip.name])
        #expect(try ClearingSource.all([zip, file], .strict).count == 1)
        expectRefusal("unpack it") {
            _ = try ClearingDay([zip], settleDate: ClearingSample.date, counterparty: .strict)
        }
    }
}
