import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies

struct PolicyCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Replays the journals' meals under a draft policy: who pays, gains and loses.",
        discussion: """
            The draft is taken as in force on every day, with the roster and canteens known now.
            Meals taken back are left out. Before is what was booked for the same meals.
            """)

    @Argument(help: "The draft policy.") var file: String
    @Option(help: "The first business day; without it from the first meal on.") var from: Day?
    @Option(help: "The last business day, included.") var to: Day?
    @Option(help: "Write each diner's meals, before, draft and difference to this CSV.")
    var persons: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let draft = try PolicyDocument(file).policy
        let directory = try data.directory()
        let store = try directory.store()
        let first = from ?? Day(number: -100_000)
        let last = to ?? Day(number: 1_000_000)
        guard first <= last else {
            throw Failure("--to \(last) lies before --from \(first)", code: Failure.badInput)
        }
        guard let id = try store.read({ try $0.currentSnapshot() }),
            let document = try store.read({ try $0.snapshotDocument(id) })
        else {
            throw Failure("\(data.path): has no snapshot yet", code: Failure.badInput)
        }
        let contents = try SnapshotContents(document: document)
        let calendar = try WorkCalendar(yaml: contents.calendar.map { ($0.text, $0.file) })
        let run = CostingRun(
            draft, calendar: calendar, canteens: contents.canteens, diners: contents.diners,
            store: store)
        let cost = try run.cost(of: first...last)
        if let persons { try write(cost, to: persons) }
        if output.wanted {
            Console.say(cost.json(policy: draft.id))
        } else {
            for line in report(cost, draft, canteens: contents.canteens) { Console.say(line) }
        }
    }

    private func write(_ cost: PolicyCost, to path: String) throws {
        var csv = CSV.row(["diner", "meals", "before", "draft", "difference"])
        for person in cost.persons {
            csv += CSV.row([
                person.diner.text, "\(person.meals)", person.before.yuan, person.draft.yuan,
                person.difference.yuan,
            ])
        }
        try Data(csv.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func report(_ cost: PolicyCost, _ draft: Policy, canteens: [Canteen]) -> [String] {
        guard let days = cost.days else { return ["no meal of a named diner in these days"] }
        let days_ = "\(days.lowerBound) to \(days.upperBound)"
        var lines = [
            "\(draft.id) \(draft.title), as if in force on \(days_)",
            "  \(cost.meals.grouped) meals of \(cost.persons.count.grouped) diners; "
                + "\(cost.publicMeals.grouped) of the public are not asked",
        ]
        if cost.unlisted > 0 {
            lines.append("  \(cost.unlisted.grouped) meals of diners not on the roster that day")
        }
        if cost.unreadable > 0 {
            lines.append("  \(cost.unreadable.grouped) sales could not be read and are left out")
        }
        let names = Dictionary(
            canteens.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        lines += table("all", [("subsidy", cost.subsidy), ("discount", cost.discount)])
        lines += table("funder", cost.byFunder.sorted { $0.key < $1.key })
        lines += table("rule", cost.byRule.sorted { $0.key < $1.key })
        lines += table(
            "street", cost.byStreet.sorted { $0.key < $1.key }.map { ($0.text, $1) })
        let moving = cost.byCanteen.sorted {
            ($1.value.difference.fen.magnitude, $0.key) < (
                $0.value.difference.fen.magnitude, $1.key
            )
        }
        lines += table(
            "canteen", moving.prefix(10).map { ("\($0.text) \(names[$0] ?? "")", $1) })
        if moving.count > 10 {
            lines.append("  … the 10 that change most of \(moving.count); all with --json")
        }
        return lines + persons(cost)
    }

    private func table(_ title: String, _ rows: [(String, PolicyCost.Change)]) -> [String] {
        guard !rows.isEmpty else { return [] }
        var table = TextTable([
            "  \(title)", "meals", "before", "meals in draft", "draft", "difference",
        ])
        for (name, change) in rows {
            table.add([
                "  \(name)", change.meals.grouped, change.before.grouped,
                change.draftMeals.grouped, change.draft.grouped, change.difference.grouped,
            ])
        }
        return [""] + table.lines
    }

    private func persons(_ cost: PolicyCost) -> [String] {
        let (gaining, losing) = (cost.gaining, cost.losing)
        let same = cost.persons.count - gaining.count - losing.count
        var lines = [
            "",
            "  persons: \(gaining.count.grouped) gain ¥\(gaining.total(\.difference).grouped), "
                + "\(losing.count.grouped) lose ¥\((-losing.total(\.difference)).grouped), "
                + "\(same.grouped) get the same",
        ]
        func extreme(_ persons: [PolicyCost.Person], _ word: String) {
            guard let most = persons.max(by: { abs($0) < abs($1) }) else { return }
            lines.append(
                "  the most one person \(word): ¥\(Fen(abs(most)).yuan) in \(most.meals) meals "
                    + "(\(most.diner))")
        }
        extreme(gaining, "gains")
        extreme(losing, "loses")
        return lines
    }

    private func abs(_ person: PolicyCost.Person) -> Int64 {
        Int64(person.difference.fen.magnitude)
    }
}

extension PolicyCost {
    fileprivate func json(policy: String) -> JSON {
        var fields: [String: JSON] = [
            "policy": .text(policy), "meals": .int(Int64(meals)),
            "public_meals": .int(Int64(publicMeals)), "unlisted_meals": .int(Int64(unlisted)),
            "unreadable": .int(Int64(unreadable)), "subsidy": subsidy.json,
            "discount": discount.json, "by_funder": PolicyCost.json(byFunder) { $0 },
            "by_rule": PolicyCost.json(byRule) { $0 },
            "by_street": PolicyCost.json(byStreet) { $0.text },
            "by_canteen": PolicyCost.json(byCanteen) { $0.text },
            "persons": [
                "all": .int(Int64(persons.count)), "gaining": .int(Int64(gaining.count)),
                "losing": .int(Int64(losing.count)),
                "gained": .text(gaining.total(\.difference).yuan),
                "lost": .text((-losing.total(\.difference)).yuan),
            ],
        ]
        fields["from"] = days.map { .text("\($0.lowerBound)") }
        fields["to"] = days.map { .text("\($0.upperBound)") }
        return .object(fields)
    }

    private static func json<Key: Hashable>(
        _ changes: [Key: Change], _ name: (Key) -> String
    ) -> JSON {
        .object(
            Dictionary(
                changes.map { (name($0), $1.json) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension PolicyCost.Change {
    fileprivate var json: JSON {
        [
            "meals": .int(Int64(meals)), "before": .text(before.yuan),
            "draft_meals": .int(Int64(draftMeals)), "draft": .text(draft.yuan),
            "difference": .text(difference.yuan),
        ]
    }
}
