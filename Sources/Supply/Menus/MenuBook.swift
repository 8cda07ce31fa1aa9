package import Meals

/// What a district cooks and sells: ingredients, dishes and weekly menus, checked as a whole.
package struct MenuBook: Sendable {
    /// In written order.
    package let ingredients: [Ingredient]
    /// In written order.
    package let dishes: [Dish]
    /// By number, from 1.
    package let weeks: [WeekMenu]

    private let ingredientByID: [IngredientID: Ingredient]
    private let dishByCode: [DishCode: Dish]

    init(ingredients: [Ingredient], dishes: [Dish], weeks: [WeekMenu]) {
        self.ingredients = ingredients
        self.dishes = dishes
        self.weeks = weeks
        ingredientByID = Dictionary(ingredients.map { ($0.id, $0) }) { first, _ in first }
        dishByCode = Dictionary(dishes.map { ($0.code, $0) }) { first, _ in first }
    }

    package subscript(code: DishCode) -> Dish? { dishByCode[code] }

    package func ingredient(_ id: IngredientID) -> Ingredient? { ingredientByID[id] }

    /// The dish that a sale's line names; nil for an open item.
    package func dish(item: String) -> Dish? { dishByCode[DishCode(item)] }

    /// The dishes on sale at a meal, in written order; none outside the three meals.
    ///
    /// Weekly menus take turns: 5 January 1970 was the Monday of a first week.
    package func menu(on day: Day, _ period: MealPeriod) -> [Dish] {
        let turn = (day.number - 4).floorDivided(by: 7).floorModulo(weeks.count)
        return weeks[turn].codes(weekday: day.weekday, period).compactMap { dishByCode[$0] }
    }

    /// Every dish as a till shows it.
    package var items: [MenuItem] {
        dishes.map { MenuItem(code: $0.code.text, name: $0.name, price: $0.price) }
    }
}

extension MenuBook {
    /// The cooked portions behind one portion of a dish: the dish itself, or what a set holds.
    package func cooked(_ dish: Dish) -> [(dish: Dish, portions: Int)] {
        guard case .set(let held) = dish.making else { return [(dish, 1)] }
        var order: [DishCode] = []
        var portions: [DishCode: Int] = [:]
        for inner in held.compactMap({ dishByCode[$0] }).flatMap(cooked) {
            if portions[inner.dish.code] == nil { order.append(inner.dish.code) }
            portions[inner.dish.code, default: 0] += inner.portions
        }
        return order.compactMap { code in dishByCode[code].map { ($0, portions[code] ?? 0) } }
    }

    /// Grams to buy, by ingredient, for one portion of a cooked dish; none for a set.
    package func gramsPerPortion(_ dish: Dish) -> [(ingredient: Ingredient, grams: Rational)] {
        guard case .recipe(let parts, let serves) = dish.making else { return [] }
        return parts.compactMap { part in
            guard let ingredient = ingredientByID[part.ingredient],
                let grams = ingredient.gross(part.quantity)
            else { return nil }
            return (ingredient, grams / Rational(Int64(serves)))
        }
    }
}

/// The menu of one week: dish codes for each day and meal.
package struct WeekMenu: Hashable, Sendable {
    /// The week's place in the turn, from 1.
    package let number: Int
    /// Monday first; a meal that is not served has no codes.
    let days: [[MealPeriod: [DishCode]]]

    func codes(weekday: Int, _ period: MealPeriod) -> [DishCode] {
        days[weekday - 1][period] ?? []
    }
}
