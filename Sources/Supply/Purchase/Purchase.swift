package import Meals

/// What has to be bought for some portions, and for whom each gram is.
package struct Purchase: Sendable {
    package let rows: [DemandRow]
    package let menu: MenuBook
    /// In the order of the ingredients.
    package let lines: [PurchaseLine]

    /// - Parameters:
    ///   - rows: cooked portions, sets opened.
    ///   - stock: grams that are there already.
    package init(
        _ rows: [DemandRow], menu: MenuBook, stock: [IngredientID: Rational] = [:]
    ) {
        self.rows = rows
        self.menu = menu
        var portions: [DishCode: Int] = [:]
        for row in rows { portions[row.dish, default: 0] += row.portions }
        var grams: [IngredientID: Rational] = [:]
        for (code, count) in portions.sorted(by: { $0.key < $1.key }) where count > 0 {
            guard let dish = menu[code] else { continue }
            for (ingredient, each) in menu.gramsPerPortion(dish) {
                grams[ingredient.id] =
                    (grams[ingredient.id] ?? .zero) + each * Rational(Int64(count))
            }
        }
        lines = menu.ingredients.compactMap { ingredient in
            grams[ingredient.id].map {
                PurchaseLine(ingredient, required: $0, carried: stock[ingredient.id] ?? .zero)
            }
        }
    }

    /// One dish at one canteen and meal, and the grams of an ingredient that it takes.
    package struct Peg: Hashable, Sendable {
        package let row: DemandRow
        package let grams: Rational
    }

    /// From the gram to dishes and canteens; the grams add up to the line's requirement.
    package func pegs(of id: IngredientID) -> [Peg] {
        rows.compactMap { row in
            guard row.portions > 0, let dish = menu[row.dish],
                let need = menu.gramsPerPortion(dish).first(where: { $0.ingredient.id == id })
            else { return nil }
            return Peg(row: row, grams: need.grams * Rational(Int64(row.portions)))
        }
    }

    /// From the canteen to the grams, in the order of the ingredients.
    package func needs(of canteen: CanteenID) -> [(ingredient: Ingredient, grams: Rational)] {
        Purchase(rows.filter { $0.canteen == canteen }, menu: menu).lines
            .map { ($0.ingredient, $0.required) }
    }

    /// What stands in store after the purchase was made and the portions were cooked.
    package var surplus: [IngredientID: Rational] {
        Dictionary(lines.map { ($0.ingredient.id, $0.surplus) }) { first, _ in first }
    }
}
