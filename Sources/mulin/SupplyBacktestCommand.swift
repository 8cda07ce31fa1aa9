import Journal
import ArgumentParser
import Foundation
import Meals
import Supply

extension SupplyCommand {
    struct BacktestCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backtest",
            abstract: "Forecasts a part of the past as if it were unknown, and scores it.",
            discussion: """
                The history has the columns series,date,value[,planned]; a day without a row is \
                unknown, not zero. The events have date,event[,series] and are known ahead. The \
                forecast for a day rests on values dated N days before it or earlier; `planned` is \
                only scored beside it, over the rows that have one, and null where none has. A \
                negative value, or one above 1e15, is refused.
                """)

        @Option(help: "The file with the series.") var history: String
        @Option(help: "The first day to be forecast, such as 2017-01-01.") var testFrom: Day
        @Option(help: "Days between the last known value and the day that is forecast.")
        var lead: Int
        @Option(help: "A file with strikes, holidays and the like.") var events: String?
        @Option(help: "Days after which the rhythm comes back.") var season = 7
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard (1...366).contains(lead) else {
                throw ValidationError("--lead \(lead): write a number of days from 1 to 366")
            }
            guard (1...366).contains(season) else {
                throw ValidationError("--season \(season): write a number of days from 1 to 366")
            }
        }

        func run() throws {
            let table = try SeriesTable(csv: try [UInt8](file: history), file: history)
            let known = try events.map {
                try EventTable(csv: try [UInt8](file: $0), file: $0)
            }
            if table.encoding == .gb18030 {
                Console.warn("\(history): read as \(table.encoding.rawValue)")
            }
            if let events, let known {
                if known.encoding == .gb18030 {
                    Console.warn("\(events): read as \(known.encoding.rawValue)")
                }
                for name in known.strangers(to: table.names) {
                    Console.warn(
                        "mulin: \(events): the history has no series '\(name)'; its events touch "
                            + "nothing")
                }
            }
            let report = try Backtest.run(
                table, events: known ?? EventTable([]),
                .init(testFrom: testFrom, lead: lead, season: season))
            if report.unknownRows > 0 {
                Console.warn(
                    "mulin: of \(report.unknownRows) of \(report.rows) rows nothing was known "
                        + "\(lead) days ahead; their forecast is 0")
            }
            Console.say(report.json)
        }
    }
}
