import ArgumentParser
import Journal
import Ledger
import Meals
import Store
import Subsidies

struct RosterShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what the register knows of a diner; name and number stay masked.")

    @Argument(help: "The diner's id.") var diner: String
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let directory = try data.directory()
        let store = try directory.store()
        guard let id = DinerID(checked: diner) else {
            throw Failure(
                "'\(diner)' is not a diner's id (\(DinerKind.shape))", code: Failure.badInput)
        }
        guard let known = try RegisteredDiner(id, store: store, in: directory) else {
            throw Failure(
                "diner \(id) is not in the roster; look for the id in the register's file",
                code: Failure.badInput)
        }
        if output.wanted {
            Console.say([
                "diner": .text(id.text), "name": .text(known.identity?.maskedName ?? ""),
                "number": .text(known.identity?.maskedNumber ?? ""),
                "rows": .list(known.rows.map(RosterShowCommand.json)),
            ])
            return
        }
        let identity = known.identity
        Console.say(
            "diner \(id)  name \(identity?.maskedName ?? "not known")  "
                + "number \(identity.map(\.maskedNumber) ?? "not known")")
        var table = TextTable(
            ["valid_from", "valid_to"] + RosterShowCommand.fields.map(\.rawValue),
            texts: Set(0..<7))
        for row in known.rows {
            table.add(
                ["\(row.validFrom)", row.validTo.map { "\($0)" } ?? "open"]
                    + RosterShowCommand.fields.map { $0.text(of: row) })
        }
        for line in table.lines { Console.say(line) }
    }

    private static let fields = RosterChange.Field.allCases.filter { $0 != .listed }

    private static func json(_ row: Diner) -> JSON {
        var json: [String: JSON] = [
            "valid_from": .text("\(row.validFrom)"),
            "valid_to": row.validTo.map { .text("\($0)") } ?? .null,
        ]
        for field in fields where field != .statuses && field != .cards {
            json[field.rawValue] = .text(field.text(of: row))
        }
        json["statuses"] = .list(row.statuses.sorted().map { .text($0.rawValue) })
        json["cards"] = .list(row.cards.map { .text($0.short) })
        return .object(json)
    }
}
