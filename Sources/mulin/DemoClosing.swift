import Foundation
import Ledger
import Meals
import Rehearsal
import Settlement
import Store
import Supply

/// The evening of a demo: deliveries, the window, the file, tomorrow's demand.
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
        let books = try BooksReader(store: ledger.store)
        summary = try books.summary(of: day)
        let demand = try KitchenDemand.tomorrow(
            after: day, books: books, menu: rehearsal.menu,
            canteens: rehearsal.district.canteens)
        _ = try demand.write(into: directory.path + "/supply")
    }
}

extension KitchenDemand {
    /// What the kitchens should cook tomorrow, from what was sold today.
    static func tomorrow(
        after day: Day, books: BooksReader, menu: MenuBook, canteens: [Canteen]
    ) throws -> KitchenDemand {
        KitchenDemand.forecast(
            sold: try books.portions(on: day...day)[day] ?? [], on: day, for: day + 1, menu: menu,
            canteens: canteens)
    }

    /// Writes both tables; gives their paths.
    func write(into folder: String) throws -> (portions: String, ingredients: String) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let portions = "\(folder)/portions-\(day).csv"
        let ingredients = "\(folder)/ingredients-\(day).csv"
        for (path, text) in [(portions, portionsCSV), (ingredients, ingredientsCSV)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        }
        return (portions, ingredients)
    }
}
