import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store

struct ReconcileItems: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "items", abstract: "Shows open items with age, account, owner and history.")

    @Argument(help: "Only this item, with both sides and its history.") var number: Int?
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "Also write the items to this CSV file.") var csv: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let register = OpenItems(store: try data.store())
        let items = try register.all(withClosed: all || number != nil)
            .filter { number == nil || $0.number == number }
        if let number, items.isEmpty { throw OpenItemError.unknown(number) }
        let today = Moment.now.day
        if let csv {
            try Data(self.csv(items, today).utf8)
                .write(to: URL(fileURLWithPath: csv), options: .atomic)
        }
        if output.wanted {
            Console.say(["items": .list(try items.map { try json($0, today, register) })])
            return
        }
        if number != nil {
            for line in try items.flatMap({ try story($0, register) }) { Console.say(line) }
            return
        }
        var table = TextTable(
            ["item", "date", "age", "verdict", "merchant", "¥", "account", "owner", "state"],
            texts: [1, 3, 4, 6, 7, 8])
        for item in items {
            table.add([
                "\(item.number)", "\(item.window)", "\(today - item.window)", item.verdict,
                item.merchant, item.amount.grouped, item.account, item.owner, state(item),
            ])
        }
        for line in table.lines { Console.say(line) }
        Console.say("\(items.count) items, ¥\(items.total(\.amount).grouped)")
    }

    /// The movements of one side in words.
    private func sides(_ text: String, _ item: OpenItemRow) -> [String] {
        text.split(separator: "\n").map { line in
            Movement(text: line, item: item.number)?.words ?? String(line)
        }
    }

    /// One item with both sides, the next step and all that was done about it.
    private func story(_ item: OpenItemRow, _ register: OpenItems) throws -> [String] {
        let verdict = Verdict(rawValue: item.verdict)
        return [
            "item \(item.number): \(item.verdict) \(verdict?.title ?? "") ¥\(item.amount.grouped) of "
                + "\(item.window), \(item.account), \(item.owner) looks after it",
            "  ours:   " + words(sides(item.ours, item)),
            "  theirs: " + words(sides(item.theirs, item)),
            "  next:   " + (item.isOpen ? verdict?.nextStep ?? "" : "nothing: it is closed"),
        ]
            + (try register.history(of: item.number)).map {
                "  \($0.at)  \($0.act) by \($0.by): \($0.note)"
            }
    }

    private func words(_ sides: [String]) -> String {
        sides.isEmpty ? "nothing" : sides.joined(separator: "\n          ")
    }

    private func state(_ item: OpenItemRow) -> String {
        if let by = item.closedBy, let closing = item.closing { return "\(closing) by \(by)" }
        return item.closing.map { "\($0) proposed by \(item.proposedBy ?? "")" } ?? "open"
    }

    private func csv(_ items: [OpenItemRow], _ today: Day) -> String {
        CSV.row([
            "item", "settle_date", "age_days", "leg", "verdict", "title", "merchant", "amount",
            "account", "owner", "state", "ours", "theirs", "next_step",
        ])
            + items.map { item in
                let verdict = Verdict(rawValue: item.verdict)
                return CSV.row([
                    "\(item.number)", "\(item.window)", "\(today - item.window)", item.leg,
                    item.verdict, verdict?.title ?? "", item.merchant, item.amount.yuan,
                    item.account, item.owner, state(item),
                    sides(item.ours, item).joined(separator: " + "),
                    sides(item.theirs, item).joined(separator: " + "), verdict?.nextStep ?? "",
                ])
            }.joined()
    }

    private func json(_ item: OpenItemRow, _ today: Day, _ register: OpenItems) throws -> JSON {
        [
            "item": .int(Int64(item.number)), "settle_date": .text("\(item.window)"),
            "age_days": .int(Int64(today - item.window)), "leg": .text(item.leg),
            "verdict": .text(item.verdict), "merchant": .text(item.merchant),
            "account": .text(item.account), "owner": .text(item.owner),
            "amount": item.amount.json, "state": .text(state(item)),
            "ours": .list(sides(item.ours, item).map { .text($0) }),
            "theirs": .list(sides(item.theirs, item).map { .text($0) }),
            "next_step": .text(Verdict(rawValue: item.verdict)?.nextStep ?? ""),
            "open": .bool(item.isOpen),
            "history": .list(
                try register.history(of: item.number).map { event in
                    [
                        "at": .text("\(event.at)"), "by": .text(event.by),
                        "act": .text(event.act), "note": .text(event.note),
                    ]
                }),
        ]
    }
}

struct ReconcileAssign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Names who looks after an open item.")

    @Argument(help: "The item's number.") var number: Int
    @Option(help: "Who looks after it from now on.") var to: String
    @OptionGroup var officer: OfficerOption
    @OptionGroup var data: DataOption

    func run() throws {
        try OpenItems(store: try data.store()).assign(
            number, to: to, by: try officer.proof(), at: .now)
        Console.say("item \(number): \(to) looks after it")
    }
}

struct ReconcileAccounts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Shows every clearing account: 0, or what it waits for and since when.",
        discussion: "Exit 1: an account holds money that nothing explains.")

    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let lines = try ClearingAccounts(store: try data.store()).lines()
        let today = Moment.now.day
        if output.wanted {
            Console.say(["accounts": .list(lines.map { json($0, today) })])
        } else {
            var table = TextTable(
                ["account", "¥", "items", "¥", "waiting ¥", "age", "unexplained ¥"], texts: [0])
            for line in lines where line.balance != .zero || line.unexplained != .zero {
                table.add([
                    line.account, line.balance.grouped, "\(line.items.count)",
                    line.itemSum.grouped, line.waiting.grouped,
                    line.since.map { "\(today - $0)" } ?? "", line.unexplained.grouped,
                ])
            }
            for text in table.lines { Console.say(text) }
            Console.say(
                "\(lines.count) clearing accounts, "
                    + "\(lines.count { $0.balance == .zero }) of them at 0, "
                    + "\(lines.count { $0.unexplained != .zero }) unexplained")
        }
        if lines.contains(where: { $0.unexplained != .zero }) {
            throw ExitCode(Failure.differs)
        }
    }

    private func json(_ line: ClearingAccounts.Line, _ today: Day) -> JSON {
        [
            "account": .text(line.account), "balance": line.balance.json,
            "items": .list(line.items.map { .int(Int64($0)) }), "item_sum": line.itemSum.json,
            "waiting": line.waiting.json,
            "age_days": .int(Int64(line.since.map { today - $0 } ?? 0)),
            "unexplained": line.unexplained.json,
        ]
    }
}

struct ReconcileClear: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Ends an open item that was put right: one officer proposes, a second agrees.")

    @OptionGroup var item: ClosingOptions

    func run() throws { try item.close(.clear) }
}

struct ReconcileWriteOff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-off",
        abstract: "Gives an open item up: one officer proposes, a second agrees.")

    @OptionGroup var item: ClosingOptions

    func run() throws { try item.close(.writeOff) }
}

/// What both ends of an item ask for.
struct ClosingOptions: ParsableArguments {
    @Argument(help: "The item's number.") var number: Int
    @Option(help: "The reason, which stays with the item.") var note: String
    @OptionGroup var officer: OfficerOption
    @OptionGroup var data: DataOption

    func close(_ closing: OpenItems.Closing) throws {
        let proof = try officer.proof()
        let (ledger, _, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let closed = try OpenItems(store: ledger.store).close(
            number, closing, note: note, by: proof, at: .now)
        Console.say(
            closed
                ? "item \(number): \(closing.rawValue), closed"
                : "item \(number): \(closing.rawValue) is proposed; a second officer agrees with "
                    + "the same command")
    }
}
