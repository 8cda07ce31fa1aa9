import Foundation
import Meals
import Settlement
import Testing

@Suite("The acquirer's files, through a settlement XML and back")
struct ClearingArchiveTests {
    /// Puts files into a settlement XML, checks that, and takes them out again.
    private func roundTrip(
        _ files: [(name: String, bytes: [UInt8])], _ counterparty: Counterparty
    ) throws -> [String: [UInt8]] {
        let folder = try SettlementFolder()
        let sources = try ClearingSource.all(files, counterparty)
        let path = folder.file("a.xml")
        try ClearingArchive.write(sources, names: [:], to: path)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(verdict.differences == [])
        let python = try OtherProgram.run(["python3", SettlementPlaces.secondOpinion, path])
        #expect(python.code == 0, "\(python.output)")
        let names = try ClearingArchive.extract(
            path, schema: SettlementPlaces.schema, into: folder.file("out"))
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try folder.bytes(of: "out/\($0)")) })
    }

    @Test(
        "the issuer's own sample comes back byte for byte",
        .enabled(if: ClearingSample.issuersAreThere, "UnionPay's sample is not at ../shared"))
    func issuersSample() throws {
        let name = ClearingSample.issuersGeneral
        let bytes = try ClearingSample.issuersBytes(name)
        #expect(try roundTrip([(name, bytes)], .strict) == [name: bytes])
        let older = Counterparty(
            id: "old", title: "old",
            allowances: [
                .init(deviation: .fields41, from: Day(number: 0), to: nil, evidence: "-")
            ])
        #expect(try roundTrip([(name, bytes)], older) == [name: bytes])
    }

    @Test(
        "any records come back byte for byte, in either line end",
        arguments: 0..<40 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var dice = SettlementDice(seed: seed)
        let lenient = Counterparty(
            id: "x", title: "x",
            allowances: [.lineFeedOnly, .lastLineOpen, .emptyFile].map {
                .init(deviation: $0, from: Day(number: 0), to: nil, evidence: "-")
            })
        var files: [(name: String, bytes: [UInt8])] = []
        for number in 0..<dice.number(1...3) {
            let merchant = MerchantID("99929005812000\(number)")
            let lineEnd: [UInt8] = dice.chance(70) ? [0x0D, 0x0A] : [0x0A]
            for kind in [ClearingName.Kind.general, .disputes] where dice.chance(80) {
                let name = ClearingName(
                    kind: kind, settleDate: ClearingSample.date, merchant: merchant)
                let isGeneral = kind == .general
                var lines: [[UInt8]] = []
                for _ in 0..<dice.number(0...12) {
                    let record =
                        isGeneral
                        ? RandomRecord.general(merchant, &dice)
                        : RandomRecord.dispute(merchant, &dice)
                    lines.append(
                        try #require(
                            (isGeneral ? FixedLayout.general : .disputes).bytes(of: record)))
                }
                var bytes = Array(lines.map { $0 + lineEnd }.joined())
                if dice.chance(20), !bytes.isEmpty { bytes.removeLast(lineEnd.count) }
                files.append(("\(name)", bytes))
            }
        }
        guard !files.isEmpty else { return }
        let back = try roundTrip(files, lenient)
        #expect(back == Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.bytes) }))
    }

    @Test("a file cut off anywhere is refused with the place where it ends")
    func truncation() throws {
        let bytes = try ClearingSample.general()
        let name = "\(ClearingSample.name)"
        let report = try #require(TotalsReport.write(ClearingSample.totals))
        let reportName = "RD201026112301_\(ClearingSample.merchant)"
        for count in 1..<bytes.count {
            let problems = try #require(throws: Problems.self, "after \(count) bytes") {
                _ = try ClearingDay(
                    [(name, Array(bytes.prefix(count))), (reportName, report)],
                    settleDate: ClearingSample.date, counterparty: .strict)
            }
            let first = try #require(problems.all.first)
            // Whole lines are a right file: only the report of totals tells that some are gone.
            guard count % 609 != 0 else {
                #expect(first.reason.contains("the movements give"), "\(first)")
                continue
            }
            #expect(first.reason.contains("no line end"), "after \(count) bytes: \(first)")
            #expect(first.line == count / 609 + 1)
            #expect(throws: Problems.self) {
                _ = try ClearingSource.all([(name, Array(bytes.prefix(count)))], .strict)
            }
        }
    }

    @Test("a file that mixes line ends or is none of the acquirer's is not carried")
    func refusals() throws {
        let bytes = try ClearingSample.general()
        let lenient = Counterparty(
            id: "x", title: "x",
            allowances: [
                .init(deviation: .lineFeedOnly, from: Day(number: 0), to: nil, evidence: "-")
            ])
        var mixed = bytes
        mixed.remove(at: 607)
        for (name, bytes, says) in [
            ("\(ClearingSample.name)", mixed, "mixes CRLF and LF"),
            ("allinpay.csv", bytes, "ZM_ and ZME_ files only"),
        ] {
            let problems = try #require(throws: Problems.self) {
                _ = try ClearingSource.all([(name, bytes)], lenient)
            }
            #expect(problems.description.contains(says), "\(problems)")
        }
    }

    @Test("a settlement XML without the acquirer's files gives none")
    func nothing() throws {
        let folder = try SettlementFolder()
        try SettlementSample.small.write(to: folder.file("a.xml"))
        let names = try ClearingArchive.extract(
            folder.file("a.xml"), schema: SettlementPlaces.schema, into: folder.file("out"))
        #expect(names == [])
    }

    @Test("a settlement XML whose movement was changed gives no file at all")
    func changed() throws {
        let folder = try SettlementFolder()
        let broken = BrokenFile("", "<orderId>113005000099", "<orderId>113005000098", says: "")
        let path = try broken.write(of: try .withAcquirer(), in: folder)
        #expect(throws: Problems.self) {
            _ = try ClearingArchive.extract(
                path, schema: SettlementPlaces.schema, into: folder.file("out"))
        }
        #expect(!folder.names.contains("out"))
    }
}

/// Records with anything that their layouts let pass.
private enum RandomRecord {
    static let letters = "ABCXYZ019&<>\"'=-"
    static let words = "甲乙睦邻小厨é <>&;12"

    static func general(_ merchant: MerchantID, _ dice: inout SettlementDice) -> FixedRecord {
        let kind = dice.one(of: ClearingKind.allCases)
        let amount = Int64(dice.number(0...999_999))
        let fee = Int64(dice.number(0...500))
        let sign: Int64 = kind == .sale ? 1 : -1
        var record = ClearingWriter.general(
            ClearingEntry(
                merchant: merchant, terminal: dice.text("0123456789AZ", 8...8),
                trace: dice.text("0123456789", 6...6),
                time: Moment(ClearingSample.date, secondOfDay: dice.number(0...82_799)),
                kind: kind, amount: Fen(amount), fee: Fen(fee * sign),
                settled: Fen((amount - fee) * sign), cardType: dice.one(of: CardType.allCases),
                card: dice.chance(70) ? "622609******0048" : "",
                rrn: dice.chance(50) ? text(&dice, 32) : "", queryId: "", original: nil,
                settleDate: ClearingSample.date, line: 1), acquirer: "99932900",
            trade: dice.text(letters, 1...3), digit: dice.number(0...9))
        if dice.chance(20) { record[8] = dice.text("0123456789", 4...4) }
        for (number, width) in [(11, 2), (19, 15), (24, 4), (29, 1), (30, 15), (40, 1)]
        where dice.chance(30) {
            record[number] = dice.text(letters, 1...width)
        }
        for (number, width) in [(25, 32), (31, 32), (35, 32), (41, 32), (42, 98)]
        where dice.chance(30) {
            record[number] = text(&dice, width)
        }
        for number in [32, 36, 37] where dice.chance(30) {
            record[number] = dice.one(of: ["C", "D", " "]) + dice.text("0123456789", 12...12)
        }
        if dice.chance(20) { record[14] = dice.text("0123456789", 6...6) }
        if dice.chance(20) { record[15] = dice.text("0123456789", 10...10) }
        if dice.chance(20) { record[27] = dice.text("0123456789", 21...21) }
        return record
    }

    static func dispute(_ merchant: MerchantID, _ dice: inout SettlementDice) -> FixedRecord {
        let settled = Int64(dice.number(-9_999...9_999))
        var record = ClearingWriter.dispute(
            ClearingDispute(
                code: "E\(dice.number(10...99))", merchant: merchant,
                trace: dice.text("0123456789", 6...6),
                time: Moment(ClearingSample.date, secondOfDay: dice.number(0...82_799)),
                card: dice.chance(70) ? "622609******0048" : "", amount: Fen(settled.magnitude),
                lastTrace: dice.chance(70) ? "000003" : "",
                lastTime: dice.chance(70) ? "1123110643" : "",
                lastSettleDate: dice.chance(70) ? "1122" : "", lastAmount: dice.fen(0...9_999),
                fee: dice.fen(-9...9), settled: Fen(settled), line: 1), acquirer: "99932900")
        if dice.chance(30) { record[17] = dice.text(letters, 1...15) }
        if dice.chance(30) { record[22] = text(&dice, 135) }
        return record
    }

    /// Text that GBK has, not longer than a field, without a blank at either end.
    private static func text(_ dice: inout SettlementDice, _ width: Int) -> String {
        let text = dice.text(words, 1...width / 2).trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? "x" : text
    }
}

extension Fen {
    fileprivate init(_ magnitude: UInt64) { self.init(Int64(magnitude)) }
}
