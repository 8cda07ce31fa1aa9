import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Supply

extension SupplyCommand {
    struct PurchaseCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "purchase",
            abstract: "Prints what to buy for a day: from the need to packs, order and surplus.",
            discussion: """
                A day that has a plan is read from it; without one it is planned for the answer \
                alone. Pegs are whole milligrams that add up to the printed need of their kitchen: \
                they go by the recipes that the plan was made with, kept in its recipes.csv.
                """)

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @Option(help: "Only this ingredient, with the dishes and canteens that each gram is for.")
        var ingredient: String?
        @Option(help: "Only this canteen: the grams of each ingredient that it needs.")
        var canteen: String?
        @OptionGroup var inputs: PlanInputs
        @OptionGroup var output: JSONOption

        func run() throws {
            let papers = try inputs.dayPapers(date)
            if let ingredient {
                try show(try papers.demand(), try menu(papers), IngredientID(ingredient))
            } else if let canteen {
                let (id, demand) = (CanteenID(canteen), try papers.demand())
                guard
                    papers.canteens.contains(where: { $0.id == id })
                        || demand.contains(where: { $0.canteen == id })
                else {
                    throw Failure(
                        "the register has no canteen '\(canteen)'", code: Failure.badInput)
                }
                show(demand, try menu(papers), id)
            } else {
                Console.say(csv: try papers.text("purchase"), asJSON: output.wanted)
            }
        }

        /// The recipes behind the printed need.
        private func menu(_ papers: DayPapers) throws -> MenuBook {
            let (menu, note) = try papers.menu()
            if let note { Console.warn("mulin: \(note)") }
            return menu
        }

        private func show(_ demand: [DemandRow], _ menu: MenuBook, _ id: IngredientID) throws {
            guard menu.ingredient(id) != nil else {
                throw Failure("the menu has no ingredient '\(id)'", code: Failure.badInput)
            }
            var text = CSV.row(["kitchen", "canteen", "period", "dish", "portions", "grams"])
            for (row, milligrams) in Purchase(demand, menu: menu).milligramPegs(of: id) {
                text += CSV.row([
                    row.kitchen.text, row.canteen.text, row.period.rawValue, row.dish.text,
                    "\(row.portions)", Exact.shown(milligrams, 3),
                ])
            }
            Console.say(csv: text, asJSON: output.wanted)
        }

        private func show(_ demand: [DemandRow], _ menu: MenuBook, _ canteen: CanteenID) {
            var text = CSV.row(["canteen", "ingredient", "name", "grams"])
            for need in Purchase(demand, menu: menu).milligrams(for: canteen) {
                text += CSV.row([
                    canteen.text, need.ingredient.id.text, need.ingredient.name,
                    Exact.shown(need.milligrams, 3),
                ])
            }
            Console.say(csv: text, asJSON: output.wanted)
        }
    }

    struct LabelsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "labels", abstract: "Prints the labels of a day's boxes as HTML for A4.",
            discussion: """
                A day that has a plan is read from it; without one it is planned for the answer \
                alone. With --json the labels come as data.
                """)

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @OptionGroup var inputs: PlanInputs
        @OptionGroup var output: JSONOption

        func run() throws {
            let papers = try inputs.dayPapers(date)
            if output.wanted {
                Console.say(csv: try papers.text("labels"), asJSON: true)
            } else {
                print(try papers.labelPages(), terminator: "")
            }
        }
    }
}

/// The papers of a day: those of its written plan, or of one that is made for the answer alone.
enum DayPapers {
    case written(SupplyWrittenPlan)
    case made(SupplyDesk.Planned, canteens: [Canteen])

    /// The menu with the recipes that the plan was made with, and what is to be said of them.
    func menu() throws -> (menu: MenuBook, note: String?) {
        switch self {
        case .written(let plan):
            let today = plan.desk.menu
            if let kept = try plan.desk.recipes(plan.day) {
                return (today.cooking(by: kept), nil)
            }
            return (
                today,
                "the plan of \(plan.day) keeps no recipes: today's are used, and what they changed "
                    + "since does not add up to its purchase"
            )
        case .made(let planned, _): return (planned.plan.menu, nil)
        }
    }

    var canteens: [Canteen] {
        switch self {
        case .written(let plan): plan.desk.canteens
        case .made(_, let canteens): canteens
        }
    }

    func demand() throws -> [DemandRow] {
        switch self {
        case .written(let plan): try plan.demand()
        case .made(let planned, _): planned.plan.demand()
        }
    }

    /// A table as CSV, by its name.
    func text(_ name: String) throws -> String {
        switch self {
        case .written(let plan): try plan.text(name + ".csv")
        case .made(let planned, _):
            planned.sheets.all.first { $0.name == name }?.csv ?? ""
        }
    }

    func labelPages() throws -> String {
        switch self {
        case .written(let plan): try plan.text("labels.html")
        case .made(let planned, _): planned.sheets.labelPages
        }
    }
}

extension PlanInputs {
    /// The papers of a day, from its plan where it has one.
    func dayPapers(_ date: Day) throws -> DayPapers {
        let directory = try data.directory()
        if let plan = SupplyWrittenPlan(try SupplyDesk(directory), date) {
            if let given = given.first {
                throw Failure(
                    "\(date) has a plan, and \(given) would make another; give it to mulin supply "
                        + "plan", code: Failure.badInput)
            }
            for note in plan.desk.menuNotes { Console.warn("mulin: \(note)") }
            return .written(plan)
        }
        let (planned, desk) = try plan(date)
        for statement in planned.plan.statements + planned.notes {
            Console.warn("mulin: \(statement)")
        }
        return .made(planned, canteens: desk.canteens)
    }
}

extension Console {
    /// Prints a table as it is, or as a list of objects with the names of its columns.
    static func say(csv text: String, asJSON: Bool) {
        guard asJSON else { return print(text, terminator: "") }
        let header = text.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
        let table = try? CSV(Array(text.utf8), file: "", required: header)
        say(
            .list(
                (table?.rows ?? []).map { row in
                    .object(
                        Dictionary(header.map { ($0, JSON.text(row[$0])) }) { first, _ in first })
                }))
    }
}
