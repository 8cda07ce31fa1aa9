import Foundation
import Ledger
import Meals
import Rehearsal
import Store
import Supply

/// The end of a demo: tomorrow's plan from its own day and the four weeks before it.
struct DemoKitchen {
    let planned: SupplyDesk.Planned
    /// Where the plan's sheets are.
    let folder: String
    private let historyPath: String
    private let days: Int
    private let portions: Int

    private static let weeks = 4

    init(rehearsal: DemoDistrict, directory: DataDirectory) async throws {
        let lock = DirectoryLockBox(try DirectoryLock(directory.path))
        defer { withExtendedLifetime(lock) {} }
        let ledger = try Ledger(
            store: try Store(path: directory.databasePath),
            calendar: try directory.settings().calendar)
        let desk = try SupplyDesk(directory)
        let day = rehearsal.plan.day
        let history = await PastWeeks.make(
            district: rehearsal.district, seed: rehearsal.plan.seed, before: day,
            weeks: DemoKitchen.weeks, menu: rehearsal.menu, meals: rehearsal.plan.meals)
        historyPath = desk.folder + "/history.csv"
        try FileManager.default.createDirectory(
            atPath: desk.folder, withIntermediateDirectories: true)
        try Data(history.csv.utf8).write(
            to: URL(fileURLWithPath: historyPath), options: .atomic)
        days = Set(history.entries.map(\.day)).count
        portions = history.entries.reduce(0) { $0 + $1.portions }
        planned = try desk.plan(day + 1, books: try BooksReader(store: ledger.store))
        folder = "\(desk.folder)/plan-\(day + 1)"
        _ = try desk.write(planned, into: folder)
    }

    var lines: [String] {
        let plan = planned.plan
        var table = TextTable(
            ["  kitchens on \(plan.day)", "canteens", "portions", "held back", "to buy"])
        for (kitchen, purchase) in planned.sheets.purchases {
            let rows = plan.rows.filter { $0.kitchen == kitchen }
            table.add([
                "  \(kitchen)", "\(Set(rows.map(\.canteen)).count)",
                rows.reduce(0) { $0 + $1.planned }.grouped,
                rows.reduce(0) { $0 + $1.held }.grouped, "\(purchase.lines.count) lines",
            ])
        }
        return [
            "tomorrow's kitchens: planned from the day's journals and \(days) days before it",
            "  (those days are simulated counts of \(portions.grouped) portions in \(historyPath):",
            "  drawn like the day itself, but not sealed in journals)",
        ] + table.lines + (plan.statements + planned.notes).map { "  \($0)" }
    }
}
