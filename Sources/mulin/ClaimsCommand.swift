import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Settlement

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims",
        abstract: "What funders owe for closed windows: subsidies, operator rewards, payments.",
        discussion: """
            With --operators and --out, each operator's statement (HTML for A4, CSV); with --funders \
            too, the payment order (pain.001) and the pay list (代发); with --bank, what was paid of it \
            and what is outstanding, by age.
            """)

    @Argument(help: "The first settlement date.") var from: Day
    @Argument(help: "The last settlement date.") var to: Day
    @Option(help: "canteen | street | funder | rule") var by = "funder"
    @Option(help: "day | month | quarter") var per = "month"
    @Option(parsing: .upToNextOption, help: "Operator rewards (Settlements/Rewards/*.yaml).")
    var rewards: [String] = []
    @Option(help: "operators.csv: operator,name,account,bank,canteens.") var operators: String?
    @Option(help: "funders.csv: funder,name,account,bank.") var funders: String?
    @Option(parsing: .upToNextOption, help: "Statements (camt.053) of the paying accounts.")
    var bank: [String] = []
    @Option(help: "When the bank is to pay; the day after tomorrow without.") var payOn: Day?
    @Option(help: "The folder for statements and orders.") var out: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        guard let grouping = ClaimBook.Grouping(rawValue: by),
            let stretch = ClaimBook.Stretch(rawValue: per), to >= from, to - from < 400
        else {
            throw ValidationError(
                "--by canteen|street|funder|rule, --per day|month|quarter, and a range of at most "
                    + "400 days")
        }
        let rules = try rewards.map {
            try RewardRules(yaml: try ReconcileCommand.text($0), file: $0)
        }
        let (ledger, directory, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let book = try ClaimBook(
            directory: directory, ledger: ledger, from: from, to: to, rewards: rules)
        let canteens = try directory.canteens()
        let people = try operators.map {
            try OperatorList.read(
                try [UInt8](file: $0), file: $0, canteens: canteens.map(\.id),
                isPaid: funders != nil)
        }
        let payers = try funders.map { try FunderList.read($0) }
        var written: [String] = []
        var differs = false
        if let people {
            let payments = ClaimPayments(book: book, operators: people)
            let order = try payers.map { try self.order(payments, $0) }
            let third = payments.reconcile(
                try bank.flatMap { try BankStatementReader.read(path: $0) })
            differs = !bank.isEmpty && !third.result.differences.isEmpty
            if !bank.isEmpty {
                try OpenItems(store: ledger.store).post(
                    third.result, due: third.due, booked: third.booked, of: to, at: .now)
            }
            written = try write(
                statements(book, people, paid: third.paid, canteens, payers ?? [:]), order)
            if !output.wanted, !bank.isEmpty { say(third.result, third.due) }
        }
        say(book, book.totals(by: grouping, per: stretch), written)
        if differs { throw ExitCode(Failure.differs) }
    }

    private func statements(
        _ book: ClaimBook, _ people: [Operator], paid: [String: [String: Fen]],
        _ canteens: [Canteen], _ payers: [String: PaymentOrder.Party]
    ) -> [(name: String, text: String)] {
        let names = Dictionary(uniqueKeysWithValues: canteens.map { ($0.id, $0.name) })
        return people.flatMap { one in
            var statement = book.statement(
                of: one, names: names, paid: paid[one.id] ?? [:], on: Moment.now.day)
            statement.funderNames = payers.mapValues(\.name)
            let name = "statement-\(one.id)-\(from)-\(to)"
            return [("\(name).html", statement.html), ("\(name).csv", statement.csv)]
        }
    }

    /// What the bank is to do, checked before anything is written.
    private func order(
        _ payments: ClaimPayments, _ payers: [String: PaymentOrder.Party]
    ) throws -> PaymentOrder {
        let order = try payments.order(
            funders: payers, initiator: "mulin", executeOn: payOn ?? Moment.now.day + 2,
            madeAt: .now)
        let problems = order.batches.isEmpty ? [] : order.problems(file: order.id)
        if !problems.isEmpty { throw Problems(problems) }
        return order
    }

    private func write(
        _ statements: [(name: String, text: String)], _ order: PaymentOrder?
    ) throws -> [String] {
        guard let out else { return [] }
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        var texts = statements
        var written: [String] = []
        if let order, !order.batches.isEmpty {
            try PaymentOrderWriter.write(order, to: "\(out)/\(order.id).xml")
            written.append("\(out)/\(order.id).xml")
            texts.append(("\(order.id).csv", PaymentOrderWriter.payList(order)))
        }
        for (name, text) in texts {
            try Data(text.utf8).write(
                to: URL(fileURLWithPath: "\(out)/\(name)"), options: .atomic)
            written.append("\(out)/\(name)")
        }
        return written
    }

    private func say(_ result: Reconciliation, _ due: [BankDue]) {
        Console.say(
            "payments: \(result.matched) of \(due.count) claims paid, \(result.grouped) in parts, "
                + "\(result.differences.count) differences")
        for difference in result.differences {
            let what = difference.ours.map { "\(due[$0].key) ¥\(-due[$0].amount)" }
            Console.say(
                "  \(difference.verdict.rawValue) \(difference.verdict.title): "
                    + what.joined(separator: " + "))
        }
    }

    private func say(_ book: ClaimBook, _ totals: [ClaimBook.Total], _ written: [String]) {
        if output.wanted {
            Console.say([
                "from": .text("\(from)"), "to": .text("\(to)"),
                "total": book.claims.total(\.amount).json,
                "not_closed": .list(book.open.map { .text("\($0)") }),
                "totals": .list(
                    totals.map { total in
                        [
                            "time": .text(total.stretch), "group": .text(total.group),
                            "count": .int(Int64(total.count)), "amount": total.amount.json,
                        ]
                    }),
                "files": .list(written.map { .text($0) }),
            ])
            return
        }
        var table = TextTable([per, by, "count", "¥"], texts: [0, 1])
        for total in totals {
            table.add([
                total.stretch, total.group, total.count.grouped, total.amount.grouped,
            ])
        }
        for line in table.lines { Console.say(line) }
        Console.say(
            "¥\(book.claims.total(\.amount).grouped) in \(book.claims.count.grouped) claims"
                + (book.open.isEmpty
                    ? ""
                    : "; not closed and left out: \(book.open.count) dates from \(book.open[0])"))
        for path in written { Console.say(path) }
    }
}

/// Reads `funders.csv`: the account that each funder pays from.
enum FunderList {
    static func read(_ path: String) throws -> [String: PaymentOrder.Party] {
        let table = try CSV(
            try [UInt8](file: path), file: path, required: ["funder", "name", "account", "bank"])
        var funders: [String: PaymentOrder.Party] = [:]
        var problems: [Problem] = []
        for row in table.rows {
            let party = PaymentOrder.Party(
                name: row["name"], account: row["account"], bank: row["bank"])
            problems += party.defects.map { row.problem($0.column, $0.reason) }
            if funders.updateValue(party, forKey: row["funder"]) != nil {
                problems.append(row.problem("funder", "is there twice"))
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return funders
    }
}
