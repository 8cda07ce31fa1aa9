package import Meals

/// What a district cooks and sells: ingredients, dishes and weekly menus, checked as a whole.
package struct MenuBook: Sendable {
    /// In written order.
    package let ingredients: [Ingredient]
    /// In written order.
    package let dishes: [Dish]
    /// In written order.
    package let suppliers: [Supplier]
    /// In written order.
    package let preparations: [Preparation]
    package let planRules: PlanRules
    /// By number, from 1.
    package let weeks: [WeekMenu]
    /// What is understood and against a rule: salt, vegetables, allergens that nobody declares.
    package internal(set) var findings: [Problem] = []

    private let ingredientByID: [IngredientID: Ingredient]
    private let dishByCode: [DishCode: Dish]
    private let dishPlace: [DishCode: Int]
    private let preparationByID: [IngredientID: Preparation]
    /// By cooked dish, what one portion takes of each ingredient.
    private var portions: [DishCode: [(ingredient: Ingredient, grams: Exact)]] = [:]
    /// By dish, what it holds, through every preparation and every dish of a set.
    private var allergensByDish: [DishCode: Set<Allergen>] = [:]
    /// By dish, the cooked portions behind one of it.
    private var pots: [DishCode: [(dish: Dish, portions: Int)]] = [:]
    /// The same by the dish's place in `dishes`, with the ingredient's place in `ingredients`.
    private(set) var shares: [[(ingredient: Int, grams: Exact)]] = []

    init(
        planRules: PlanRules = PlanRules(), ingredients: [Ingredient], suppliers: [Supplier] = [],
        preparations: [Preparation] = [],
        dishes: [Dish], weeks: [WeekMenu]
    ) {
        self.planRules = planRules
        self.ingredients = ingredients
        self.suppliers = suppliers
        self.preparations = preparations
        self.dishes = dishes
        self.weeks = weeks
        ingredientByID = Dictionary(ingredients.map { ($0.id, $0) }) { first, _ in first }
        dishByCode = Dictionary(dishes.map { ($0.code, $0) }) { first, _ in first }
        preparationByID = Dictionary(preparations.map { ($0.id, $0) }) { first, _ in first }
        dishPlace = Dictionary(zip(dishes.map(\.code), dishes.indices)) { first, _ in first }
        let recipes = OpenedRecipes(preparations, ingredients: ingredients)
        for dish in dishes {
            guard case .recipe(let parts, let serves) = dish.making else { continue }
            let needs = recipes.grams(of: parts, times: Exact(1, Int64(serves))) ?? []
            portions[dish.code] = needs.compactMap { id, grams in
                ingredientByID[id].map { ($0, grams) }
            }
            allergensByDish[dish.code] = recipes.allergens(of: parts)
        }
        for dish in dishes { pots[dish.code] = opened(dish) }
        lay()
    }

    /// The book as a day was cooked: what its plan kept of dishes and sets stands, whatever the
    /// menu says of them now; of others the menu tells.
    ///
    /// It is there for grams and pots. What nobody kept, such as the class and the allergens of a
    /// dish that has left the menu, it does not know.
    package func cooking(by kept: KeptRecipes) -> MenuBook {
        let gone = kept.ingredients.filter { ingredient($0) == nil }.sorted()
        var book = MenuBook(
            planRules: planRules, ingredients: ingredients + gone.map(Ingredient.init(gone:)),
            suppliers: suppliers, preparations: preparations, dishes: dishes(as: kept),
            weeks: weeks)
        book.findings = findings
        for (code, needs) in kept.grams {
            book.portions[code] = needs.compactMap { need in
                book.ingredient(need.ingredient).map { ($0, need.grams) }
            }
        }
        book.lay()
        return book
    }

    /// The dishes with what was cooked then as cooked and what was a set then as a set.
    private func dishes(as kept: KeptRecipes) -> [Dish] {
        func was(_ code: DishCode) -> Dish.Making? {
            if kept.grams[code] != nil { return .recipe([], serves: 1) }
            return kept.sets[code].map { held in
                .set(held.flatMap { [DishCode](repeating: $0.dish, count: $0.portions) })
            }
        }
        let own = dishes.map { dish in
            switch (dish.making, was(dish.code)) {
            case (_, nil), (.recipe, .recipe?): dish
            case (_, let making?): Dish(dish, making)
            }
        }
        let left = Set(kept.grams.keys).union(kept.sets.keys).filter { self[$0] == nil }.sorted()
        return own
            + left.map { code in
                Dish(
                    code: code, name: code.text,
                    dishClass: kept.grams[code] == nil ? .set : .staple, price: .zero,
                    making: was(code) ?? .set([]))
            }
    }

    /// Lays out what one portion takes by places, for sums over many rows.
    private mutating func lay() {
        let places = Dictionary(zip(ingredients.map(\.id), ingredients.indices)) { a, _ in a }
        shares = dishes.map { dish in
            (portions[dish.code] ?? []).compactMap { ingredient, grams in
                places[ingredient.id].map { ($0, grams) }
            }
        }
    }

    package subscript(code: DishCode) -> Dish? { dishByCode[code] }

    /// A dish's place in `dishes`, for sums over many rows.
    func place(of code: DishCode) -> Int? { dishPlace[code] }

    package func ingredient(_ id: IngredientID) -> Ingredient? { ingredientByID[id] }

    /// The dish that a sale's line names; nil for an open item.
    package func dish(item: String) -> Dish? { dishByCode[DishCode(item)] }

    /// The dishes on sale at a meal, in written order; none outside the three meals.
    package func menu(on day: Day, _ period: MealPeriod) -> [Dish] {
        // A book that was read in part may have no week.
        weeks.isEmpty
            ? []
            : weeks[WeeklyMenus.turn(on: day, of: weeks.count)].codes(weekday: day.weekday, period)
                .compactMap { dishByCode[$0] }
    }

    /// The weekly menus as a till shows them.
    package var weeklyMenus: WeeklyMenus {
        WeeklyMenus(weeks.map { $0.days.map { $0.mapValues { $0.map(\.text) } } })
    }

    /// The first meal of a day that has a dish on its menu; lunch where none has.
    func meal(of dish: Dish, on day: Day) -> MealPeriod {
        let meals: [MealPeriod] = [.breakfast, .lunch, .dinner]
        return meals.first { menu(on: day, $0).contains(dish) } ?? .lunch
    }

    /// Every dish as a till shows it.
    package var items: [MenuItem] {
        dishes.map { MenuItem(code: $0.code.text, name: $0.name, price: $0.price) }
    }
}

extension MenuBook {
    /// The cooked portions behind one portion of a dish: the dish itself, or what a set holds.
    package func cooked(_ dish: Dish) -> [(dish: Dish, portions: Int)] {
        pots[dish.code] ?? opened(dish)
    }

    /// Opens a set; reading refused sets that hold themselves.
    private func opened(_ dish: Dish) -> [(dish: Dish, portions: Int)] {
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
    ///
    /// Each ingredient is there once, however many preparations bring it, in the order of first
    /// mention.
    package func gramsPerPortion(_ dish: Dish) -> [(ingredient: Ingredient, grams: Exact)] {
        portions[dish.code] ?? []
    }

    package func preparation(_ id: IngredientID) -> Preparation? { preparationByID[id] }

    package func supplier(_ id: SupplierID) -> Supplier? { suppliers.first { $0.id == id } }

    /// What is in a dish, through every preparation and every dish of a set.
    package func allergens(_ dish: Dish) -> Set<Allergen> {
        cooked(dish).reduce(into: []) { $0.formUnion(allergensByDish[$1.dish.code] ?? []) }
    }

    /// What a label says of a dish: what it holds, and what its counter declares beyond that.
    package func labelled(_ dish: Dish) -> Set<Allergen> {
        cooked(dish).reduce(into: allergens(dish).union(dish.declared ?? [])) {
            $0.formUnion($1.dish.declared ?? [])
        }
    }

    /// What one portion holds, as far as its ingredients are known; grams of what is eaten.
    package func nutrition(_ dish: Dish) -> Nutrition {
        cooked(dish).reduce(.none) { sum, part in
            gramsPerPortion(part.dish).reduce(sum) { sum, need in
                guard let nutrition = need.ingredient.nutrition else { return sum }
                let eaten = need.grams * need.ingredient.edible
                return sum.adding(nutrition, times: eaten * Exact(Int64(part.portions), 100))
            }
        }
    }

    /// The ingredients of a dish of which nobody has written what they hold.
    package func unknownNutrition(_ dish: Dish) -> [Ingredient] {
        var seen: Set<IngredientID> = []
        return cooked(dish).flatMap { gramsPerPortion($0.dish) }.map(\.ingredient)
            .filter { $0.nutrition == nil && seen.insert($0.id).inserted }
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
