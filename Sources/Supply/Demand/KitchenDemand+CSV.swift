internal import Meals

extension KitchenDemand {
    /// What comes out of the pots, as `kitchen,canteen,period,dish,name,portions` with LF ends.
    package var portionsCSV: String {
        var text = CSV.row(["kitchen", "canteen", "period", "dish", "name", "portions"])
        for row in cooked {
            text += CSV.row(
                [
                    row.kitchen.text, row.canteen.text, row.period.rawValue, row.dish.text,
                    menu[row.dish]?.name ?? "", "\(row.portions)",
                ].map(CSV.plainInSpreadsheet))
        }
        return text
    }

    /// What the kitchens buy, as `kitchen,ingredient,name,grams,buy,unit,dishes` with LF ends.
    ///
    /// `grams` is the need rounded up; `buy` in `unit` is the purchase in whole packs that covers
    /// it, as if nothing were in stock; `dishes` are the dishes behind it as `101=12000;…`,
    /// rounded so that they add up to `grams`.
    package var ingredientsCSV: String {
        var text = CSV.row(["kitchen", "ingredient", "name", "grams", "buy", "unit", "dishes"])
        for need in ingredientNeeds {
            guard let ingredient = menu.ingredient(need.ingredient) else { continue }
            let purchase = ingredient.purchase(covering: need.grams)
            text += CSV.row(
                [
                    need.kitchen.text, need.ingredient.text, ingredient.name,
                    "\(need.grams.ceiling)", purchase.amount.decimal, "\(purchase.unit)",
                    need.wholePegs.map { "\($0.dish)=\($0.grams)" }.joined(separator: ";"),
                ].map(CSV.plainInSpreadsheet))
        }
        return text
    }
}

extension IngredientNeed {
    /// Each dish's grams as the step between running sums that are rounded up.
    private var steps: [(before: Exact, after: Exact)] {
        var sum = Exact.zero
        return dishes.map { peg in
            let before = sum
            sum = sum + peg.grams
            return (before, sum)
        }
    }

    /// The dishes with whole grams that add up to the need rounded up.
    var wholePegs: [(dish: DishCode, grams: Int64)] {
        zip(dishes, steps).map { peg, step in
            (peg.dish, Int64(step.after.ceiling - step.before.ceiling))
        }
    }
}

extension CSV {
    /// The text such that a spreadsheet shows it and does not run it as a formula.
    static func plainInSpreadsheet(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first)
        else { return text }
        return "'" + text
    }
}
