import Foundation
import Journal
import Meals
import Settlement

/// Settlement files of one sale each, made without a ledger.
struct ChainSample {
    let folder: Folder

    static let date = Day(year: 2026, month: 11, day: 23) ?? Day(number: 0)

    /// A file that was written.
    struct Written {
        let path: String
        let id: String
        let digest: String
    }

    /// Writes a file with as many sales as are asked for.
    @discardableResult
    func write(
        _ offset: Int, issue: Int = 1, after previous: Written? = nil, sales: Int = 1,
        id: String? = nil, name: String? = nil
    ) throws -> Written {
        let date = Self.date + offset
        let id = id ?? "MULIN-\(date)-\(issue.padded(2))"
        let path = "\(folder.path)/\(name ?? "settlement-\(date)-\(issue.padded(2)).xml")"
        let merchant: MerchantID = "999290058120001"
        let writer = try SettlementWriter(
            path: path,
            header: SettlementHeader(
                fileId: id, settleDate: date, issue: issue,
                windowFrom: Moment(date + -1, secondOfDay: 82_800),
                windowTo: Moment(date, secondOfDay: 82_800), sendInsCode: "99922900",
                recvInsCode: "99932900",
                previous: previous.map { .init(fileId: $0.id, digest: $0.digest) }),
            merchants: [
                SettlementMerchant(
                    merId: merchant, name: "睦邻小厨", mcc: "5812", canteen: "A1", street: "310110012",
                    terminals: ["AA000001"])
            ])
        for number in 0..<sales {
            try writer.write(
                SettlementTransaction(
                    ref: "AA000001-001-\(number.padded(7))", merId: merchant, termId: "AA000001",
                    type: .sale, time: Moment(date, secondOfDay: 40_000 + number),
                    businessDay: date, period: .lunch, meal: Fen(1_800),
                    tenders: [Tender(kind: .cash, amount: Fen(1_800))]))
        }
        try writer.finish(claims: [], deliveries: [])
        return Written(path: path, id: id, digest: try Digest(ofFile: path).hex)
    }
}
