package import Meals

/// What the kitchens should cook for a day: portions by canteen and meal, and what to buy for them.
package struct KitchenDemand: Sendable {
    package let day: Day
    /// Portions over the counter, sets whole: their sum is the portions that were sold.
    package let served: [DemandRow]
    /// Portions out of the pots: each set opened into its dishes.
    package let cooked: [DemandRow]
    /// What was sold but has no place on the day's menu.
    package let unplaced: [UnplacedPortions]
    package let menu: MenuBook
}

/// Portions of a dish that one canteen needs from its kitchen for one meal.
package struct DemandRow: Hashable, Sendable {
    package let kitchen: KitchenID
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode
    package let portions: Int

    package init(
        kitchen: KitchenID, canteen: CanteenID, period: MealPeriod, dish: DishCode, portions: Int
    ) {
        self.kitchen = kitchen
        self.canteen = canteen
        self.period = period
        self.dish = dish
        self.portions = portions
    }
}

/// Portions of a dish that a kitchen cooks for one meal: the sum over its canteens.
package struct KitchenTotal: Hashable, Sendable {
    package let kitchen: KitchenID
    package let period: MealPeriod
    package let dish: DishCode
    package let portions: Int
}

/// What a kitchen needs of an ingredient, and which dishes need it.
package struct IngredientNeed: Hashable, Sendable {
    package let kitchen: KitchenID
    package let ingredient: IngredientID
    /// Grams to buy, peel and bone included, exact.
    package let grams: Exact
    package let dishes: [Peg]

    /// One dish's part of the need.
    package struct Peg: Hashable, Sendable {
        package let dish: DishCode
        package let grams: Exact
    }
}

extension KitchenDemand {
    /// The kitchens' view, in the order of the rows.
    package var kitchenTotals: [KitchenTotal] {
        struct Key: Hashable {
            let kitchen: KitchenID
            let period: MealPeriod
            let dish: DishCode
        }
        var sums: [Key: Int] = [:]
        for row in cooked {
            sums[Key(kitchen: row.kitchen, period: row.period, dish: row.dish), default: 0] +=
                row.portions
        }
        let totals = sums.map { key, portions in
            KitchenTotal(
                kitchen: key.kitchen, period: key.period, dish: key.dish, portions: portions)
        }
        return totals.sorted {
            ($0.kitchen, $0.period.place, $0.dish) < ($1.kitchen, $1.period.place, $1.dish)
        }
    }

    /// What each kitchen needs for the whole day, by kitchen and in the order of the ingredients.
    package var ingredientNeeds: [IngredientNeed] {
        var portions: [KitchenID: [DishCode: Int]] = [:]
        for row in cooked {
            portions[row.kitchen, default: [:]][row.dish, default: 0] += row.portions
        }
        return portions.sorted { $0.key < $1.key }.flatMap { kitchen, portions in
            var pegs: [IngredientID: [IngredientNeed.Peg]] = [:]
            for (code, count) in portions.sorted(by: { $0.key < $1.key }) {
                guard let dish = menu[code] else { continue }
                for (ingredient, grams) in menu.gramsPerPortion(dish) {
                    let part = grams * Exact(Int64(count))
                    pegs[ingredient.id, default: []].append(.init(dish: code, grams: part))
                }
            }
            return menu.ingredients.compactMap { ingredient in
                pegs[ingredient.id].map { dishes in
                    IngredientNeed(
                        kitchen: kitchen, ingredient: ingredient.id,
                        grams: dishes.reduce(.zero) { $0 + $1.grams }, dishes: dishes)
                }
            }
        }
    }
}

extension MealPeriod {
    /// The meal's place in the day, for sorting.
    var place: Int {
        switch self {
        case .breakfast: 0
        case .lunch: 1
        case .dinner: 2
        case .other: 3
        }
    }
}
