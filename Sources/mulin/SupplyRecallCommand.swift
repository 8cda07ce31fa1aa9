import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Supply

extension SupplyCommand {
    struct RecallCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recall",
            abstract: "Follows a lot to its batches, canteens and receipts.",
            discussion: """
                The lots have the columns lot,ingredient,kitchen,from,to; all rows of a lot are \
                followed. A canteen got a dish at a meal where its production record says so, and \
                none where the record says that none was delivered; where there is no record of \
                the dish at that meal, it got it where its tills sold it. The kitchen is that of \
                the day's plan, else that of the register. Batches are named as on their labels.
                """)

        @Argument(help: "The lot's name.") var lot: String
        @Option(help: "The file with the lots.") var lots: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let started = Date()
            let directory = try data.directory()
            let lock = DirectoryLockBox(try DirectoryLock(directory.path, for: .office))
            defer { withExtendedLifetime(lock) {} }
            let desk = try SupplyDesk(directory)
            let known = try Lot.read(
                csv: try [UInt8](table: lots), file: lots, menu: desk.menu,
                kitchens: try desk.kitchens())
            let rows = known.filter { $0.name == lot }
            guard !rows.isEmpty else {
                let names = Set(known.map(\.name)).sorted().prefix(20).joined(separator: ", ")
                throw Failure(
                    "\(lots): has no lot '\(lot)'; it has \(names.isEmpty ? "none" : names)",
                    code: Failure.badInput)
            }
            let books = try BooksReader(store: try directory.store())
            var recalls: [Recall] = []
            for row in rows { recalls.append(try await desk.recall(row, books: books)) }
            try report(recalls, desk, started)
        }

        private func report(_ recalls: [Recall], _ desk: SupplyDesk, _ started: Date) throws {
            var names = BatchNames(desk: desk)
            var batches: [(Lot, Recall.Batch, [String])] = []
            for recall in recalls {
                for batch in recall.batches {
                    batches.append(
                        (recall.lot, batch, try names.of(batch, from: recall.lot.kitchen)))
                }
            }
            let canteens = Set(recalls.flatMap(\.canteens))
            let receipts = Set(recalls.flatMap(\.receipts))
            if output.wanted {
                Console.say([
                    "lot": .text(lot),
                    "batches": .list(batches.map { RecallCommand.json($0, $1, $2) }),
                    "canteens": .list(canteens.sorted().map { .text($0.text) }),
                    "receipts": .list(receipts.sorted().map { .text($0) }),
                ])
            } else {
                var text = CSV.row([
                    "lot", "ingredient", "kitchen", "day", "period", "dish", "batches",
                    "canteens", "receipts",
                ])
                for (lot, batch, names) in batches {
                    text += CSV.row([
                        lot.name, lot.ingredient.text, lot.kitchen.text, "\(batch.day)",
                        batch.period.rawValue, batch.dish.text, names.joined(separator: ";"),
                        batch.canteens.map(\.text).joined(separator: ";"),
                        batch.receipts.joined(separator: ";"),
                    ])
                }
                print(text, terminator: "")
            }
            let tenths = Int((Date().timeIntervalSince(started) * 10).rounded())
            Console.warn(
                "mulin: lot \(lot): \(batches.reduce(0) { $0 + $1.2.count }) batches, "
                    + "\(canteens.count) canteens, \(receipts.count) receipts, "
                    + "found in \(tenths / 10).\(tenths % 10) s")
        }

        private static func json(_ lot: Lot, _ batch: Recall.Batch, _ names: [String]) -> JSON {
            [
                "ingredient": .text(lot.ingredient.text), "kitchen": .text(lot.kitchen.text),
                "day": .text("\(batch.day)"), "period": .text(batch.period.rawValue),
                "dish": .text(batch.dish.text), "batches": .list(names.map { .text($0) }),
                "canteens": .list(batch.canteens.map { .text($0.text) }),
                "receipts": .list(batch.receipts.map { .text($0) }),
            ]
        }
    }
}

extension SupplyDesk {
    /// Follows a lot through records, plans and the tills' journals, several windows at a time.
    func recall(_ lot: Lot, books: BooksReader) async throws -> Recall {
        let records = Dictionary(
            grouping: try self.records().filter { lot.days.contains($0.day) }, by: \.day)
        let windows = try books.windows(ofMealsOn: lot.days)
        let lines = try await withThrowingTaskGroup(of: [SoldLine].self) { group in
            for window in windows {
                group.addTask { try books.soldLines(inWindow: window, on: lot.days).map(\.sold) }
            }
            return Dictionary(
                grouping: try await group.reduce(into: []) { $0 += $1 }, by: \.day)
        }
        let days = (lot.days.lowerBound.number...lot.days.upperBound.number)
            .map { Day(number: $0) }
        return try await withThrowingTaskGroup(of: Recall.self) { group in
            for day in days {
                let (written, sold) = (records[day] ?? [], lines[day] ?? [])
                group.addTask { try recall(lot, on: day, written, sold) }
            }
            return Recall(lot, of: try await group.reduce(into: []) { $0.append($1) })
        }
    }

    private func recall(
        _ lot: Lot, on day: Day, _ records: [ProductionRecord], _ lines: [SoldLine]
    ) throws -> Recall {
        let kitchens = try kitchens(on: day)
        var deliveries: [(day: Day, row: DemandRow)] = []
        for record in records where record.delivered > 0 {
            guard let kitchen = kitchens[record.canteen] else { continue }
            let row = DemandRow(
                kitchen: kitchen, canteen: record.canteen, period: record.period,
                dish: record.dish, portions: record.delivered)
            deliveries.append((day, row))
        }
        // What a record says of a dish at a meal stands; the tills tell of all others.
        let recorded = Set(records.map(\.pot))
        deliveries += Recall.deliveries(behind: lines, kitchens: kitchens, menu: menu)
            .filter { day, row in
                !recorded.contains(
                    Pot(day: day, canteen: row.canteen, period: row.period, dish: row.dish))
            }
        let spared = Set(records.filter { $0.delivered == 0 }.map(\.pot))
        return Recall(lot, cooked: deliveries, sold: lines, menu: menu, spared: spared)
    }

    /// Every kitchen that cooks for a canteen or did so in a plan.
    func kitchens() throws -> Set<KitchenID> {
        var found = Set(canteens.map(\.kitchen)).union(menu.planRules.capacity.keys)
        for day in try plannedDays() { found.formUnion(try kitchens(on: day).values) }
        return found
    }

    /// Who cooked for whom: the day's plan where there is one, else the register.
    func kitchens(on day: Day) throws -> [CanteenID: KitchenID] {
        var kitchens = Dictionary(canteens.map { ($0.id, $0.kitchen) }) { first, _ in first }
        let path = planFolder(day) + "/assignment.csv"
        guard FileManager.default.fileExists(atPath: path) else { return kitchens }
        let table = try CSV(
            try [UInt8](file: path), file: path, required: ["canteen", "kitchen"])
        for row in table.rows {
            kitchens[CanteenID(row["canteen"])] = KitchenID(row["kitchen"])
        }
        return kitchens
    }
}

/// What the boxes of batches say: the labels of each day's plan, read once.
private struct BatchNames {
    /// What a kitchen cooks of a dish for one meal.
    private struct Cooking: Hashable {
        let kitchen: KitchenID
        let period: MealPeriod
        let dish: DishCode
    }

    private let desk: SupplyDesk
    private var days: [Day: [Cooking: [SupplyDesk.BoxRow]]] = [:]

    init(desk: SupplyDesk) { self.desk = desk }

    /// The batches whose boxes went to the canteens; the name that a first batch would have where
    /// the day has no plan or its plan not the dish.
    mutating func of(_ batch: Recall.Batch, from kitchen: KitchenID) throws -> [String] {
        if days[batch.day] == nil {
            let path = desk.planFolder(batch.day) + "/labels.csv"
            let rows =
                FileManager.default.fileExists(atPath: path) ? try desk.labels(batch.day) : []
            days[batch.day] = Dictionary(
                grouping: rows,
                by: { Cooking(kitchen: $0.kitchen, period: $0.period, dish: $0.dish) })
        }
        let cooking = Cooking(kitchen: kitchen, period: batch.period, dish: batch.dish)
        let canteens = Set(batch.canteens)
        var seen: Set<String> = []
        let known = (days[batch.day]?[cooking] ?? []).filter { canteens.contains($0.canteen) }
            .map(\.batch).filter { seen.insert($0).inserted }
        let first = ProductionPlan.batchName(
            kitchen, on: batch.day, batch.period, batch.dish, 1)
        return known.isEmpty ? [first] : known
    }
}

extension ReceiptLine {
    /// The line as a recall reads it.
    fileprivate var sold: SoldLine {
        SoldLine(receipt: receipt, day: day, canteen: canteen, period: period, item: item)
    }
}
