import Journal
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
            abstract: "Prints what to buy for a day: from the need to packs, order and surplus.")

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @Option(help: "Only this ingredient, with the dishes and canteens that each gram is for.")
        var ingredient: String?
        @Option(help: "Only this canteen: the grams of each ingredient that it needs.")
        var canteen: String?
        @OptionGroup var inputs: PlanInputs

        func run() throws {
            let planned = try inputs.plan(date).planned
            let plan = planned.plan
            if let ingredient {
                try show(plan, IngredientID(ingredient))
            } else if let canteen {
                show(plan, CanteenID(canteen))
            } else {
                print(planned.sheets.purchase.csv, terminator: "")
            }
        }

        private func show(_ plan: ProductionPlan, _ id: IngredientID) throws {
            guard plan.menu.ingredient(id) != nil else {
                throw Failure("the menu has no ingredient '\(id)'", code: Failure.badInput)
            }
            var text = CSV.row(["kitchen", "canteen", "period", "dish", "portions", "grams"])
            for peg in Purchase(plan.demand(), menu: plan.menu).pegs(of: id) {
                text += CSV.row([
                    peg.row.kitchen.text, peg.row.canteen.text, peg.row.period.rawValue,
                    peg.row.dish.text, "\(peg.row.portions)", peg.grams.shown(3),
                ])
            }
            print(text, terminator: "")
        }

        private func show(_ plan: ProductionPlan, _ canteen: CanteenID) {
            var text = CSV.row(["canteen", "ingredient", "name", "grams"])
            for need in Purchase(plan.demand(), menu: plan.menu).needs(of: canteen) {
                text += CSV.row([
                    canteen.text, need.ingredient.id.text, need.ingredient.name,
                    need.grams.shown(3),
                ])
            }
            print(text, terminator: "")
        }
    }

    struct LabelsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "labels", abstract: "Prints the labels of a day's boxes as HTML for A4.")

        @Argument(help: "The day to cook for, such as 2026-11-24.") var date: Day
        @OptionGroup var inputs: PlanInputs

        func run() throws {
            print(try inputs.plan(date).planned.sheets.labelPages, terminator: "")
        }
    }
}
