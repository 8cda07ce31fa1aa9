import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies

struct PolicyExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says in Chinese why one meal came out as it did, rule by rule.",
        discussion: """
            Of a receipt in the books:  mulin policy explain YP001A01-001-0000012 --data DIR
            Of a meal in a table:       mulin policy explain MEAL --policy P.yaml --roster R.csv
                                        --canteens C.csv --meals M.csv
            It names what the registers say of the diner: not for a screen that others see.
            """)

    @Argument(help: "A receipt's number, or with --meals the name of a meal.") var meal: String
    @Option(help: "The policy document.") var policy: String?
    @Option(help: "roster.csv") var roster: String?
    @Option(help: "canteens.csv") var canteens: String?
    @Option(help: "meals.csv: meal,sold_at,canteen,diner,channel,gross") var meals: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        let tables = [policy, roster, canteens, meals].compactMap { $0 }
        guard tables.isEmpty || tables.count == 4 else {
            throw ValidationError(
                "a meal of a table needs --policy, --roster, --canteens and --meals")
        }
    }

    func run() throws {
        if let policy, let roster, let canteens, let meals {
            let worksheet = try PolicyTables.worksheet(
                policy: policy, roster: roster, canteens: canteens)
            let found = try worksheet.explain(meal, of: try [UInt8](file: meals), file: meals)
            guard let found else {
                throw Failure("\(meals): has no meal '\(meal)'", code: Failure.badInput)
            }
            say(found, [])
        } else {
            try explainReceipt()
        }
    }

    private func explainReceipt() throws {
        guard let id = RecordID(text: meal) else {
            throw Failure(
                "'\(meal)' is not a receipt's number (write YP001A01-001-0000012)",
                code: Failure.badInput)
        }
        let directory = try data.directory()
        let books = try BooksReader(store: try directory.store())
        guard let receipt = try books.receipt(id) else {
            throw Failure(
                "receipt \(id) is not a sale in \(data.path); look for it on its till",
                code: Failure.badInput)
        }
        var notes = ["小票  \(id),收银 \(receipt.cashier),快照 \(receipt.sale.snapshot)"]
        let grants = receipt.sale.grants.map { "\($0.rule) \($0.amount)" }
        notes.append(
            "      小票上:优惠 \(receipt.sale.discount),补贴 "
                + (grants.isEmpty ? "无" : grants.joined(separator: "、")))
        for flag in receipt.flags { notes.append("      标记 \(flag.kind):\(flag.detail)") }
        guard let explanation = receipt.explanation else {
            for note in notes { Console.say(note) }
            Console.say("那一天的快照里没有有效的政策:按公众价")
            return
        }
        say(explanation, notes)
    }

    private func say(_ explanation: Explanation, _ notes: [String]) {
        guard output.wanted else {
            for line in notes + explanation.lines { Console.say(line) }
            return
        }
        Console.say(explanation.json(meal))
    }
}

extension RecordID {
    /// Reads `YP001A01-001-0000012`.
    fileprivate init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let terminal = TerminalID(checked: parts[0]),
            let epoch = Int(decimal: parts[1].utf8), let seq = Int(decimal: parts[2].utf8)
        else { return nil }
        self.init(terminal: terminal, epoch: epoch, seq: seq)
    }
}

extension Explanation {
    fileprivate func json(_ meal: String) -> JSON {
        var fields: [String: JSON] = [
            "meal": .text(meal), "gross": .text(decision.gross.yuan),
            "discount": .text(decision.discount.yuan), "subsidy": .text(decision.subsidy.yuan),
            "payable": .text(decision.payable.yuan),
            "discounts": .list(discounts.map(\.json)), "subsidies": .list(subsidies.map(\.json)),
            "lines": .list(lines.map { .text($0) }),
        ]
        fields["outside"] = outside.map { .text($0.chinese) }
        return .object(fields)
    }
}

extension RuleFinding {
    fileprivate var json: JSON {
        var fields: [String: JSON] = [
            "rule": .text(rule), "title": .text(title), "line": .int(Int64(line)),
        ]
        switch verdict {
        case .gives(let amount, let shares):
            fields["verdict"] = "gives"
            fields["amount"] = .text(amount.yuan)
            fields["funders"] = .object(
                Dictionary(
                    shares.map { ($0.funder, .text($0.amount.yuan)) },
                    uniquingKeysWith: { first, _ in first }))
        case .doesNotApply(let keys):
            fields["verdict"] = "does-not-apply"
            fields["clauses"] = .list(keys.map { .text("when." + $0) })
        case .belowThreshold(let spend):
            fields["verdict"] = "below-threshold"
            fields["spend"] = .text(spend.yuan)
        case .usedUp(let limit):
            fields["verdict"] = "used-up"
            fields["limit"] = .int(Int64(limit))
        case .outweighed(let other, let its, let own):
            fields["verdict"] = "outweighed"
            fields["by"] = .text(other)
            fields["its"] = .text(its.yuan)
            fields["own"] = .text(own.yuan)
        case .comesLater(let other):
            fields["verdict"] = "comes-later"
            fields["by"] = .text(other)
        case .nothingLeftToPay: fields["verdict"] = "nothing-left-to-pay"
        case .worthNothing: fields["verdict"] = "worth-nothing"
        }
        fields["limits"] = .list(limits.map(\.json))
        return .object(fields)
    }
}

extension LimitFinding {
    fileprivate var json: JSON {
        var fields: [String: JSON] = ["per": .text(limit.window.rawValue)]
        switch limit.measure {
        case .count(let bound):
            fields["count"] = .int(Int64(bound))
            fields["used"] = .int(Int64(usedCount))
        case .amount(let bound):
            fields["amount"] = .text(bound.yuan)
            fields["used"] = .text(usedAmount.yuan)
        }
        return .object(fields)
    }
}
