import Foundation
import Meals
import Settlement
import Testing

@Suite("Broken clearing files")
struct ClearingRefusalTests {
    /// A way to break a ZM_ file of five lines, with the words of its refusal.
    struct Damage: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let reason: String
        let place: String
        let line: Int?
        let broken: @Sendable ([UInt8]) -> [UInt8]

        init(
            _ title: String, line: Int?, _ place: String, _ reason: String,
            _ broken: @escaping @Sendable ([UInt8]) -> [UInt8]
        ) {
            testDescription = title
            self.line = line
            self.place = place
            self.reason = reason
            self.broken = broken
        }
    }

    static let damages: [Damage] = [
        .init("cut off in a line", line: 5, "", "cut off") { Array($0.dropLast(300)) },
        .init("cut off in a line end", line: 5, "", "cut off") { Array($0.dropLast()) },
        .init("LF instead of CRLF", line: 1, "", "ends with LF") { $0.filter { $0 != 0x0D } },
        .init("CR only", line: 1, "", "no line end") { $0.filter { $0 != 0x0A } },
        .init("a CR inside a line", line: 2, "", "CR inside") {
            $0.putting("\r", line: 2, offset: 120)
        },
        .init("empty", line: nil, "", "holds no movement") { _ in [] },
        .init("a blank line at the end", line: 6, "", "has 0 bytes") { $0 + [0x0D, 0x0A] },
        .init("a line of 606 bytes", line: 1, "", "has 606 bytes") { Array($0.dropFirst()) },
        .init("a line of 608 bytes", line: 1, "", "has 608 bytes") { [0x20] + $0 },
        .init("a line twice", line: 6, "", "the same as line 1") { $0 + $0.prefix(609) },
        .init("a query id twice", line: 2, "10 查询流水号, offset 87", "that of line 1 too") {
            $0.putting("202611231106410000010", line: 2, offset: 87)
                .putting("000001 1123110641", line: 2, offset: 28)
        },
        .init("GBK garbage in a name", line: 3, "31 二级商户简称, offset 327", "text in GBK") {
            var bytes = $0
            bytes[2 * 609 + 327] = 0xFF
            bytes[2 * 609 + 328] = 0xFF
            return bytes
        },
        .init("half a GBK character", line: 3, "35 商户自定义域", "text in GBK") {
            var bytes = $0
            bytes[2 * 609 + 397 + 31] = 0xC4
            return bytes
        },
        .init("a NUL in a name", line: 1, "12 商户订单号", "text in GBK") {
            $0.putting("\0", line: 1, offset: 113)
        },
        .init("letters in an amount", line: 2, "7 交易金额, offset 66", "12 digits") {
            $0.putting("00000000120O", line: 2, offset: 66)
        },
        .init("a negative amount", line: 2, "7 交易金额", "12 digits") {
            $0.putting("-00000001200", line: 2, offset: 66)
        },
        .init("a decimal amount", line: 2, "7 交易金额", "12 digits") {
            $0.putting("000000012.00", line: 2, offset: 66)
        },
        .init("an amount one fen more", line: 2, "17 结算金额", "with the fee") {
            $0.putting("000000001201", line: 2, offset: 66)
        },
        .init("a fee one fen more", line: 2, "17 结算金额", "with the fee") {
            $0.putting("D000000000006", line: 2, offset: 166)
        },
        .init("a fee that the merchant gets", line: 2, "16 商户手续费", "the wrong way") {
            $0.putting("C000000000005", line: 2, offset: 166)
        },
        .init("an amount without direction", line: 2, "16 商户手续费", "needs D or C") {
            $0.putting(" 000000000005", line: 2, offset: 166)
        },
        .init("an unknown direction", line: 2, "17 结算金额, offset 180", "D, C or a blank") {
            $0.putting("X000000001195", line: 2, offset: 180)
        },
        .init("another net amount", line: 2, "33 清算净额", "not the settled") {
            $0.putting("C000000001194", line: 2, offset: 374)
        },
        .init("30 February", line: 1, "5 交易传输时间, offset 35", "no date and time") {
            $0.putting("0230110641", line: 1, offset: 35)
        },
        .init("25 o'clock", line: 1, "5 交易传输时间", "no date and time") {
            $0.putting("1123250641", line: 1, offset: 35)
        },
        .init("half a year away", line: 1, "5 交易传输时间", "days from the settlement") {
            $0.putting("0523110641", line: 1, offset: 35)
        },
        .init("a card number in clear", line: 1, "6 账号, offset 46", "in clear") {
            $0.putting("6226090000000048", line: 1, offset: 46)
        },
        .init("a card number masked too little", line: 1, "6 账号", "masked card") {
            $0.putting("62260900****0048", line: 1, offset: 46)
        },
        .init("another merchant", line: 4, "28 商户代码, offset 293", "whose file this is") {
            $0.putting("999290058120002", line: 4, offset: 293)
        },
        .init("a merchant's code of letters", line: 4, "28 商户代码", "is not 11 digits") {
            $0.putting("99929005812000x", line: 4, offset: 293)
        },
        .init("another category", line: 4, "8 商户类别, offset 79", "digits 8 to 11") {
            $0.putting("4899", line: 4, offset: 79)
        },
        .init("an unknown kind", line: 1, "20 交易类型, offset 215", "none of 01") {
            $0.putting("02", line: 1, offset: 215)
        },
        .init("a sale turned into a refund", line: 1, "16 商户手续费", "the wrong way") {
            $0.putting("04", line: 1, offset: 215)
        },
        .init("a query id of another trace", line: 1, "10 查询流水号", "one digit") {
            $0.putting("202611231106409999990", line: 1, offset: 87)
        },
        .init("no terminal", line: 1, "34 终端号, offset 388", "a code on the left") {
            $0.putting("        ", line: 1, offset: 388)
        },
        .init("no blank between fields", line: 1, "4 系统跟踪号, offset 28", "no blank") {
            $0.putting("0", line: 1, offset: 34)
        },
        .init("a tab for a blank", line: 1, "4 系统跟踪号", "no blank") {
            $0.putting("\t", line: 1, offset: 34)
        },
        .init("UTF-8 with a byte-order mark", line: 1, "", "has 610 bytes") {
            [0xEF, 0xBB, 0xBF] + $0
        },
        .init("text on the right", line: 1, "12 商户订单号", "text in GBK on the left") {
            $0.putting(" 90000000000", line: 1, offset: 112)
        },
    ]

    @Test("are refused with line, field, offset and reason: H19", arguments: damages)
    func refused(_ damage: Damage) throws {
        let sound = try ClearingSample.general()
        let error = #expect(throws: Problems.self) {
            try GeneralReader.read(
                damage.broken(sound), file: "zm", name: ClearingSample.name,
                counterparty: .strict)
        }
        let first = try #require(error?.all.first)
        #expect(first.line == damage.line, "\(first)")
        #expect((first.place ?? "").hasPrefix(damage.place), "\(first)")
        #expect(first.reason.contains(damage.reason), "\(first)")
        #expect(!"\(first)".contains("6226090000000048"))
    }

    @Test("lines swapped between two merchants' files are refused in both: H19")
    func swapped() throws {
        let other = ClearingName(
            kind: .general, settleDate: ClearingSample.date, merchant: "999290058120002")
        #expect(throws: Problems.self) {
            try GeneralReader.read(
                try ClearingSample.general(), file: "zm", name: other, counterparty: .strict)
        }
    }

    @Test("H43: a file that holds nothing to check is no agreement")
    func nothing() {
        for bytes in [[], [0x0D, 0x0A]] as [[UInt8]] {
            #expect(throws: Problems.self) {
                try GeneralReader.read(
                    bytes, file: "zm", name: ClearingSample.name, counterparty: .strict)
            }
        }
        #expect(throws: Problems.self) {
            try AllinpayReader.read(
                Array(CSV.row(AllinpayReader.columns).utf8), file: "a.csv",
                settleDate: ClearingSample.date, counterparty: .strict)
        }
    }

    @Test("cut off after any byte, a file is refused and nothing traps")
    func truncated() throws {
        let sound = try ClearingSample.general()
        for length in 0..<sound.count where length % 609 != 0 {
            #expect(throws: Problems.self) {
                try GeneralReader.read(
                    Array(sound.prefix(length)), file: "zm", name: ClearingSample.name,
                    counterparty: .strict)
            }
        }
        // Whole lines less are told by the totals alone.
        let report = try #require(TotalsReport.write(ClearingSample.totals))
        let error = #expect(throws: Problems.self) {
            try ClearingDay(
                [
                    ("\(ClearingSample.name)", Array(sound.prefix(4 * 609))),
                    ("RD201026112301_999290058120001", report),
                ], settleDate: ClearingSample.date, counterparty: .strict)
        }
        #expect(error?.all.first?.reason.contains("the movements give") == true)
    }

    @Test("any single byte changed is refused, or is a field nobody adds up; nothing traps")
    func mutated() throws {
        let sound = try ClearingSample.general([ClearingSample.entry(1)])
        let report = try #require(TotalsReport.write(ClearingSample.totals))
        var random = SystemRandomNumberGenerator()
        for offset in sound.indices {
            var bytes = sound
            bytes[offset] = UInt8.random(in: 0...255, using: &random)
            _ = try? GeneralReader.read(
                bytes, file: "zm", name: ClearingSample.name, counterparty: .strict)
            _ = try? AllinpayReader.read(
                bytes, file: "a.csv", settleDate: ClearingSample.date, counterparty: .strict)
        }
        let name = ClearingName(
            kind: .totals, settleDate: ClearingSample.date, merchant: ClearingSample.merchant)
        for offset in report.indices {
            var bytes = report
            bytes[offset] ^= 0x11
            #expect(
                (try? TotalsReader.read(bytes, file: "rd", name: name, counterparty: .strict))
                    .map { $0.content.restsOn(ClearingSample.totals) } != true,
                "byte \(offset)")
        }
    }

    @Test("a report whose figures do not add up is refused with both")
    func wrongSums() throws {
        let totals = ClearingSample.totals
        let name = ClearingName(
            kind: .totals, settleDate: ClearingSample.date, merchant: ClearingSample.merchant)
        let bytes = try #require(TotalsReport.write(totals))
        let text = try #require(GBKText.decode(bytes))
        for (from, to, reason) in [
            ("48.40", "48.41", "资金清算差额 says"), ("261123", "261124", "清算日期"),
            ("人民币", "美元元", "清算币种"), ("        4 ", "        5 ", "its rows give"),
        ] {
            let broken = try #require(
                GBKText.encode(text.replacingOccurrences(of: from, with: to)))
            let error = #expect(throws: Problems.self, "\(from)") {
                try TotalsReader.read(broken, file: "rd", name: name, counterparty: .strict)
            }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
    }

    @Test(
        "Allinpay's rows that cannot be are refused by column",
        arguments: [
            ("商户号", "99929005812000", "is not 11 digits"),
            ("交易日期", "2026-02-30", "no date"), ("交易类型", "预授权", "is none of"),
            ("凭证号", "1", "6 digits"), ("卡号", "6226090000000048", "in clear"),
            ("结算金额", "18.44", "gives"), ("交易金额", "18.5.0", "amount in yuan"),
            ("持卡人姓名", "王", "names a person"), ("持卡人身份证", "1", "names a person"),
            ("终端号", "1", "8 letters"), ("交易单号", "11123000002", "that of line 2"),
        ])
    func allinpay(column: String, value: String, reason: String) throws {
        let error = #expect(throws: Problems.self) {
            try AllinpayReader.read(
                Array(AllinpaySample.file([column: value]).utf8), file: "a.csv",
                settleDate: ClearingSample.date, counterparty: .strict)
        }
        let first = try #require(error?.all.first)
        #expect(first.place == column && first.reason.contains(reason), "\(first)")
        #expect(!"\(first)".contains("6226090000000048"))
    }
}

extension ClearingFile.Content {
    fileprivate func restsOn(_ totals: ClearingTotals) -> Bool {
        guard case .totals(let read) = self else { return false }
        return read == totals
    }
}
