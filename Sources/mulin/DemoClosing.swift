import Ledger
import Meals
import Rehearsal
import Settlement
import Store

/// The evening of a demo: deliveries, the window, the file.
struct DemoClosing {
    let issued: Statement.Issued
    let verdict: SettlementVerdict
    let summary: WindowSummary

    init(rehearsal: DemoDistrict, directory: DataDirectory) throws {
        let lock = DirectoryLockBox(try DirectoryLock(directory.path))
        defer { withExtendedLifetime(lock) {} }
        let day = rehearsal.plan.day
        var ledger = try Ledger(
            store: try Store(path: directory.databasePath),
            calendar: try directory.settings().calendar)
        try ledger.record(
            Deliveries.make(
                district: rehearsal.district, sales: rehearsal.sales, seed: rehearsal.plan.seed,
                day: day
            ).map {
                DeliveryRow(
                    day: $0.day, kitchen: $0.kitchen, canteen: $0.canteen, portions: $0.portions,
                    returned: $0.returned, amount: $0.amount)
            })
        if !ledger.isClosed(day) { _ = try ledger.close(day) }
        issued = try Statement(directory: directory, ledger: ledger)
            .issue(day, into: directory.settlementPath)
        verdict = try SettlementVerifier.verify(
            path: issued.path, schema: try ProductData().schemaPath)
        summary = try BooksReader(store: ledger.store).summary(of: day)
    }
}
