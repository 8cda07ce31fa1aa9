import Foundation
import Meals
import Settlement
import Testing

@Suite("Voids, refunds and payments in a settlement file")
struct SettlementOriginalTests {
    private typealias Sample = SettlementSample

    private static let first = "01000001-1-0001"

    /// A sale of 20.00 with 2.00 off, 2.00 from the district and 16.00 by card; what comes back of
    /// it at the same till unless another is named.
    private static func back(
        _ ref: String, _ type: SettlementType = .refund, of original: String = first,
        meal: Int64, discount: Int64 = 0, district: Int64 = 0, cash: Int64,
        merchant: MerchantID = "999290058120001", terminal: TerminalID = "01000001",
        unexplained: Bool = false
    ) -> SettlementTransaction {
        SettlementTransaction(
            ref: ref, merId: merchant, termId: terminal, type: type,
            time: Sample.time("2026-11-23T13:00:00+08:00"), businessDay: Day(number: 20_780),
            period: .lunch,
            original: SettlementOriginal(ref: original, isUnexplained: unexplained),
            meal: Fen(meal), discount: Fen(discount),
            subsidies: district > 0 ? [Sample.part("A", "district", district)] : [],
            tenders: [Tender(kind: .cash, amount: Fen(cash))])
    }

    private func verdict(_ transactions: [SettlementTransaction]) throws -> SettlementVerdict {
        var sample = SettlementSample.small
        sample.transactions = transactions
        let folder = try SettlementFolder()
        try sample.write(to: folder.file("a.xml"))
        return try SettlementVerifier.verify(
            path: folder.file("a.xml"), schema: SettlementPlaces.schema)
    }

    private func differences(_ more: SettlementTransaction...) throws -> [String] {
        try verdict([Sample.small.transactions[0]] + more).differences.map(\.description)
    }

    @Test("several refunds of one sale that come to no more than it had are right")
    func several() throws {
        let half = (meal: Int64(1_000), discount: Int64(100), district: Int64(100))
        let rows = (2...3).map {
            Self.back(
                "01000001-1-000\($0)", meal: half.meal, discount: half.discount,
                district: half.district, cash: 800)
        }
        #expect(try differences(rows[0], rows[1]) == [])
    }

    @Test(
        "what comes back beyond the sale is told with its figure and the sum of all refunds",
        arguments: [
            (Self.back("01000001-1-0003", meal: 1_001, cash: 1_001), "0.01 more of the mealAmt"),
            (
                Self.back("01000001-1-0003", meal: 1_000, discount: 201, cash: 799),
                "0.01 more of the discountAmt"
            ),
            (
                Self.back("01000001-1-0003", meal: 1_000, district: 201, cash: 799),
                "0.01 more of the subsidy of rule A and fund district"
            ),
        ])
    func tooMuch(second: SettlementTransaction, says: String) throws {
        let found = try differences(
            Self.back("01000001-1-0002", meal: 1_000, cash: 1_000), second)
        #expect(found.contains { $0.contains(says) && $0.contains("01000001-1-0003") }, "\(found)")
    }

    @Test("a subsidy of another fund is not taken back for the one that gave")
    func otherFund() throws {
        let row = SettlementTransaction(
            ref: "01000001-1-0002", merId: "999290058120001", termId: "01000001", type: .refund,
            time: Sample.time("2026-11-23T13:00:00+08:00"), businessDay: Day(number: 20_780),
            period: .lunch, original: SettlementOriginal(ref: Self.first), meal: Fen(100),
            subsidies: [Sample.part("A", "street", 100)])
        #expect(try differences(row).contains { $0.contains("fund street is taken back") })
    }

    @Test("a void gives back exactly what is left, after refunds, too")
    func void() throws {
        let found = try differences(Self.back("01000001-1-0002", .void, meal: 1_500, cash: 1_500))
        #expect(found.contains { $0.contains("is a void and leaves 5.00 of the mealAmt") })
        let rest = Self.back(
            "01000001-1-0003", .void, meal: 1_500, discount: 200, district: 200, cash: 1_100)
        #expect(try differences(Self.back("01000001-1-0002", meal: 500, cash: 500), rest) == [])
        let twice = Self.back(
            "01000001-1-0003", .void, meal: 2_000, discount: 200, district: 200, cash: 1_600)
        let again = Self.back(
            "01000001-1-0004", .void, meal: 2_000, discount: 200, district: 200, cash: 1_600)
        #expect(try differences(twice, again).contains { $0.contains("20.00 more of the mealAmt") })
    }

    @Test(
        "an original that is no sale of the file, another merchant's or a later one is told",
        arguments: [
            (
                Self.back("01000001-1-0002", of: "01000001-1-0999", meal: 1, cash: 1),
                "01000001-1-0999 is no sale of this file"
            ),
            (
                Self.back(
                    "02000001-1-0001", meal: 1, cash: 1, merchant: "999290058120002",
                    terminal: "02000001"), "is a sale of another merchant"
            ),
            (Self.back("01000001-1-0000", meal: 1, cash: 1), "was sold later"),
        ])
    func places(row: SettlementTransaction, says: String) throws {
        let sale = Sample.small.transactions[0]
        let found = try verdict([sale, row].sorted { $0.ref < $1.ref }).differences
        #expect(found.contains { $0.reason.contains(says) }, "\(found)")
    }

    @Test("a refund at another till of the canteen may stand before its sale")
    func otherTill() throws {
        let sale = Sample.sale(
            "01000002-1-0001", "12:00:00", meal: 500, discount: 0, [],
            [Tender(kind: .cash, amount: Fen(500))], terminal: "01000002")
        let row = Self.back("01000001-1-0009", of: sale.ref, meal: 500, cash: 500)
        #expect(try verdict([row, sale]).holds)
    }

    @Test("an earlier file's sale and one the books could not explain are counted, not failed")
    func counted() throws {
        let unexplained = Self.back(
            "01000001-1-0002", of: "01000001-1-0999", meal: 9_900, cash: 9_900, unexplained: true)
        let verdict = try verdict([unexplained, Sample.small.transactions[4]])
        #expect(verdict.holds && verdict.originalsUnexplained == 1)
        #expect(verdict.originalsElsewhere == 1)
    }

    @Test("an original said to be of the file's own date is not taken for an earlier file's")
    func ownDate() throws {
        let folder = try SettlementFolder()
        let path = try BrokenFile(
            "", "settleDate=\"2026-11-22\"", "settleDate=\"2026-11-23\"", says: ""
        ).write(in: folder)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(verdict.differences.contains { $0.reason.contains("is this or a later file") })
    }

    @Test("one payment in two sales is told with both lines, by trace and by rrn")
    func payments() throws {
        func sale(_ ref: String, trace: String, rrn: String, terminal: TerminalID = "01000001")
            -> SettlementTransaction
        {
            Sample.sale(
                ref, "12:00:00", meal: 500, discount: 0, [],
                [
                    Tender(
                        kind: .unionPayCard, amount: Fen(500),
                        reference: AcquirerReference(
                            trace: trace, batch: "000001", rrn: rrn, authCode: "", maskedCard: ""))
                ], terminal: terminal)
        }
        let one = sale("01000001-1-0001", trace: "000001", rrn: "113005000001")
        let trace = try verdict([
            one, sale("01000001-1-0002", trace: "000001", rrn: "113005000002"),
        ])
        #expect(trace.differences.contains { $0.reason.contains("batchNo and traceNo of the one") })
        let rrn = try verdict([
            one,
            sale("01000002-1-0001", trace: "000001", rrn: "113005000001", terminal: "01000002"),
        ])
        let found = try #require(rrn.differences.first)
        #expect(rrn.differences.count == 1 && found.reason.contains("the rrn of the one at line"))
        // Another till counts from the same number; a void repeats its sale's references.
        let other = sale(
            "01000002-1-0001", trace: "000001", rrn: "113005000002", terminal: "01000002")
        #expect(try verdict([one, other]).holds)
    }

    @Test("a business day far from its time is told")
    func businessDay() throws {
        let folder = try SettlementFolder()
        let path = try BrokenFile(
            "", "<businessDay>2026-11-23", "<businessDay>2026-11-20", says: ""
        ).write(in: folder)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(
            verdict.differences.contains {
                $0.reason == "its business day is 2026-11-20, its time of 2026-11-23"
            })
    }

    @Test(
        "a head that does not fit itself is told",
        arguments: [
            ("<termId>02000001</termId>", "<termId>01000001</termId>", "is another merchant's"),
            (
                "prevFile fileId=\"MULIN-20261122-1\"", "prevFile fileId=\"MULIN-20261123-1\"",
                "itself"
            ),
            ("<settleDate>2026-11-23", "<settleDate>2026-11-25", "not one of its settlement date"),
            ("<windowFrom>2026-11-22", "<windowFrom>2026-11-20", "not one of its settlement date"),
        ])
    func head(from: String, to: String, says: String) throws {
        let folder = try SettlementFolder()
        let path = try BrokenFile("", from, to, says: "").write(in: folder)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(verdict.differences.contains { $0.reason.contains(says) }, "\(verdict.differences)")
    }
}
