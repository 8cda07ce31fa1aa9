import Journal
import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Supply

extension SupplyCommand {
    struct PurchaseCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "purchase",
            abstract: "Prints what to buy for a day: from the need to packs, order and surplus.")

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @Option(help: "Only this ingredient, with the dishes and canteens that each gram is for.")
        var ingredient: String?
        @Option(help: "Only this canteen: the grams of each ingredient that it needs.")
        var canteen: String?
        @OptionGroup var inputs: PlanInputs

        func run() throws {
            let (sheets, plan, _) = try inputs.plan(date)
            if let ingredient {
                try show(plan, IngredientID(ingredient))
            } else if let canteen {
                show(plan, CanteenID(canteen))
            } else {
                print(sheets.purchase.csv, terminator: "")
            }
        }

        private func show(_ plan: ProductionPlan, _ id: IngredientID) throws {
            guard plan.menu.ingredient(id) != nil else {
                throw Failure("the menu has no ingredient '\(id)'", code: Failure.badInput)
            }
            var text = CSV.row(["kitchen", "canteen", "period", "dish", "portions", "grams"])
            for peg in Purchase(plan.demand(), menu: plan.menu).pegs(of: id) {
                text += CSV.row([
                    peg.row.kitchen.text, peg.row.canteen.text, peg.row.period.rawValue,
                    peg.row.dish.text, "\(peg.row.portions)", peg.grams.shown(3),
                ])
            }
            print(text, terminator: "")
        }

        private func show(_ plan: ProductionPlan, _ canteen: CanteenID) {
            var text = CSV.row(["canteen", "ingredient", "name", "grams"])
            for need in Purchase(plan.demand(), menu: plan.menu).needs(of: canteen) {
                text += CSV.row([
                    canteen.text, need.ingredient.id.text, need.ingredient.name,
                    need.grams.shown(3),
                ])
            }
            print(text, terminator: "")
        }
    }

    struct LabelsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "labels", abstract: "Prints the labels of a day's boxes as HTML for A4.")

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @OptionGroup var inputs: PlanInputs

        func run() throws {
            print(try inputs.plan(date).sheets.labelPages, terminator: "")
        }
    }

    struct RecordCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record",
            abstract: "Reads production records: warnings, and waste and shortage in money.")

        @Argument(help: "The file with the records.") var file: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let directory = try data.directory()
            let menu = try MenuBook(folder: directory.menuPath)
            let records = try ProductionRecord.read(
                csv: try [UInt8](file: file), file: file, menu: menu)
            let warnings = records.flatMap { $0.warnings(menu.planRules) }
            let losses = CanteenLosses.of(
                records, canteens: try directory.canteens(), rules: menu.planRules)
            if output.wanted {
                Console.say([
                    "records": .int(Int64(records.count)),
                    "warnings": .list(warnings.map { .text($0) }),
                    "waste": .text(losses.total(\.waste).yuan),
                    "shortage": .text(losses.total(\.shortage).yuan),
                ])
                return
            }
            for warning in warnings { Console.warn("mulin: \(warning)") }
            var table = TextTable(["canteen", "wasted", "yuan", "missing", "yuan"])
            for loss in losses {
                table.add([
                    loss.canteen.text, "\(loss.wasted)", loss.waste.yuan, "\(loss.missing)",
                    loss.shortage.yuan,
                ])
            }
            for line in table.lines { Console.say(line) }
        }
    }

    struct RecallCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recall",
            abstract: "Follows a lot to its batches, canteens and receipts.",
            discussion: """
                The lots have the columns lot,ingredient,kitchen,from,to. A canteen got a dish \
                where it sold it, cooked by the kitchen of its register.
                """)

        @Argument(help: "The lot's name.") var lot: String
        @Option(help: "The file with the lots.") var lots: String
        @OptionGroup var data: DataOption

        func run() throws {
            let (ledger, directory, lock) = try data.openLedger()
            defer { withExtendedLifetime(lock) {} }
            let menu = try MenuBook(folder: directory.menuPath)
            let known = try Lot.read(csv: try [UInt8](file: lots), file: lots, menu: menu)
            guard let lot = known.first(where: { $0.name == self.lot }) else {
                throw Failure("\(lots): has no lot '\(self.lot)'", code: Failure.badInput)
            }
            let canteens = try directory.canteens()
            let kitchens = Dictionary(canteens.map { ($0.id, $0.kitchen) }) { first, _ in first }
            let books = try BooksReader(store: ledger.store)
            var cooked: [(day: Day, row: DemandRow)] = []
            var sold: [SoldLine] = []
            for number in lot.days.lowerBound.number...lot.days.upperBound.number {
                let day = Day(number: number)
                for line in try books.soldLines(inWindow: day) {
                    sold.append(
                        SoldLine(
                            receipt: line.receipt, day: day, canteen: line.canteen,
                            period: line.period, item: line.item))
                    guard let kitchen = kitchens[line.canteen],
                        let dish = menu.dish(item: line.item)
                    else { continue }
                    for (inner, each) in menu.cooked(dish) {
                        let row = DemandRow(
                            kitchen: kitchen, canteen: line.canteen, period: line.period,
                            dish: inner.code, portions: each)
                        cooked.append((day, row))
                    }
                }
            }
            let recall = Recall(lot, cooked: cooked, sold: sold, menu: menu)
            var text = CSV.row(["lot", "day", "period", "dish", "canteens", "receipts"])
            for batch in recall.batches {
                text += CSV.row([
                    lot.name, "\(batch.day)", batch.period.rawValue, batch.dish.text,
                    batch.canteens.map(\.text).joined(separator: ";"),
                    batch.receipts.joined(separator: ";"),
                ])
            }
            print(text, terminator: "")
        }
    }
}
