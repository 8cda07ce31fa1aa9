import Foundation
import Meals
import Settlement
import Testing
import XML

@Suite("A settlement file that was written")
struct SettlementRoundTripTests {
    @Test(
        "reads back the same and holds, whatever it contains (I9)",
        arguments: 0..<60 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let sample = SettlementSample.random(seed: seed)
        let folder = try SettlementFolder()
        let path = folder.file("a.xml")
        let totals = try sample.write(to: path)
        let reader = try SettlementReader(
            path: path, schema: try XMLSchema(path: SettlementPlaces.schema))
        #expect(reader.header == sample.header)
        #expect(reader.merchants == sample.merchants)
        var transactions: [SettlementTransaction] = []
        while let entry = try reader.next() {
            #expect(entry.defects == [])
            transactions.append(entry.transaction)
        }
        #expect(transactions == sample.transactions)
        let closing = try reader.closing()
        #expect(closing.totals == totals)
        #expect(closing.deliveries == sample.deliveries)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(verdict.differences == [])
        #expect(verdict.holds)
        #expect(verdict.totals == totals)
        #expect(verdict.claims == closing.claims)
    }

    @Test("has the same bytes for the same input, and no trace of the time it was made")
    func bytes() throws {
        let folder = try SettlementFolder()
        for seed: UInt64 in 0..<5 {
            try SettlementSample.random(seed: seed).write(to: folder.file("a.xml"))
            let first = try folder.bytes(of: "a.xml")
            try SettlementSample.random(seed: seed).write(to: folder.file("a.xml"))
            #expect(try folder.bytes(of: "a.xml") == first)
        }
        #expect(folder.names == ["a.xml"])
    }

    @Test("keeps its layout: these bytes are what others read")
    func layout() throws {
        let folder = try SettlementFolder()
        try SettlementSample.small.write(to: folder.file("a.xml"))
        let text = String(decoding: try folder.bytes(of: "a.xml"), as: UTF8.self)
        let row = """
                <txn ref="01000001-1-0001">
                  <merId>999290058120001</merId>
                  <termId>01000001</termId>
                  <txnType>01</txnType>
                  <txnTime>2026-11-23T11:05:09+08:00</txnTime>
                  <businessDay>2026-11-23</businessDay>
                  <period>lunch</period>
                  <diner>00000000000000000000000000abcdef</diner>
                  <mealAmt dc="C">2000</mealAmt>
                  <discountAmt>200</discountAmt>
                  <subsidy policy="putuo-2025" rule="A" fund="district" state="claimed">200\
            </subsidy>
                  <tender kind="unionpay-card" traceNo="000010" traceTime="1123110509" \
            batchNo="000001" rrn="113005000010" authCode="A1B2C3" accNo="622609******0048">1600\
            </tender>
                  <txnAmt dc="C">1600</txnAmt>
                </txn>

            """
        #expect(text.contains(row))
        #expect(text.hasSuffix("  </trailer>\n</settlement>\n"))
        #expect(text.contains("<txnTime>2026-11-23T11:06:00.250+08:00</txnTime>"))
        let claim = """
                <claim merId="999290058120002" policy="putuo-2025" rule="C" fund="district">
                  <count>0</count>
                  <persons>0</persons>
                  <amt>0</amt>
                  <reversedAmt>300</reversedAmt>
                  <payable dc="D">300</payable>
                </claim>

            """
        #expect(text.contains(claim))
    }

    @Test("holds when it has no transactions at all")
    func empty() throws {
        var sample = SettlementSample.small
        (sample.transactions, sample.deliveries) = ([], [])
        let folder = try SettlementFolder()
        let totals = try sample.write(to: folder.file("a.xml"))
        #expect(totals == SettlementTotals())
        let verdict = try SettlementVerifier.verify(
            path: folder.file("a.xml"), schema: SettlementPlaces.schema)
        #expect(verdict.holds && verdict.claims.isEmpty)
    }

    @Test("hands over each transaction in file order")
    func use() throws {
        let folder = try SettlementFolder()
        try SettlementSample.small.write(to: folder.file("a.xml"))
        var refs: [String] = []
        let verdict = try SettlementVerifier.verify(
            path: folder.file("a.xml"), schema: SettlementPlaces.schema
        ) { refs.append($0.ref) }
        #expect(refs == SettlementSample.small.transactions.map(\.ref))
        #expect(verdict.totals.meal == CreditDebit(credit: Fen(5200), debit: Fen(2800)))
        #expect(verdict.tendersWithoutReference == 0)
    }
}
