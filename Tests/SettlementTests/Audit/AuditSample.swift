import Foundation
import Meals
import Settlement
import Subsidies

/// Meals and registers to audit.
enum AuditSample {
    static let monday = Day(number: 20_780)

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func yaml() throws -> String { try text("Settlements/Audit/thresholds.yaml") }

    static func thresholds() throws -> AuditThresholds {
        try AuditThresholds(yaml: try yaml(), file: "thresholds.yaml")
    }

    /// Putuo's policy, whose rule C grants 3.00 once a day to those of 80 and above.
    static func registers() throws -> AuditRegisters {
        var registers = AuditRegisters()
        let file = "Settlements/Policies/putuo-2025.yaml"
        registers.policies["putuo-2025"] = try Policy(yaml: try text(file), file: file)
        registers.calendar = try WorkCalendar(yaml: [
            (try text("Settlements/Calendar/2026.yaml"), "2026.yaml")
        ])
        return registers
    }

    static func spend() throws -> SpendThresholds {
        let file = "Settlements/Policies/putuo-2025.yaml"
        return try SpendThresholds(yaml: try text(file), file: file)
    }

    static func grant(claimed: Fen? = nil, isAtThreshold: Bool? = nil) -> AuditGrant {
        AuditGrant(policy: "putuo-2025", rule: "C", claimed: claimed, isAtThreshold: isAtThreshold)
    }

    static func canteen(_ id: CanteenID, street: DivisionCode, seats: Int = 0) -> Canteen {
        Canteen(
            id: id, name: id.text, kind: .canteen, street: street, merchant: "999290058120001",
            terminals: [], kitchen: "K1", seats: seats)
    }

    static func canteen(_ id: String, street: DivisionCode) -> Canteen {
        canteen(CanteenID(id), street: street)
    }

    /// Somebody of 86 whom rule C is for.
    static func diner(
        _ id: String, in street: DivisionCode, from: Day = monday + -900, to: Day? = nil,
        statuses: Set<Status> = []
    ) -> Diner {
        Diner(
            id: DinerID(id), birth: Day(year: 1940, month: 5, day: 1), hukou: "310107001",
            residence: street, statuses: statuses, validFrom: from, validTo: to)
    }

    static func meal(
        _ diner: String?, canteen: CanteenID = "C1", day: Int = 0, second: Int,
        gross: Int64 = 1_777, subsidy: Int64 = 300, period: MealPeriod = .lunch,
        channel: Channel = .dineIn, grants: [AuditGrant] = [], cashier: String = "c1",
        terminal: TerminalID = "00000001", portions: Int = 1
    ) -> AuditMeal {
        AuditMeal(
            ref: "\(canteen)-\(day)-\(second)-\(diner ?? "public")", canteen: canteen,
            terminal: terminal, cashier: cashier, diner: diner.map { DinerID($0) },
            time: Moment(monday + day, secondOfDay: second), day: monday + day, period: period,
            channel: channel, gross: Fen(gross), subsidy: Fen(subsidy), grants: grants,
            portions: portions)
    }

    static func flags(
        _ meals: [AuditMeal], asked: [AuditMeal]? = nil, _ registers: AuditRegisters
    ) throws -> [AuditFlag] {
        Audit.flags(
            meals, asked: asked.map { Set($0.map(\.ref)) }, registers: registers,
            thresholds: try thresholds())
    }
}
