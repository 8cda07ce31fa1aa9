import Foundation
import Meals
import Settlement
import Testing
import XML

@Suite("Bank statements")
struct BankStatementTests {
    /// The six samples that are not as their schema prescribes, by what is wrong in them.
    static let invalid = [
        "genkgo-camt/test/data/camt053.v2.wrong.xml": "BkToCstmrStmt",
        "svapnil-iso20022.js/test/assets/goldman_sachs/pain_001_v3_sepa.xml": "ReqdExctnDt",
        "svapnil-iso20022.js/test/assets/goldman_sachs/pain_001_ach_credit.xml": "ReqdExctnDt",
        "svapnil-iso20022.js/test/assets/abn_amro/example_camt.xml": "Ustrd",
        "svapnil-iso20022.js/test/assets/cross_river/pain_001_rtp_credit.xml": "Document",
        "svapnil-iso20022.js/test/assets/cross_river/pain_001_ach_credit.xml": "Document",
    ]

    /// Every sample whose schema is there too: its path, and the schema's name.
    static let samples: [(path: String, schema: String)] = {
        guard BankFolder.samplesAreThere,
            let files = FileManager.default.enumerator(atPath: BankFolder.samples.path)
        else { return [] }
        return files.compactMap { $0 as? String }.filter { $0.hasSuffix(".xml") }.sorted()
            .compactMap { path in
                let text = try? String(
                    contentsOf: BankFolder.samples.appending(path: path), encoding: .utf8)
                guard let text,
                    let space = text.range(of: "urn:iso:std:iso:20022:tech:xsd:")
                else { return nil }
                let name = String(text[space.upperBound...].prefix { $0 != "\"" && $0 != "'" })
                return BankFolder.schema(name) == nil ? nil : (path, name)
            }
    }()

    @Test(
        "each published sample is judged as its schema judges it",
        .enabled(if: BankFolder.samplesAreThere, "the samples are not at ../shared"))
    func verdicts() throws {
        #expect(Self.samples.count == 40)
        for (path, schema) in Self.samples {
            let file = BankFolder.samples.appending(path: path).path
            let xsd = try XMLSchema(path: try #require(BankFolder.schema(schema)))
            func read() throws {
                let xml = try XMLStreamReader(path: file, schema: xsd, ignoringHints: true)
                while try xml.next() != nil {}
            }
            if let place = Self.invalid[path] {
                let error = #expect(throws: XMLError.self, "\(path)") { try read() }
                #expect("\(String(describing: error))".contains(place), "\(path)")
            } else {
                #expect(throws: Never.self, "\(path)") { try read() }
            }
        }
    }

    @Test(
        "published statements are read, and those that do not add up refused with both figures",
        .enabled(if: BankFolder.samplesAreThere, "the samples are not at ../shared"))
    func samples() throws {
        // Worked out by hand with another reader.
        let unbalanced = [
            "camt053.v2.all-balance-types.xml": ("9.86", "4.04"),
            "camt053.v2.five.decimals.xml": ("27.00", "27.05"),
            "goldman_sachs/camt_053_uk_v2_1.xml": ("334425018.07", "334425126.42"),
            "goldman_sachs/camt_053_uk_v2_2.xml": ("334425018.07", "334425126.42"),
            "goldman_sachs/camt_053_uk_v2_virtual_accounts.xml":
                ("334425018.07", "334425126.42"),
        ]
        let sound = [
            "camt053.v2.multi.statement.xml",
            "nordea/example_camt.xml", "ing/example_camt.xml",
        ]
        for (path, schema) in Self.samples
        where schema.hasPrefix("camt.053") || schema.hasPrefix("camt.054") {
            let file = BankFolder.samples.appending(path: path).path
            if Self.invalid[path] != nil {
                #expect(throws: Problems.self, "\(path)") {
                    try BankStatementReader.parse(path: file)
                }
                continue
            }
            #expect(!(try BankStatementReader.parse(path: file)).isEmpty, "\(path)")
            if let figures = unbalanced.first(where: { path.hasSuffix($0.key) })?.value {
                let error = #expect(throws: Problems.self) {
                    try BankStatementReader.read(path: file)
                }
                let words = error?.description ?? ""
                #expect(
                    words.contains("gives \(figures.0)") && words.contains(figures.1), "\(words)")
            }
            if sound.contains(where: { path.hasSuffix($0) }) || schema.hasPrefix("camt.054") {
                #expect(!(try BankStatementReader.read(path: file)).isEmpty, "\(path)")
            }
        }
    }

    static func statement(
        entries: String = entry("12.34", "CRDT", "999290058120001 20261123"),
        closing: String = "112.34", opening: String = "100.00"
    ) -> String {
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
        <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T09:00:00+08:00</CreDtTm></GrpHdr>
        <Stmt><Id>S1</Id><Acct><Id><Othr><Id>31000001</Id></Othr></Id></Acct>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">\(opening)</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">\(closing)</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt></Bal>
        \(entries)</Stmt></BkToCstmrStmt></Document>
        """
    }

    static func entry(_ amount: String, _ way: String, _ words: String, _ status: String = "BOOK")
        -> String
    {
        """
        <Ntry><Amt Ccy="CNY">\(amount)</Amt><CdtDbtInd>\(way)</CdtDbtInd><Sts><Cd>\(status)</Cd></Sts>
        <BookgDt><Dt>2026-11-24</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>E-1</EndToEndId>
        </Refs><RmtInf><Ustrd>\(words)</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
        """
    }

    @Test("a statement's entries come with sign, day, references and words")
    func entries() throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let entries =
            Self.entry("20.00", "CRDT", "999290058120001 20261123")
            + Self.entry("7.66", "DBIT", "fee") + Self.entry("5.00", "CRDT", "later", "PDNG")
        let read = try BankStatementReader.read(
            path: try folder.write(Self.statement(entries: entries)))
        let statement = try #require(read.first)
        #expect(statement.account == "31000001")
        #expect(statement.entries.map(\.amount.fen) == [Fen(2_000), Fen(-766), Fen(500)])
        #expect(statement.entries.map(\.isBooked) == [true, true, false])
        #expect(statement.entries[0].endToEndIds == ["E-1"])
        let movement = BankMovement(
            statement.entries[0], keys: ["999290058120001"], statementDay: Day(number: 0))
        #expect(movement?.key == "999290058120001" && movement?.date == ClearingSample.date)
        #expect(
            BankMovement(statement.entries[2], keys: [], statementDay: Day(number: 0)) == nil)
    }

    @Test(
        "a broken statement is refused with its element",
        arguments: [
            ("112.34</Amt>", "112.35</Amt>", "closes with 112.35"),
            ("<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>", "no closing balance"),
            ("<Cd>OPBD</Cd>", "<Cd>OPAV</Cd>", "no opening balance"),
            ("Ccy=\"CNY\">12.34", "Ccy=\"USD\">12.34", "mixes the currencies CNY, USD"),
            ("12.34<", "12.345678<", "not an amount"), ("12.34<", "-12.34<", "not an amount"),
            ("12.34<", "1e3<", "not an amount"), (">CRDT<", ">KRDT<", "neither CRDT nor DBIT"),
            (">BOOK<", ">DONE<", "none of BOOK"),
            (
                "2026-11-24</Dt></BookgDt>",
                "2026-02-30</Dt></BookgDt>", "no date"
            ),
            ("camt.053.001.08", "camt.060.001.08", "neither camt.053"),
            ("<GrpHdr>", "<!DOCTYPE x><GrpHdr>", ""), ("<Id>S1</Id>", "", "is missing"),
            ("<Document", "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Document", ""),
            ("</Document>", "", ""),
        ])
    func refused(from: String, to: String, reason: String) throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let text = Self.statement().replacingOccurrences(of: from, with: to)
        let file = try folder.write(text)
        let error = #expect(throws: Problems.self) { try BankStatementReader.read(path: file) }
        let words = error?.description ?? ""
        #expect(
            !words.isEmpty && (reason.isEmpty || words.contains(reason)),
            "\(String(describing: error))")
    }

    @Test("cut off anywhere, a statement is refused")
    func truncated() throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let text = Array(Self.statement().utf8)
        for length in stride(from: 0, to: text.count - 1, by: 13) {
            let file = try folder.write(String(decoding: text.prefix(length), as: UTF8.self))
            #expect(throws: Problems.self) { try BankStatementReader.read(path: file) }
        }
    }

    @Test("amounts are exact to five decimals and fen only where they are whole")
    func amounts() {
        #expect(BankAmount("8.85")?.fen == Fen(885))
        #expect(BankAmount("8.850")?.description == "8.85")
        #expect(BankAmount("8.85001")?.fen == nil)
        #expect(BankAmount("0.00001")?.units == 1)
        #expect((-(BankAmount("0.05") ?? .zero)).description == "-0.05")
        for wrong in ["", ".", "1.", ".5", "1.123456", "+1", "1,0", "99999999999999999999"] {
            #expect(BankAmount(wrong) == nil, "\(wrong)")
        }
    }
}
