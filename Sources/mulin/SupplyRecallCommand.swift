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
                the dish at that meal, it got it where its tills sold it. What dishes were made of \
                and who cooked for whom is what the plan of the day kept; where none is kept it is \
                what menu and register say today, and that is said. What was sold and has no recipe \
                is named: a lot cannot be followed through it. What is planned and has no record and \
                no sale yet is listed in a row of its own, whose state is "planned, not recorded \
                yet": it can be held back. Batches are named as on their labels.
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
            // A slip in a menu must not stop a recall: the plans keep their own recipes.
            let desk = try SupplyDesk(directory, inPart: true)
            for note in desk.menuNotes { Console.warn("mulin: \(note)") }
            let known = try Lot.read(
                csv: try [UInt8](table: lots), file: lots, menu: desk.menu,
                kitchens: try desk.kitchens(), kept: desk.keptIngredients)
            let rows = Lot.joined(known.filter { $0.name == lot })
            guard !rows.isEmpty else {
                let names = Set(known.map(\.name)).sorted().prefix(20).joined(separator: ", ")
                throw Failure(
                    "\(lots): has no lot '\(lot)'; it has \(names.isEmpty ? "none" : names)",
                    code: Failure.badInput)
            }
            let books = try BooksReader(store: try directory.store())
            var recalls: [Recall] = []
            var gaps = RecallGaps()
            for row in rows {
                let (recall, missing) = try await desk.recall(row, books: books)
                recalls.append(recall)
                gaps.merge(missing)
            }
            for note in gaps.notes { Console.warn("mulin: \(note)") }
            try report(recalls, gaps.notes, desk, started)
        }

        private func report(
            _ recalls: [Recall], _ notes: [String], _ desk: SupplyDesk, _ started: Date
        ) throws {
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
                    "notes": .list(notes.map { .text($0) }),
                ])
            } else {
                var text = CSV.row([
                    "lot", "ingredient", "kitchen", "day", "period", "dish", "batches", "state",
                    "canteens", "receipts",
                ])
                for (lot, batch, names) in batches {
                    text += CSV.row([
                        lot.name, lot.ingredient.text, lot.kitchen.text, "\(batch.day)",
                        batch.period.rawValue, batch.dish.text, names.joined(separator: ";"),
                        batch.isPlanned ? RecallCommand.planned : "recorded or sold",
                        batch.canteens.map(\.text).joined(separator: ";"),
                        batch.receipts.joined(separator: ";"),
                    ])
                }
                print(text, terminator: "")
            }
            let open = batches.filter(\.1.isPlanned)
            if !open.isEmpty {
                Console.warn(
                    "mulin: \(Set(open.flatMap(\.2)).count) batches for "
                        + "\(Set(open.flatMap(\.1.canteens)).count) canteens are "
                        + "\(RecallCommand.planned): hold back what is packed or on the road")
            }
            let tenths = Int((Date().timeIntervalSince(started) * 10).rounded())
            Console.warn(
                "mulin: lot \(lot): \(Set(batches.flatMap(\.2)).count) batches, "
                    + "\(canteens.count) canteens, \(receipts.count) receipts, "
                    + "found in \(tenths / 10).\(tenths % 10) s")
        }

        private static let planned = "planned, not recorded yet"

        private static func json(_ lot: Lot, _ batch: Recall.Batch, _ names: [String]) -> JSON {
            [
                "ingredient": .text(lot.ingredient.text), "kitchen": .text(lot.kitchen.text),
                "day": .text("\(batch.day)"), "period": .text(batch.period.rawValue),
                "dish": .text(batch.dish.text), "batches": .list(names.map { .text($0) }),
                "planned": .bool(batch.isPlanned),
                "canteens": .list(batch.canteens.map { .text($0.text) }),
                "receipts": .list(batch.receipts.map { .text($0) }),
            ]
        }
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
