package import Meals

/// What one portion of each dish took when a plan was written, and what each set held: the menu
/// may have changed by the time that somebody asks.
package struct KeptRecipes: Sendable {
    /// By cooked dish, grams to buy for one portion.
    package private(set) var grams: [DishCode: [(ingredient: IngredientID, grams: Exact)]] = [:]
    /// By set, the cooked portions in it.
    package private(set) var sets: [DishCode: [(dish: DishCode, portions: Int)]] = [:]

    /// The recipes of a menu as it stands.
    package init(_ menu: MenuBook) {
        for dish in menu.dishes {
            switch dish.making {
            case .recipe:
                grams[dish.code] = menu.gramsPerPortion(dish).map { ($0.ingredient.id, $0.grams) }
            case .set:
                sets[dish.code] = menu.cooked(dish).map { ($0.dish.code, $0.portions) }
            }
        }
    }

    /// Every ingredient that a dish took.
    package var ingredients: Set<IngredientID> {
        Set(grams.values.joined().map(\.ingredient))
    }
}

extension KeptRecipes {
    /// `dish,ingredient,grams`, grams as a decimal or a fraction, exact, with LF ends.
    package var recipesCSV: String {
        var text = CSV.row(["dish", "ingredient", "grams"])
        for (dish, needs) in grams.sorted(by: { $0.key < $1.key }) {
            for need in needs {
                text += CSV.row([dish.text, need.ingredient.text, "\(need.grams)"])
            }
        }
        return text
    }

    /// `set,dish,portions` with LF ends.
    package var setsCSV: String {
        var text = CSV.row(["set", "dish", "portions"])
        for (set, held) in sets.sorted(by: { $0.key < $1.key }) {
            for part in held { text += CSV.row([set.text, part.dish.text, "\(part.portions)"]) }
        }
        return text
    }

    /// Reads what ``recipesCSV`` and ``setsCSV`` write.
    ///
    /// - Throws: every row that cannot be understood, one that is there twice, and grams too fine
    ///   for a district's sums to stay exact.
    package init(
        recipes: (file: String, bytes: [UInt8]), sets: (file: String, bytes: [UInt8])? = nil
    ) throws(Problems) {
        var problems: [Problem] = []
        let table = try CSV(
            recipes.bytes, file: recipes.file, required: ["dish", "ingredient", "grams"])
        var fineness = RecipeFineness()
        for row in table.rows {
            let (dish, id) = (row["dish"].trimmed, row["ingredient"].trimmed)
            guard let code = DishCode(checked: dish), let ingredient = IngredientID(checked: id)
            else {
                problems.append(
                    row.problem("dish", "a dish, its ingredient and grams are expected"))
                continue
            }
            guard let amount = Exact(text: row["grams"].trimmed), amount <= Exact(5000),
                fineness.takes(amount, of: ingredient)
            else {
                problems.append(
                    row.problem("grams", "'\(row["grams"])' is no exact amount for one portion"))
                continue
            }
            if grams[code]?.contains(where: { $0.ingredient == ingredient }) == true {
                problems.append(row.problem("ingredient", "'\(id)' is there twice for \(dish)"))
            }
            grams[code, default: []].append((ingredient, amount))
        }
        if let sets { try read(sets, &problems) }
        if !problems.isEmpty { throw Problems(problems) }
    }

    private mutating func read(
        _ file: (file: String, bytes: [UInt8]), _ problems: inout [Problem]
    ) throws(Problems) {
        let table = try CSV(file.bytes, file: file.file, required: ["set", "dish", "portions"])
        for row in table.rows {
            guard let set = DishCode(checked: row["set"].trimmed),
                let dish = DishCode(checked: row["dish"].trimmed),
                let portions = Int(decimal: row["portions"].trimmed.utf8),
                (1...100).contains(portions)
            else {
                problems.append(row.problem("set", "a set, a dish and its portions are expected"))
                continue
            }
            if grams[set] != nil || grams[dish] == nil {
                problems.append(
                    row.problem("dish", "a set holds dishes with a recipe, and has none itself"))
            }
            sets[set, default: []].append((dish, portions))
        }
    }
}
