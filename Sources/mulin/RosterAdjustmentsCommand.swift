import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store

struct RosterAdjustmentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjustments",
        abstract: "Lists what back-dated changes of the roster would correct in past claims.",
        discussion: """
            Proposals only: nothing was posted. Several proposals for one claim add up; claimed \
            counts the earlier ones as done.
            """)

    @OptionGroup var data: DataOption
    @Option(help: "Write the list to this CSV file.") var csv: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        let directory = try data.directory()
        let list = try AdjustmentList(try directory.store())
        if let csv {
            try Data(list.csv.utf8).write(to: URL(fileURLWithPath: csv), options: .atomic)
        }
        if output.wanted {
            Console.say(["adjustments": .list(list.entries.map(RosterAdjustmentsCommand.json))])
            return
        }
        var table = TextTable(AdjustmentList.columns, texts: [2, 3, 4, 5, 6, 7, 8, 12])
        for entry in list.entries { table.add(entry.cells) }
        if list.entries.isEmpty {
            Console.say("no adjustments are proposed")
        } else {
            for line in table.lines { Console.say(line) }
            let sum = list.entries.total(\.row.difference)
            Console.say("\(list.entries.count.grouped) adjustments, together \(sum.grouped)")
        }
    }

    private static func json(_ entry: AdjustmentList.Entry) -> JSON {
        [
            "number": .int(Int64(entry.number)), "import": .int(Int64(entry.rosterImport)),
            "receipt": .text(entry.receipt), "day": .text("\(entry.day)"),
            "canteen": .text(entry.canteen.text), "diner": .text(entry.diner.text),
            "policy": .text(entry.row.policy), "rule": .text(entry.row.rule),
            "funder": .text(entry.row.funder), "claimed": entry.row.claimed.json,
            "due": entry.row.due.json, "difference": entry.row.difference.json,
            "reason": .text(entry.row.reason),
        ]
    }
}
