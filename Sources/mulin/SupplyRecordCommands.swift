import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Supply

extension SupplyCommand {
    struct RecordCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record",
            abstract: "Reads production records: warnings, and waste and shortage in money.",
            discussion: """
                The records are kept for the next plan and for recalls; one that is read again \
                replaces itself. A canteen that the register does not have, a day after today and \
                a meal `other` are refused. Where the tills sold the dish, their number served \
                stands; where the form has another, or portions came from or went to nowhere, it \
                is told. Dates, times and degrees may be as a spreadsheet saves them. What was \
                delivered and went back is posted to the books: mulin settle says it per \
                kitchen and canteen, mulin audit holds it against what was sold.
                """)

        @Argument(help: "The file with the records.") var file: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let desk = try SupplyDesk(directory)
            for note in desk.menuNotes { Console.warn("mulin: \(note)") }
            let read = try desk.records(in: file)
            let records = read.served(
                by: try desk.sold(
                    on: Set(read.map(\.day)), books: try BooksReader(store: ledger.store)))
            let rules = desk.menu.planRules
            let warnings = records.flatMap { $0.warnings(desk.menu) }
            let losses = CanteenLosses.of(records, canteens: desk.canteens, rules: rules)
            // Kept as they were written: the tills' numbers are looked up when they are needed.
            try desk.keep(read)
            try DeliveryNotes(desk).post(read, to: ledger.store)
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
            for line in losses.lines { Console.say(line) }
        }
    }
}

extension SupplyDesk {
    /// The records in a file that a person hands in.
    func records(in file: String) throws -> [ProductionRecord] {
        try ProductionRecord.read(
            csv: try [UInt8](table: file), file: file, menu: menu,
            within: .init(canteens: canteens, today: Moment.now.day))
    }

    /// What the tills sold on some days, in cooked dishes.
    func sold(on days: Set<Day>, books: BooksReader) throws -> SalesHistory {
        var history = SalesHistory()
        guard let first = days.min(), let last = days.max() else { return history }
        for (day, portions) in try books.portions(on: first...last) where days.contains(day) {
            history.add(portions, on: day, menu: menu)
        }
        return history
    }
}
