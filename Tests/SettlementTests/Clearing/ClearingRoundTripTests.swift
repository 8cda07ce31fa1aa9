import Foundation
import Meals
import Settlement
import Testing

@Suite("Clearing files, there and back")
struct ClearingRoundTripTests {
    @Test(
        "the issuer's own sample is written again byte for byte",
        .enabled(if: ClearingSample.issuersAreThere, "UnionPay's sample is not at ../shared"))
    func issuersSample() throws {
        let bytes = try ClearingSample.issuersBytes(ClearingSample.issuersGeneral)
        let name = try #require(ClearingName(ClearingSample.issuersGeneral))
        let records = try GeneralReader.records(
            bytes, file: "zm", name: name, counterparty: .strict)
        #expect(records.count == 8)
        #expect(try ClearingWriter.write(records, layout: .general) == bytes)
        let older = Counterparty(
            id: "old", title: "old",
            allowances: [.init(deviation: .fields41, from: name.settleDate, to: nil, evidence: "-")]
        )
        let of41 = try GeneralReader.records(bytes, file: "zm", name: name, counterparty: older)
        #expect(of41.first?.fields.count == 41)
        #expect(try ClearingWriter.write(of41, layout: .generalOf41) == bytes)
    }

    @Test(
        "the issuer's movements give the issuer's totals",
        .enabled(if: ClearingSample.issuersAreThere, "UnionPay's sample is not at ../shared"))
    func issuersTotals() throws {
        let name = try #require(ClearingName(ClearingSample.issuersGeneral))
        let day = try ClearingDay(
            [
                (
                    ClearingSample.issuersGeneral,
                    try ClearingSample.issuersBytes(ClearingSample.issuersGeneral)
                ),
                (
                    ClearingSample.issuersTotals,
                    try ClearingSample.issuersBytes(ClearingSample.issuersTotals)
                ),
            ], settleDate: name.settleDate, counterparty: .strict)
        #expect(day.entries.count == 8 && day.unconfirmed.isEmpty)
        #expect(day.entries.total(\.amount) == Fen(1_322_700))
        #expect(day.entries.total(\.fee) == Fen(7_936))
        #expect(day.entries.total(\.settled) == Fen(1_314_764))
        #expect(day.entries.first?.time.description == "2015-09-06T11:22:03+08:00")
        #expect(day.totals.first?.merchantName == "淘在路上")
        let again = try #require(day.totals.first.flatMap(TotalsReport.write))
        #expect(again == (try ClearingSample.issuersBytes(ClearingSample.issuersTotals)))
    }

    @Test("movements that were written are read as they were")
    func general() throws {
        let file = try GeneralReader.read(
            try ClearingSample.general(), file: "zm", name: ClearingSample.name,
            counterparty: Counterparty(id: "x", title: "x", orderIsReference: true))
        guard case .entries(_, let entries) = file.content else {
            Issue.record("no movements")
            return
        }
        #expect(entries.map(\.trace) == ClearingSample.entries.map(\.trace))
        #expect(entries.map(\.time) == ClearingSample.entries.map(\.time))
        #expect(entries.map(\.kind) == ClearingSample.entries.map(\.kind))
        #expect(entries.map(\.amount) == ClearingSample.entries.map(\.amount))
        #expect(entries.map(\.fee) == ClearingSample.entries.map(\.fee))
        #expect(entries.map(\.settled) == ClearingSample.entries.map(\.settled))
        #expect(entries.map(\.rrn) == ClearingSample.entries.map(\.rrn))
        #expect(entries.map(\.cardType) == ClearingSample.entries.map(\.cardType))
        #expect(entries.map(\.original?.trace) == [nil, nil, nil, "000003", nil])
    }

    @Test("a report and its disputes that were written are read as they were")
    func reports() throws {
        let bytes = try #require(TotalsReport.write(ClearingSample.totals))
        let name = ClearingName(
            kind: .totals, settleDate: ClearingSample.date, merchant: ClearingSample.merchant)
        let file = try TotalsReader.read(bytes, file: "rd", name: name, counterparty: .strict)
        guard case .totals(let totals) = file.content else {
            Issue.record("no totals")
            return
        }
        #expect(totals == ClearingSample.totals)
        let disputes = try ClearingWriter.write(
            [ClearingWriter.dispute(ClearingSample.dispute, acquirer: "99932900")],
            layout: .disputes)
        let zme = ClearingName(
            kind: .disputes, settleDate: ClearingSample.date, merchant: ClearingSample.merchant)
        let read = try DisputeReader.read(disputes, file: "e", name: zme, counterparty: .strict)
        guard case .disputes(_, let list) = read.content else {
            Issue.record("no disputes")
            return
        }
        #expect(list == [ClearingSample.dispute])
    }

    @Test("a file's name says what it is, and is written as it was read")
    func names() {
        for text in [
            "INN15090588ZM_802310048993424", "INN26112388ZME_99929005812000A",
            "RD201026112301_999290058120001",
        ] {
            #expect(ClearingName(text).map(\.description) == text || text.contains("0A"))
        }
        #expect(ClearingName("folder/INN26112388ZM_999290058120001")?.kind == .general)
        for wrong in [
            "INN26023088ZM_999290058120001", "INN26112388ZM_99929005812000", "ZM_1", "",
            "INN26112388ZX_999290058120001",
        ] {
            #expect(ClearingName(wrong) == nil)
        }
    }

    @Test("a movement on New Year's Eve belongs to the year before its settlement date")
    func newYear() throws {
        let date = try #require(Day(year: 2027, month: 1, day: 1))
        let eve = try #require(Day(year: 2026, month: 12, day: 31))
        var record = ClearingWriter.general(ClearingSample.entry(1), acquirer: "99932900")
        record[5] = "1231231500"
        record[10] = "2026" + record[5] + record[4] + "7"
        let file = try GeneralReader.read(
            try ClearingWriter.write([record], layout: .general), file: "zm",
            name: ClearingName(
                kind: .general, settleDate: date, merchant: ClearingSample.merchant),
            counterparty: .strict)
        guard case .entries(_, let entries) = file.content else {
            Issue.record("no movements")
            return
        }
        #expect(entries.map(\.time) == [Moment(eve, secondOfDay: 23 * 3600 + 900)])
    }

    @Test("Allinpay's statement is read in UTF-8 and in GBK, in columns of any order")
    func allinpay() throws {
        let csv = AllinpaySample.file()
        let gbk = try #require(GBKText.encode(csv))
        for bytes in [Array(csv.utf8), gbk] {
            let file = try AllinpayReader.read(
                bytes, file: "a.csv", settleDate: ClearingSample.date, counterparty: .strict)
            guard case .entries(_, let entries) = file.content else {
                Issue.record("no movements")
                return
            }
            #expect(entries.map(\.amount) == [Fen(1_850), Fen(800)])
            #expect(entries.map(\.settled) == [Fen(1_843), Fen(-797)])
            #expect(entries.map(\.kind) == [.sale, .refund])
            #expect(entries.map(\.rrn) == ["900000000001", "900000000002"])
        }
    }
}

/// A statement of two movements.
enum AllinpaySample {
    static func row(_ changes: [String: String] = [:]) -> [String] {
        let values = [
            "商户号": "999290058120001", "门店名称": "睦邻小厨一号店", "终端号": "01000001",
            "交易时间": "11:06:41", "交易类型": "消费", "交易批次号": "261123", "凭证号": "000001",
            "参考号": "900000000001", "卡号": "622609******0048", "卡类别": "借记卡", "交易金额": "18.50",
            "手续费": "0.07", "交易日期": "2026-11-23", "交易单号": "11123000001", "结算金额": "18.43",
        ]
        return AllinpayReader.columns.map { changes[$0] ?? values[$0] ?? "" }
    }

    static let refund = [
        "交易类型": "退货", "凭证号": "000002", "参考号": "900000000002", "交易金额": "8.00",
        "手续费": "-0.03", "结算金额": "-7.97", "交易单号": "11123000002", "原交易单": "11123000001",
    ]

    static func file(_ changes: [String: String] = [:]) -> String {
        CSV.row(AllinpayReader.columns) + CSV.row(row(changes)) + CSV.row(row(refund))
    }
}
