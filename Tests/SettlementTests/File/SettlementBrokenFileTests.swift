import Foundation
import Meals
import Settlement
import Testing

/// A settlement file changed in one place, and what must be said about it.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    let what: String
    let from: String
    let to: String
    /// A part of the first complaint.
    let says: String

    init(_ what: String, _ from: String, _ to: String, says: String) {
        self.what = what
        self.from = from
        self.to = to
        self.says = says
    }

    var testDescription: String { what }

    /// Writes the small sample with the first place changed.
    func write(
        of sample: SettlementSample = .small, in folder: SettlementFolder
    ) throws -> String {
        try sample.write(to: folder.file("a.xml"))
        let text = String(decoding: try folder.bytes(of: "a.xml"), as: UTF8.self)
        let range = try #require(text.range(of: from), "the sample has no \(from)")
        return try folder.write(text.replacingCharacters(in: range, with: to).utf8)
    }

    /// The changed sample is refused with a reason and a place.
    func expectRefusal(of sample: SettlementSample) throws {
        let folder = try SettlementFolder()
        let path = try write(of: sample, in: folder)
        let problems = try #require(throws: Problems.self) {
            _ = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        }
        let first = try #require(problems.all.first)
        #expect(first.reason.contains(says), "it says: \(first)")
        #expect(first.file == path && (first.line ?? 0) > 0)
    }
}

@Suite("A broken settlement file")
struct SettlementBrokenFileTests {
    private static let root = "<settlement xmlns=\"urn:mulin:settlement:1\""

    static let refused: [BrokenFile] = [
        BrokenFile(
            "an entity that names a file", root,
            "<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" + root,
            says: "DOCTYPE"),
        BrokenFile(
            "a DOCTYPE that names a net address", root,
            "<!DOCTYPE s SYSTEM \"http://127.0.0.1:9/s.dtd\">" + root, says: "DOCTYPE"),
        BrokenFile(
            "an entity bomb", root,
            "<!DOCTYPE s [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" + root, says: "DOCTYPE"),
        BrokenFile("an unknown entity", "睦邻小厨丙点", "&name;", says: "Entity 'name'"),
        BrokenFile("a missing end tag", "</settlement>", "", says: "ends early"),
        BrokenFile("an end tag too many", "</hdr>", "</hdr></hdr>", says: "mismatch"),
        BrokenFile("a control character", "睦邻小厨丙点", "\u{8}", says: "PCDATA"),
        BrokenFile("another namespace", "settlement:1", "settlement:2", says: "declaration"),
        BrokenFile("another version", "version=\"1.0\">", "version=\"2.0\">", says: "version"),
        BrokenFile("a clear card number", "622609******0048", "6226090000000048", says: "accNo"),
        BrokenFile("a card with too few stars", "622609******", "622609**", says: "accNo"),
        BrokenFile(
            "the 30th of February", "<businessDay>2026-11-23", "<businessDay>2026-02-30",
            says: "businessDay"),
        BrokenFile(
            "a date with a zone", "<settleDate>2026-11-23", "<settleDate>2026-11-23Z",
            says: "settleDate"),
        BrokenFile("a time of another zone", "11:05:09+08:00", "11:05:09Z", says: "txnTime"),
        BrokenFile("a time without zone", "11:05:09+08:00", "11:05:09", says: "txnTime"),
        BrokenFile("a 25th hour", "T11:05:09", "T25:05:09", says: "txnTime"),
        BrokenFile("midnight as 24", "T11:05:09", "T24:00:00", says: "txnTime"),
        BrokenFile("leading zeros", ">2000</mealAmt>", ">02000</mealAmt>", says: "mealAmt"),
        BrokenFile("a negative amount", ">2000</mealAmt>", ">-2000</mealAmt>", says: "mealAmt"),
        BrokenFile("an amount in yuan", ">2000</mealAmt>", ">20.00</mealAmt>", says: "mealAmt"),
        BrokenFile("a blank in an amount", ">2000</mealAmt>", "> 2000</mealAmt>", says: "mealAmt"),
        BrokenFile(
            "too large an amount", ">2000</mealAmt>", ">1000000000000</mealAmt>",
            says: "mealAmt"),
        BrokenFile("no amount", ">2000</mealAmt>", "></mealAmt>", says: "mealAmt"),
        BrokenFile("an amount without direction", " dc=\"C\">2000", ">2000", says: "dc"),
        BrokenFile(
            "a subsidy of nothing", "state=\"claimed\">200<", "state=\"claimed\">0<",
            says: "subsidy"),
        BrokenFile("an unknown type", "<txnType>01", "<txnType>02", says: "txnType"),
        BrokenFile("an unknown period", "<period>lunch", "<period>tea", says: "period"),
        BrokenFile("an unknown tender", "kind=\"voucher\"", "kind=\"gold\"", says: "kind"),
        BrokenFile("an unknown state", "state=\"suspense\"", "state=\"lost\"", says: "state"),
        BrokenFile(
            "an unknown element", "<period>lunch</period>", "<period>lunch</period><x/>",
            says: "x"),
        BrokenFile("an unknown attribute", "<orig ref=", "<orig name=\"Li\" ref=", says: "name"),
        BrokenFile(
            "an identity number for a diner", "<diner>0000000000", "<diner>31011019450101",
            says: "diner"),
        BrokenFile(
            "a ref with a blank", "ref=\"01000001-1-0001\"", "ref=\"01000001 1 0001\"",
            says: "ref"),
        BrokenFile(
            "another currency", "<currencyCode>156", "<currencyCode>840",
            says: "currencyCode"),
        BrokenFile("a digest that is none", ">0a0a", ">zz0a", says: "prevFile"),
        BrokenFile("a fund with a blank", "fund=\"street\"", "fund=\"the street\"", says: "fund"),
        BrokenFile(
            "a short merchant id", "<merId>999290058120001", "<merId>99929005812001",
            says: "merId"),
        BrokenFile("text between elements", "<subsidies>", "<subsidies>x", says: "subsidies"),
        BrokenFile(
            "something behind the end", "</settlement>", "</settlement><more/>",
            says: "Extra content"),
        BrokenFile(
            "a schema of its own", root,
            root + " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "i:noNamespaceSchemaLocation=\"file:///tmp/x.xsd\"", says: "prefix"),
    ]

    @Test("is refused for the right reason", arguments: refused)
    func refusal(_ broken: BrokenFile) throws {
        try broken.expectRefusal(of: .small)
    }

    @Test("without its trailer is refused")
    func noTrailer() throws {
        let folder = try SettlementFolder()
        try SettlementSample.small.write(to: folder.file("a.xml"))
        let text = String(decoding: try folder.bytes(of: "a.xml"), as: UTF8.self)
        let start = try #require(text.range(of: "  <trailer>")).lowerBound
        let path = try folder.write((text[..<start] + "</settlement>\n").utf8)
        let problems = try #require(throws: Problems.self) {
            _ = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        }
        #expect(problems.description.contains("Missing child element"))
    }

    static let differing: [BrokenFile] = [
        BrokenFile(
            "a meal that is not its parts", ">2000</mealAmt>", ">2001</mealAmt>",
            says: "mealAmt is 20.01, but discount, subsidies and tenders add up to 20.00"),
        BrokenFile(
            "a payment that is not its tenders", ">1600</txnAmt>", ">1601</txnAmt>",
            says: "txnAmt is 16.01"),
        BrokenFile("the wrong direction", "dc=\"C\">2000", "dc=\"D\">2000", says: "direction"),
        BrokenFile(
            "a ref that is there twice", "txn ref=\"01000001-1-0002\"",
            "txn ref=\"01000001-1-0001\"", says: "does not come after 01000001-1-0001"),
        BrokenFile(
            "refs in another order", "txn ref=\"01000001-1-0001\"",
            "txn ref=\"01000001-1-0009\"", says: "does not come after 01000001-1-0009"),
        BrokenFile(
            "an unknown merchant", "<merId>999290058120001", "<merId>999290058120009",
            says: "the merchant 999290058120009 is not in the list"),
        BrokenFile(
            "a terminal of another merchant", "<termId>01000001</termId>\n      <txn",
            "<termId>02000001</termId>\n      <txn", says: "the terminal 02000001"),
        BrokenFile(
            "a time after the window", "<txnTime>2026-11-23T11:05:09",
            "<txnTime>2026-11-23T23:00:00", says: "outside the window"),
        BrokenFile(
            "an early time that is not late", "<lateFrom>2026-11-21</lateFrom>", "",
            says: "outside the window"),
        BrokenFile(
            "late from the day itself", "<lateFrom>2026-11-21", "<lateFrom>2026-11-23",
            says: "not an earlier settlement date"),
        BrokenFile(
            "a void without original", "<orig ref=\"01000001-1-0001\"/>", "",
            says: "must name its original"),
        BrokenFile(
            "a void of itself", "<orig ref=\"01000001-1-0001\"",
            "<orig ref=\"01000001-1-0003\"", says: "itself"),
        BrokenFile(
            "an original from the future", "settleDate=\"2026-11-22\"",
            "settleDate=\"2026-11-24\"", says: "later file"),
        BrokenFile(
            "another acquirer's time", "traceTime=\"1123110509\"",
            "traceTime=\"1123110510\"", says: "traceTime 1123110510"),
        BrokenFile(
            "half of the references", " rrn=\"113005000010\"", "",
            says: "belong together"),
        BrokenFile(
            "references on a voucher", "kind=\"voucher\"",
            "kind=\"voucher\" traceNo=\"000001\" traceTime=\"1123110600\" batchNo=\"000001\" "
                + "rrn=\"000000000001\"", says: "voucher tender"),
        BrokenFile("a claim of too much", "<amt>200</amt>", "<amt>300</amt>", says: "payable"),
        BrokenFile(
            "a claim for one person more", "<persons>1<", "<persons>2<",
            says: "persons is 2, but the file's rows give 1"),
        BrokenFile(
            "a claim under another rule", "rule=\"A\" fund=\"charity\">\n",
            "rule=\"B\" fund=\"charity\">\n", says: "no transaction supports"),
        BrokenFile(
            "one transaction more in the trailer", "<txnCount>6<", "<txnCount>7<",
            says: "txnCount is 7, but the file's rows give 6"),
        BrokenFile(
            "another sum in the trailer", "<amtDebit>2100<", "<amtDebit>2099<",
            says: "amtDebit is 2099"),
        BrokenFile(
            "a fund that is not there", "<fund name=\"street\"", "<fund name=\"city\"",
            says: "fund street claimed amtCredit is missing"),
        BrokenFile("another delivery", "<portions>60<", "<portions>61<", says: "portions is 105"),
        BrokenFile(
            "a delivery to nobody", "<delivery merId=\"999290058120002\"",
            "<delivery merId=\"999290058120003\"", says: "not in the list"),
        BrokenFile(
            "a window of no length", "<windowTo>2026-11-23T23:00:00",
            "<windowTo>2026-11-22T23:00:00", says: "ends before it begins"),
        BrokenFile(
            "a subsidy asked instead of explained", "state=\"suspense\">200",
            "state=\"claimed\">200", says: "there is no claim"),
    ]

    @Test("is read to its end, and the difference is named", arguments: differing)
    func difference(_ broken: BrokenFile) throws {
        let folder = try SettlementFolder()
        let path = try broken.write(in: folder)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(!verdict.holds)
        #expect(
            verdict.differences.contains { $0.reason.contains(broken.says) },
            "it says: \(verdict.differences)")
    }

    @Test("names the line of the transaction")
    func line() throws {
        let folder = try SettlementFolder()
        let path = try BrokenFile("", ">700</tender>", ">701</tender>", says: "").write(in: folder)
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let before = try #require(text.range(of: "<txn ref=\"01000001-1-0002\"")).lowerBound
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        let first = try #require(verdict.differences.first)
        #expect(first.line == text[..<before].count { $0 == "\n" } + 1)
        #expect(first.place == "txn 01000001-1-0002")
    }

    @Test("lists a hundred differences and counts the rest")
    func many() throws {
        var sample = SettlementSample.small
        sample.transactions = (0..<300).map { number in
            SettlementSample.sale(
                "01000001-1-\(1000 + number)", "12:00:00", meal: 1000, discount: 0, [],
                [Tender(kind: .cash, amount: Fen(1000))])
        }
        let folder = try SettlementFolder()
        try sample.write(to: folder.file("a.xml"))
        let text = String(decoding: try folder.bytes(of: "a.xml"), as: UTF8.self)
        let path = try folder.write(
            text.replacing(">1000</mealAmt>", with: ">1001</mealAmt>").utf8)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(verdict.differences.count == 100)
        // 300 rows, the merchant's summary and the trailer.
        #expect(verdict.furtherDifferences == 202)
    }

    @Test("that cannot be opened is not called wrong")
    func missing() throws {
        #expect(throws: (any Error).self) {
            _ = try SettlementVerifier.verify(
                path: "/no/such/file.xml", schema: SettlementPlaces.schema)
        }
        #expect(throws: (any Error).self) {
            _ = try SettlementVerifier.verify(path: "/no/such/file.xml", schema: "/no/such.xsd")
        }
    }
}
