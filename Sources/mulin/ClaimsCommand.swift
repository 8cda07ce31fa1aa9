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
            too, the payment order (pain.001) and the pay list (代发). An order is remembered: its \
            claims are not ordered again, whatever range is asked for, until the bank rejects the \
            payment (--answers, pain.002) or the money comes back. With --bank, what was paid and \
            what is outstanding, by age; that is remembered, too. Exit 1: payments differ from what \
            is booked, or a bank rejected some.
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
    @Option(parsing: .upToNextOption, help: "Banks' answers (pain.002) to orders made here.")
    var answers: [String] = []
    @Option(help: "When the bank is to pay; the day after tomorrow without.") var payOn: Day?
    @Option(help: "Who orders, as banks are told; the first funder's name without.")
    var initiator: String?
    @Option(help: "The folder for statements and orders.") var out: String?
    @Option(help: "A file for the claims with their records, one row a claim.") var csv: String?
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
        if operators == nil, !bank.isEmpty || funders != nil || out != nil {
            throw ValidationError(
                "--bank, --funders and --out need --operators: say who runs which canteens")
        }
        let rules = try rewards.map {
            try RewardRules(yaml: try ReconcileCommand.text($0), file: $0)
        }
        let (ledger, directory, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let book = try ClaimBook(
            directory: directory, ledger: ledger, from: from, to: to, rewards: rules)
        var report = ClaimsReport(book: book, totals: book.totals(by: grouping, per: stretch))
        (report.per, report.by) = (per, by)
        try settle(book, try directory.canteens(), ledger, into: &report)
        if let csv {
            try Data(book.csv.utf8).write(to: URL(fileURLWithPath: csv), options: .atomic)
            report.written.append(csv)
        }
        if output.wanted {
            Console.say(report.json)
        } else {
            for line in report.lines { Console.say(line) }
        }
        if report.differs { throw ExitCode(Failure.differs) }
    }

    /// Hears the banks, then orders what is left to be paid, then writes to the operators.
    private func settle(
        _ book: ClaimBook, _ canteens: [Canteen], _ ledger: Ledger,
        into report: inout ClaimsReport
    ) throws {
        let people = try operators.map {
            try OperatorList.read(
                try [UInt8](file: $0), file: $0, canteens: canteens.map(\.id),
                isPaid: funders != nil)
        }
        let payers = try funders.map { try FunderList.read($0) }
        let statements = try BankStatementReader.read(paths: bank).map(\.statement)
        let store = ledger.store
        if !answers.isEmpty {
            let files = try answers.map { ($0, try PaymentStatusReader.read(path: $0)) }
            report.answers = try PaymentAnswers.read(files, known: try KnownPayments(store))
        }
        guard let people else {
            try PaymentAnswers.keep(report.answers, in: store, at: .now)
            return
        }
        let known = try KnownPayments(store, hearing: report.answers)
        let leg = ClaimPayments(book: book, operators: people, known: known)
            .reconcile(statements)
        let payments = ClaimPayments(book: book, operators: people, known: known.hearing(leg))
        let made = try payers.flatMap { try order(payments, $0) }
        // Whatever could be refused is refused by now: nothing was written yet.
        try PaymentAnswers.keep(report.answers, in: store, at: .now)
        if !bank.isEmpty {
            try ClaimPayments.keep(leg, in: store)
            for part in leg.parts {
                try OpenItems(store: store).post(
                    part.result, due: part.due, booked: part.booked, of: part.to, at: .now)
            }
            report.leg = leg
        }
        report.orderedBefore = payments.orderedBefore
        let texts = self.texts(book, people, paid: leg.paid, canteens, payers ?? [:], &report)
        report.written += try write(texts, made?.order)
        if let made, out != nil {
            try ClaimPayments.keep(made, in: store)
            report.made = made.order
        }
    }

    private func texts(
        _ book: ClaimBook, _ people: [Operator], paid: [String: [String: Fen]],
        _ canteens: [Canteen], _ payers: [String: PaymentOrder.Party],
        _ report: inout ClaimsReport
    ) -> [(name: String, text: String)] {
        let names = Dictionary(canteens.map { ($0.id, $0.name) }) { first, _ in first }
        return people.flatMap { one in
            var statement = book.statement(
                of: one, names: names, paid: paid[one.id] ?? [:], on: Moment.now.day)
            statement.funderNames = payers.mapValues(\.name)
            report.outstanding += statement.outstanding.map { (one.id, $0) }
            let name = "statement-\(one.id)-\(from)-\(to)"
            return [("\(name).html", statement.html), ("\(name).csv", statement.csv)]
        }
    }

    /// What the bank is to do, checked before anything is written.
    private func order(
        _ payments: ClaimPayments, _ payers: [String: PaymentOrder.Party]
    ) throws -> ClaimPayments.Made? {
        let made = try payments.order(
            funders: payers, initiator: initiator, executeOn: payOn ?? Moment.now.day + 2,
            madeAt: .now)
        let problems = made?.order.problems(file: made?.order.id ?? "") ?? []
        if !problems.isEmpty { throw Problems(problems) }
        return made
    }

    private func write(
        _ statements: [(name: String, text: String)], _ order: PaymentOrder?
    ) throws -> [String] {
        guard let out else { return [] }
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        var texts = statements
        var written: [String] = []
        if let order {
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
}
