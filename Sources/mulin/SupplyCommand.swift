import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Supply

struct SupplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supply", abstract: "Tells the kitchens what to cook and buy.",
        subcommands: [
            Forecast.self, PlanCommand.self, PurchaseCommand.self, LabelsCommand.self,
            RecordCommand.self, RecallCommand.self, BacktestCommand.self,
        ])

    struct Forecast: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Works out a day's portions and ingredients from what was sold the day before."
        )

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @Option(help: "The folder to write the tables to; the data directory's own without it.")
        var out: String?
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let demand = try KitchenDemand.tomorrow(
                after: date + -1, books: try BooksReader(store: ledger.store),
                menu: try MenuBook(folder: directory.menuPath),
                canteens: try directory.canteens())
            let paths = try demand.write(into: out ?? directory.path + "/supply")
            if output.wanted {
                Console.say([
                    "day": .text("\(date)"), "portions": .text(paths.portions),
                    "ingredients": .text(paths.ingredients),
                    "unplaced": .int(Int64(demand.unplaced.count)),
                ])
                return
            }
            for unplaced in demand.unplaced.prefix(20) {
                let sold = unplaced.sold
                Console.warn(
                    "mulin: \(sold.portions) portions of '\(sold.item)' at \(sold.canteen) have no "
                        + "place on the menu of \(date)")
            }
            Console.say(paths.portions)
            Console.say(paths.ingredients)
        }
    }
}
