package import Meals

/// Grams of each ingredient that stand in each kitchen's store.
package struct Stock: Hashable, Sendable {
    private var grams: [KitchenID: [IngredientID: Rational]] = [:]

    package init() {}

    /// What one kitchen has.
    package subscript(kitchen: KitchenID) -> [IngredientID: Rational] { grams[kitchen] ?? [:] }

    package var isEmpty: Bool { grams.values.allSatisfy(\.isEmpty) }

    /// What stands there once a plan's purchases came in and its portions were cooked.
    ///
    /// Ingredients that the plan does not touch stay. Grams are cut to a thousandth, so that the
    /// store never holds more on paper than in truth.
    package func after(_ plan: ProductionPlan) -> Stock {
        var stock = self
        for kitchen in plan.kitchens {
            let purchase = Purchase(plan.demand(of: kitchen), menu: plan.menu, stock: self[kitchen])
            for (ingredient, surplus) in purchase.surplus {
                let milligrams = (surplus * Rational(1000)).floor
                stock.grams[kitchen, default: [:]][ingredient] =
                    milligrams > 0 ? Rational(milligrams, 1000) : nil
            }
        }
        return stock
    }

    /// Reads `kitchen,ingredient,grams`.
    ///
    /// - Throws: every row that cannot be understood, and one that is there twice.
    package init(csv bytes: [UInt8], file: String, menu: MenuBook) throws(Problems) {
        let table = try CSV(bytes, file: file, required: ["kitchen", "ingredient", "grams"])
        var problems: [Problem] = []
        for row in table.rows {
            let kitchen = KitchenID(row["kitchen"].trimmed)
            let ingredient = IngredientID(row["ingredient"].trimmed)
            if menu.ingredient(ingredient) == nil {
                problems.append(
                    row.problem("ingredient", "the menu has no ingredient '\(ingredient)'"))
            }
            if grams[kitchen]?[ingredient] != nil {
                problems.append(row.problem("ingredient", "'\(ingredient)' is there twice"))
            }
            guard let amount = Rational(text: row["grams"].trimmed) else {
                problems.append(
                    row.problem("grams", "'\(row["grams"])' is not an amount (write 1250.5)"))
                continue
            }
            grams[kitchen, default: [:]][ingredient] = amount
        }
        if !problems.isEmpty { throw Problems(problems) }
    }

    /// The store in the same form, in the order of kitchens and ingredients, with LF ends.
    package var csv: String {
        var text = CSV.row(["kitchen", "ingredient", "grams"])
        for (kitchen, each) in grams.sorted(by: { $0.key < $1.key }) {
            for (ingredient, amount) in each.sorted(by: { $0.key.text < $1.key.text }) {
                text += CSV.row([kitchen.text, ingredient.text, amount.shown(3)])
            }
        }
        return text
    }
}
