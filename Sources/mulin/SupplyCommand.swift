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
            RecordCommand.self, LossesCommand.self, RecallCommand.self, BacktestCommand.self,
        ])

    struct Forecast: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forecasts the walk-ins of each canteen, meal and dish of a day.",
            discussion: """
                Prints a table with the quantiles q10 to q90 of what walks in, and what is ordered \
                ahead beside it. It rests on what a plan of the day would rest on; q50 is the \
                middling day, and a plan takes the quantile that the costs of shortage and waste \
                imply.
                """)

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @Option(help: "A folder to write the table to, as forecast-DATE.csv.")
        var out: String?
        @OptionGroup var inputs: PlanInputs
        @OptionGroup var output: JSONOption

        func run() throws {
            let (ledger, directory, lock) = try inputs.data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let desk = try SupplyDesk(directory)
            let (forecast, notes) = try desk.forecast(
                date, books: try BooksReader(store: ledger.store),
                papers: try inputs.papers(desk))
            let statements = forecast.statements + notes
            if let out {
                try FileManager.default.createDirectory(
                    atPath: out, withIntermediateDirectories: true)
                let path = "\(out)/forecast-\(date).csv"
                try Data(forecast.csv.utf8).write(
                    to: URL(fileURLWithPath: path), options: .atomic)
                if !output.wanted { Console.say(path) }
            } else if !output.wanted {
                print(forecast.csv, terminator: "")
            }
            if output.wanted {
                Console.say([
                    "day": .text("\(date)"), "rows": .list(forecast.rows.map(Forecast.json)),
                    "statements": .list(statements.map { .text($0) }),
                ])
            } else {
                for statement in statements { Console.warn("mulin: \(statement)") }
            }
        }

        /// Quantiles as decimals in texts: what is counted here is whole, what is expected is not.
        private static func json(_ row: DayForecast.Row) -> JSON {
            [
                "canteen": .text(row.canteen.text), "period": .text(row.period.rawValue),
                "dish": .text(row.dish.code.text), "name": .text(row.dish.name),
                "class": .text(row.dish.dishClass.rawValue),
                "quantiles": .object(
                    Dictionary(row.shown.map { ($0, .text($1)) }) { first, _ in first }),
                "ordered": .int(Int64(row.ordered)),
            ]
        }
    }
}
