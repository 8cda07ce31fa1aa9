import Foundation
import Meals
import Settlement
import Testing

@Suite("A counterparty's deviations")
struct CounterpartyTests {
    private static func profile(_ option: String, to: String = "2026-12-31") -> String {
        """
        counterparty: bank
        title: 银行
        deviations:
          - {option: \(option), from: 2026-11-01, to: \(to), evidence: a letter}
        """
    }

    private static func read(
        _ bytes: [UInt8], _ yaml: String, on date: Day = ClearingSample.date
    ) throws -> ClearingFile {
        try GeneralReader.read(
            bytes, file: "zm",
            name: ClearingName(
                kind: .general, settleDate: date, merchant: ClearingSample.merchant),
            counterparty: try Counterparty(yaml: yaml, file: "bank.yaml"))
    }

    @Test("let pass what they name, count it, and nothing else")
    func named() throws {
        let unix = try ClearingSample.general().filter { $0 != 0x0D }
        let file = try Self.read(unix, Self.profile("line-feed-only"))
        #expect(file.deviations == [.lineFeedOnly: 1])
        #expect(throws: Problems.self) { try Self.read(unix, Self.profile("empty-file")) }
        let cut = Array(try ClearingSample.general().dropLast(2))
        #expect(throws: Problems.self) { try Self.read(cut, Self.profile("line-feed-only")) }
        #expect(try Self.read(cut, Self.profile("last-line-open")).deviations[.lastLineOpen] == 1)
    }

    @Test("end on their last day")
    func dated() throws {
        let unix = try ClearingSample.general().filter { $0 != 0x0D }
        _ = try Self.read(unix, Self.profile("line-feed-only", to: "2026-11-23"))
        #expect(throws: Problems.self) {
            try Self.read(unix, Self.profile("line-feed-only", to: "2026-11-22"))
        }
    }

    @Test(
        "are refused where they are unknown, undated or end before they begin",
        arguments: [
            "counterparty: a\ntitle: b\ndeviations:\n  - {option: lenient, from: 2026-01-01, evidence: c}",
            "counterparty: a\ntitle: b\ndeviations:\n  - {option: empty-file, evidence: c}",
            "counterparty: a\ntitle: b\ndeviations:\n  - {option: empty-file, from: 2026-01-01}",
            "counterparty: a\ntitle: b\nlenient: yes",
            "counterparty: a\ntitle: b\ndeviations:\n"
                + "  - {option: empty-file, from: 2026-01-02, to: 2026-01-01, evidence: c}",
        ])
    func refused(yaml: String) {
        #expect(throws: Problems.self) { try Counterparty(yaml: yaml, file: "p.yaml") }
    }

    @Test("the product's own profile is read")
    func product() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Settlements/Counterparties/unionpay-acp.yaml"),
            encoding: .utf8)
        let profile = try Counterparty(yaml: text, file: "unionpay-acp.yaml")
        #expect(profile.orderIsReference && !profile.allowances.isEmpty)
    }
}
