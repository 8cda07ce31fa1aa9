import Foundation
import Meals
import Settlement
import Testing

@Suite("What a bank statement must agree with")
struct BankStatementRuleTests {
    private func read(_ text: String) throws -> [BankStatement] {
        let folder = try BankFolder()
        defer { folder.remove() }
        return try BankStatementReader.read(path: try folder.write(text))
    }

    private func expectRefusal(
        _ text: String, _ reason: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let error = #expect(throws: Problems.self, sourceLocation: location) { try read(text) }
        #expect(
            error?.description.contains(reason) == true, "\(String(describing: error))",
            sourceLocation: location)
    }

    private static func balance(_ code: String, _ amount: String) -> String {
        """
        <Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">\(amount)</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
        """
    }

    private static func summary(_ count: Int, _ sum: String, _ net: String) -> String {
        """
        <TxsSummry><TtlNtries><NbOfNtries>\(count)</NbOfNtries><Sum>\(sum)</Sum>
        <TtlNetNtry><Amt>\(net)</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry></TtlNtries>
        <TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>7.66</Sum></TtlDbtNtries></TxsSummry>
        """
    }

    private static let entries =
        BankStatementTests.entry("20.00", "CRDT", "a")
        + BankStatementTests.entry("7.66", "DBIT", "fee")

    private static func notification(_ content: String) -> String {
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
        <GrpHdr><MsgId>M1</MsgId></GrpHdr><Ntfctn><Id>N1</Id>\(content)</Ntfctn>
        </BkToCstmrDbtCdtNtfctn></Document>
        """
    }

    @Test("amounts that no 64 bits hold are refused, and do not end the program")
    func overflow() throws {
        let entry = BankStatementTests.entry("9999999999999.00", "CRDT", "x")
        let many = String(repeating: entry, count: 12)
        try expectRefusal(BankStatementTests.statement(entries: many), "can be added up")
        try expectRefusal(Self.notification(many), "can be added up")
        let opening = BankStatementTests.statement(
            entries: String(repeating: entry, count: 9), opening: "9999999999999.00")
        try expectRefusal(opening, "can be added up")
    }

    @Test("a second opening or closing balance with another value is refused with both")
    func balances() throws {
        for (code, same) in [("OPBD", "100.00"), ("CLBD", "112.34")] {
            func twice(_ amount: String) -> String {
                BankStatementTests.statement(
                    entries: Self.balance(code, amount)
                        + BankStatementTests.entry("12.34", "CRDT", "x"))
            }
            #expect(try read(twice(same)).count == 1)
            try expectRefusal(twice("101.00"), "says 101.00 CNY, an earlier one \(same) CNY")
        }
    }

    @Test("a statement given twice in one file is refused; two pages of one are not")
    func twice() throws {
        let text = BankStatementTests.statement()
        let start = try #require(text.range(of: "<Stmt>")).lowerBound
        let end = try #require(text.range(of: "</Stmt>")).upperBound
        let statement = String(text[start..<end])
        let doubled = text.replacingOccurrences(of: statement, with: statement + statement)
        try expectRefusal(doubled, "once more")
        let page = statement.replacingOccurrences(
            of: "</Id><Acct>", with: "</Id><StmtPgntn><PgNb>2</PgNb></StmtPgntn><Acct>")
        let pages = text.replacingOccurrences(of: statement, with: statement + page)
        #expect(try read(pages).count == 2)
    }

    @Test("a statement that two files have is refused; all files are looked at")
    func twoFiles() throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let text = BankStatementTests.statement()
        let one = try folder.write(text, "a.xml")
        let same = try folder.write(text + "\n", "b.xml")
        let other = try folder.write(text.replacingOccurrences(of: "S1", with: "S2"), "c.xml")
        let broken = try folder.write("<x/>", "d.xml")
        #expect(try BankStatementReader.read(paths: [one, other]).map(\.path) == [one, other])
        let error = #expect(throws: Problems.self) {
            _ = try BankStatementReader.read(paths: [one, same, broken])
        }
        let words = error?.description ?? ""
        #expect(words.contains("b.xml:") && words.contains("once more") && words.contains("d.xml:"))
    }

    @Test("stated totals must be those of the entries, in statements and notifications")
    func totals() throws {
        let right = Self.summary(2, "27.66", "12.34") + Self.entries
        #expect(try read(BankStatementTests.statement(entries: right)).count == 1)
        #expect(try read(Self.notification(right)).count == 1)
        // What is only pending may be counted or not.
        let pending = right + BankStatementTests.entry("5.00", "CRDT", "later", "PDNG")
        #expect(try read(Self.notification(pending)).count == 1)
        for (from, to, reason) in [
            ("<NbOfNtries>2<", "<NbOfNtries>3<", "counts 3 entries, there are 2"),
            ("<Sum>27.66<", "<Sum>27.67<", "a sum of 27.67, the entries give 27.66"),
            ("<Amt>12.34<", "<Amt>12.33<", "a net of 12.33, the entries give 12.34"),
            ("<Sum>7.66<", "<Sum>7.65<", "TtlDbtNtries"),
            ("<Sum>27.66<", "<Sum>x<", "not an amount"),
            ("<NbOfNtries>2<", "<NbOfNtries>x<", "is no number"),
        ] {
            let wrong = right.replacingOccurrences(of: from, with: to)
            try expectRefusal(BankStatementTests.statement(entries: wrong), reason)
            try expectRefusal(Self.notification(wrong), reason)
        }
    }

    @Test(
        "days are strict, and an instant is the day that it is in Shanghai",
        arguments: [
            ("<Dt>2026-11-24</Dt>", "2026-11-24"), ("<Dt>2026-11-24Z</Dt>", "2026-11-24"),
            ("<DtTm>2026-11-24T23:30:00Z</DtTm>", "2026-11-25"),
            ("<DtTm>2026-11-24T23:30:00</DtTm>", "2026-11-24"),
            ("<DtTm>2026-11-25T01:00:00+09:30</DtTm>", "2026-11-24"),
            ("<Dt>2026-11-24x</Dt>", nil), ("<Dt>2026-11-241</Dt>", nil), ("<Dt></Dt>", nil),
            ("<DtTm>2026-11-24</DtTm>", nil), ("<DtTm>2026-11-24T25:00:00Z</DtTm>", nil),
        ] as [(String, String?)])
    func days(stated: String, day: String?) throws {
        let text = BankStatementTests.statement().replacingOccurrences(
            of: "<BookgDt><Dt>2026-11-24</Dt>", with: "<BookgDt>" + stated)
        guard let day else { return try expectRefusal(text, "is no date") }
        #expect(try read(text).first?.entries.first?.bookedOn == Day(day))
    }

    @Test("a batch booking comes with its payments, each with its own amount and sign")
    func details() throws {
        let batch = """
            <Ntry><Amt Ccy="CNY">12.34</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>1</RvslInd>
            <Sts>BOOK</Sts><NtryDtls><TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs>
            <Amt Ccy="CNY">13.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>
            <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><AmtDtls><TxAmt>
            <Amt Ccy="CNY">0.66</Amt></TxAmt></AmtDtls><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>
            <TxDtls><Refs><EndToEndId>E-3</EndToEndId></Refs><Amt Ccy="USD">1.00</Amt></TxDtls>
            </NtryDtls></Ntry>
            """
        let entry = try #require(
            try read(BankStatementTests.statement(entries: batch)).first?.entries.first)
        #expect(entry.isReversal)
        #expect(entry.details.map(\.endToEndId) == ["E-1", "", "E-3"])
        #expect(entry.details.map(\.amount?.fen) == [Fen(1_300), Fen(-66), nil])
    }
}
