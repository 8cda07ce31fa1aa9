import ArgumentParser
import Journal
import Ledger
import Meals
import Store
import Supply

extension SupplyCommand {
    struct LossesCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "losses",
            abstract: "Prints what each canteen's waste and shortage cost over some days.",
            discussion: """
                It rests on the production records that were read in, each once, with the tills' \
                own numbers served; days without a record cost nothing here. Prices are those of \
                plan.yaml.
                """)

        @Option(help: "The first day, such as 2026-11-01.") var from: Day
        @Option(help: "The last day.") var to: Day
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard from <= to else {
                throw ValidationError("--from \(from) is after --to \(to); swap them")
            }
        }

        func run() throws {
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let desk = try SupplyDesk(directory)
            let kept = try desk.records().filter { (from...to).contains($0.day) }
            let records = kept.served(
                by: try desk.sold(
                    on: Set(kept.map(\.day)), books: try BooksReader(store: ledger.store)))
            let losses = CanteenLosses.of(
                records, canteens: desk.canteens, rules: desk.menu.planRules)
            if output.wanted {
                Console.say([
                    "from": .text("\(from)"), "to": .text("\(to)"),
                    "records": .int(Int64(records.count)),
                    "canteens": .list(losses.map(\.json)),
                    "waste": .text(losses.total(\.waste).yuan),
                    "shortage": .text(losses.total(\.shortage).yuan),
                ])
                return
            }
            if records.isEmpty {
                Console.warn(
                    "mulin: no record of \(from) to \(to) was read in; read some with mulin supply "
                        + "record")
            }
            for line in losses.lines { Console.say(line) }
        }
    }
}

extension [CanteenLosses] {
    /// A table with a line for each canteen and, below several, their sum.
    var lines: [String] {
        var table = TextTable(["canteen", "wasted", "yuan", "missing", "yuan"])
        for loss in self {
            table.add([
                loss.canteen.text, "\(loss.wasted)", loss.waste.yuan, "\(loss.missing)",
                loss.shortage.yuan,
            ])
        }
        if count > 1 {
            table.add([
                "all", "\(reduce(0) { $0 + $1.wasted })", total(\.waste).yuan,
                "\(reduce(0) { $0 + $1.missing })", total(\.shortage).yuan,
            ])
        }
        return table.lines
    }
}

extension CanteenLosses {
    fileprivate var json: JSON {
        [
            "canteen": .text(canteen.text), "wasted": .int(Int64(wasted)),
            "waste": .text(waste.yuan), "missing": .int(Int64(missing)),
            "shortage": .text(shortage.yuan),
        ]
    }
}
