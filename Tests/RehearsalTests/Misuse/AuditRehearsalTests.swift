import Foundation
import Meals
import Rehearsal
import Settlement
import Subsidies
import Supply
import Testing

@Suite("An audit of a rehearsed month")
struct AuditRehearsalTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    private func month(_ seed: UInt64, days: Int = 30) throws -> AuditRehearsal {
        let policy = "Settlements/Policies/putuo-2025.yaml"
        let thresholds = "Settlements/Audit/thresholds.yaml"
        let text = try Self.text(policy)
        return AuditRehearsal(
            .init(
                seed: seed, from: Day(number: 20_758), days: days, canteens: 9, diners: 3_000,
                meals: 400, planted: 6),
            menu: try MenuBook(folder: Self.root + "/Menus"),
            rules: .init(
                policy: try Policy(yaml: text, file: policy),
                spend: try SpendThresholds(yaml: text, file: policy),
                calendar: try WorkCalendar(yaml: [
                    (try Self.text("Settlements/Calendar/2026.yaml"), "2026.yaml")
                ]),
                thresholds: try AuditThresholds(yaml: try Self.text(thresholds), file: thresholds)
            ))
    }

    @Test(
        "finds every planted misuse by its own rule, nothing within its bounds, and hardly a false alarm",
        arguments: [1, 2] as [UInt64])
    func measured(_ seed: UInt64) throws {
        let rehearsal = try month(seed)
        #expect(rehearsal.scores.map(\.rule) == AuditRule.allCases)
        for score in rehearsal.scores {
            #expect(score.planted >= 6)
            #expect(score.found == score.planted, "\(score.rule)")
            #expect(score.nearMisses >= 3 && score.nearMissesFlagged == 0, "\(score.rule)")
        }
        let alarms = rehearsal.scores.reduce(0) { $0 + $1.falseAlarms }
        #expect(alarms <= 9 && rehearsal.honest > 10_000)
    }

    @Test("is the same month for the same seed, and another for another")
    func seeds() throws {
        let first = try month(4, days: 7)
        #expect(try month(4, days: 7).scores == first.scores)
        #expect(try month(5, days: 7).honest != first.honest)
    }
}
