import Foundation
import Meals
import Settlement
import Testing
import XML

/// Bytes changed at random, as a seed repeats it: a reader throws or reads, and never traps.
@Suite("Hostile bytes in every kind of file")
struct HostileInputTests {
    /// Changes a few bytes; numbers above all grow, shrink and repeat.
    private func broken(_ bytes: [UInt8], _ dice: inout SettlementDice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<dice.number(1...4) where !bytes.isEmpty {
            let place = dice.number(0...bytes.count - 1)
            switch dice.number(0...6) {
            case 0: bytes[place] = UInt8(dice.number(0...255))
            case 1: bytes[place] = 0x39
            case 2: bytes.remove(at: place)
            case 3:
                let count = dice.number(1...20)
                bytes.insert(contentsOf: repeatElement(0x39, count: count), at: place)
            case 4:
                let end = min(bytes.count, place + dice.number(1...80))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 5:
                // Every digit from here to the next other character becomes a nine.
                var next = place
                while next < bytes.count, (0x30...0x39).contains(bytes[next]) {
                    bytes[next] = 0x39
                    next += 1
                }
            default:
                let end = min(bytes.count, place + dice.number(1...200))
                bytes.removeSubrange(place..<end)
            }
        }
        return bytes
    }

    /// Counts how often an act threw; the acts between are as good as reading is.
    private func refusals(
        of bytes: [UInt8], seed: UInt64, rounds: Int, _ read: ([UInt8]) throws -> Void
    ) -> Int {
        var dice = SettlementDice(seed: seed)
        return (0..<rounds).count { _ in
            do {
                try read(broken(bytes, &dice))
                return false
            } catch {
                return true
            }
        }
    }

    @Test("ZM_, ZME_, RD2010 and Allinpay files", arguments: 1...4 as ClosedRange<UInt64>)
    func clearing(seed: UInt64) throws {
        let (date, merchant) = (ClearingSample.date, ClearingSample.merchant)
        let disputes = try ClearingWriter.write(
            [ClearingWriter.dispute(ClearingSample.dispute, acquirer: "99932900")],
            layout: .disputes)
        let files: [(name: String, bytes: [UInt8])] = [
            ("\(ClearingSample.name)", try ClearingSample.general()),
            ("\(ClearingName(kind: .disputes, settleDate: date, merchant: merchant))", disputes),
            (
                "\(ClearingName(kind: .totals, settleDate: date, merchant: merchant))",
                try #require(TotalsReport.write(ClearingSample.totals))
            ),
            ("allinpay.csv", Array(AllinpaySample.file().utf8)),
        ]
        let lenient = Counterparty(
            id: "x", title: "x",
            allowances: Deviation.allCases.filter { $0 != .fields41 }.map {
                .init(deviation: $0, from: Day(number: 0), to: nil, evidence: "-")
            })
        for file in files {
            for party in [Counterparty.strict, lenient] {
                let refused = refusals(of: file.bytes, seed: seed, rounds: 150) { bytes in
                    _ = try ClearingDay(
                        [(file.name, bytes)], settleDate: date, counterparty: party)
                }
                #expect(refused > 50, "\(file.name)")
            }
        }
    }

    @Test("bank statements, notifications and payment reports")
    func bank() throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let statement = BankStatementTests.statement(
            entries: String(
                repeating: BankStatementTests.entry("1.00", "CRDT", "x"), count: 12),
            closing: "112.00")
        let status = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
            <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId><TxInfAndSts>
            <OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>
            </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
            """
        for seed in 1...3 as ClosedRange<UInt64> {
            let refused = refusals(of: Array(statement.utf8), seed: seed, rounds: 250) { bytes in
                try Data(bytes).write(to: URL(filePath: folder.path + "/a.xml"))
                for statement in try BankStatementReader.read(path: folder.path + "/a.xml") {
                    _ = statement.entries.compactMap(\.amount.fen).total { $0 }
                }
            }
            #expect(refused > 50)
            _ = refusals(of: Array(status.utf8), seed: seed, rounds: 100) { bytes in
                try Data(bytes).write(to: URL(filePath: folder.path + "/b.xml"))
                _ = try PaymentStatusReader.read(path: folder.path + "/b.xml")
            }
        }
    }

    @Test("settlement files with the acquirer's side", arguments: 1...3 as ClosedRange<UInt64>)
    func settlement(seed: UInt64) throws {
        let folder = try SettlementFolder()
        try SettlementSample.withAcquirer().write(to: folder.file("a.xml"))
        let schema = try XMLSchema(path: SettlementPlaces.schema)
        let refused = refusals(of: try folder.bytes(of: "a.xml"), seed: seed, rounds: 250) {
            let path = try folder.write($0)
            let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
            let reader = try SettlementReader(path: path, schema: schema)
            _ = try reader.closing()
            _ = try ClearingArchive.extract(
                path, schema: SettlementPlaces.schema, into: folder.file("out"))
            _ = try StatementDifference(
                before: folder.file("a.xml"), after: path, schema: SettlementPlaces.schema)
            if !verdict.holds { throw Problems(verdict.differences) }
        }
        #expect(refused > 150)
    }
}
