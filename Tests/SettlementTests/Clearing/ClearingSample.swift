import Foundation
import Meals
import Settlement

/// A made-up merchant's settlement date, in the acquirer's files.
enum ClearingSample {
    static let merchant: MerchantID = "999290058120001"
    static let date = Day(year: 2026, month: 11, day: 23) ?? Day(number: 0)
    static let name = ClearingName(kind: .general, settleDate: date, merchant: merchant)

    static func entry(
        _ number: Int, kind: ClearingKind = .sale, amount: Int64 = 1_850, fee: Int64 = 7,
        card: CardType = .debit
    ) -> ClearingEntry {
        let sign: Int64 = kind == .sale ? 1 : -1
        return ClearingEntry(
            merchant: merchant, terminal: "01000001", trace: number.padded(6),
            time: Moment(date, secondOfDay: 40_000 + number), kind: kind, amount: Fen(amount),
            fee: Fen(fee * sign), settled: Fen((amount - fee) * sign), cardType: card,
            card: "622609******0048", rrn: (900_000_000_000 + number).padded(12), queryId: "",
            original: kind == .sale
                ? nil : .init(trace: (number - 1).padded(6), time: "1123110639", queryId: ""),
            settleDate: date, line: number)
    }

    static let entries = [
        entry(1), entry(2, amount: 1_200, fee: 5, card: .credit), entry(3, amount: 800, fee: 3),
        entry(4, kind: .refund, amount: 800, fee: 3), entry(5, amount: 990, fee: 4, card: .other),
    ]

    static func general(_ entries: [ClearingEntry] = entries) throws -> [UInt8] {
        try ClearingWriter.write(
            entries.map { ClearingWriter.general($0, acquirer: "99932900") }, layout: .general)
    }

    static var totals: ClearingTotals {
        ClearingTotals(
            of: entries, merchant: merchant, merchantName: "睦邻小厨一号店", acquirer: "99932900",
            settleDate: date, madeOn: date + 1, trade: { $0 == .sale ? "自助消费" : "退货" })
    }

    static let dispute = ClearingDispute(
        code: "E05", merchant: merchant, trace: "000901", time: Moment(date, secondOfDay: 50_000),
        card: "622609******0048", amount: Fen(800), lastTrace: "000003", lastTime: "1123110643",
        lastSettleDate: "1123", lastAmount: Fen(800), fee: Fen(0), settled: Fen(-800), line: 1)

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The issuer's own sample, in its place beside the project.
    static let issuers = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data/unionpay/acp-recon")
    static let issuersGeneral = "INN15090588ZM_802310048993424"
    static let issuersTotals = "RD201015090501_802310048993424"
    static var issuersAreThere: Bool {
        FileManager.default.fileExists(atPath: issuers.appending(path: issuersGeneral).path)
    }
    static func issuersBytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: issuers.appending(path: name)))
    }
}

extension [UInt8] {
    /// The bytes with others in their place from an offset of a line (from 1) on.
    func putting(_ text: String, line: Int, offset: Int) -> [UInt8] {
        var bytes = self
        let start = (line - 1) * 609 + offset
        bytes.replaceSubrange(start..<(start + text.utf8.count), with: Array(text.utf8))
        return bytes
    }
}
