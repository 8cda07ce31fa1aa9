package import Meals

/// 半成品: something cooked ahead that recipes use by weight or count, such as a stock or a dough.
package struct Preparation: Hashable, Sendable {
    /// The name that recipes use; no ingredient has the same.
    package let id: IngredientID
    package let name: String
    /// What the recipe makes, after cooking.
    package let makes: Quantity
    package let parts: [RecipePart]

    package init(id: IngredientID, name: String, makes: Quantity, parts: [RecipePart]) {
        self.id = id
        self.name = name
        self.makes = makes
        self.parts = parts
    }

    /// The share of one making that a quantity is; nil where the two are measured differently.
    package func share(of quantity: Quantity) -> Rational? {
        switch (quantity.unit.measure, makes.unit.measure) {
        case (.weight(let asked), .weight(let made)):
            quantity.amount * Rational(asked) / (makes.amount * Rational(made))
        case (.volume(let asked), .volume(let made)):
            quantity.amount * Rational(asked) / (makes.amount * Rational(made))
        case (.count, .count): quantity.unit == makes.unit ? quantity.amount / makes.amount : nil
        default: nil
        }
    }
}

/// `preparations.yaml` as far as it could be read, and what is wrong with it.
struct PreparationFile {
    private(set) var preparations: [Preparation] = []
    private(set) var problems: [Problem] = []
    private var written: Set<IngredientID> = []
    /// The grams of a making by ingredient, with everything opened.
    private(set) var opened: [IngredientID: [(ingredient: IngredientID, grams: Rational)]] = [:]

    init(_ file: MenuFile?, ingredients: IngredientFile) {
        guard let file else { return }
        do {
            let outline = try Outline(yaml: file.text, file: file.name)
            var reader = OutlineReader(file: file.name)
            read(outline, ingredients, &reader)
            problems = reader.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        } catch {
            problems = error.all
        }
    }

    func has(_ id: IngredientID) -> Bool { written.contains(id) }

    subscript(id: IngredientID) -> Preparation? { preparations.first { $0.id == id } }

    private mutating func read(
        _ outline: Outline, _ ingredients: IngredientFile, _ reader: inout OutlineReader
    ) {
        let list = reader.keys(of: outline, required: ["preparations"])["preparations"]
        var entries: [(id: IngredientID, keys: [String: Outline], entry: Outline)] = []
        for entry in reader.list(list) {
            let keys = reader.keys(of: entry, required: ["id", "name", "makes", "recipe"])
            guard let key = keys["id"],
                let id = reader.value(key, IngredientKind.shape, { IngredientID(checked: $0) })
            else { continue }
            if ingredients.isWritten(id) {
                reader.report(key, "'\(id)' is an ingredient already; choose another name")
            } else if !written.insert(id).inserted {
                reader.report(key, "the preparation '\(id)' is there twice")
            }
            entries.append((id, keys, entry))
        }
        // The makings first: a recipe may name a preparation that is written further down.
        var makes: [IngredientID: Preparation] = [:]
        for (id, keys, _) in entries {
            let name = reader.text(keys["name"])
            guard let key = keys["makes"],
                let made = reader.value(key, Quantity.shape, { Quantity($0) })
            else { continue }
            if made.unit.measure == .pack {
                reader.report(key, "\(made.unit) is for buying; write a weight, volume or count")
            }
            makes[id] = Preparation(id: id, name: name ?? id.text, makes: made, parts: [])
        }
        preparations = entries.compactMap { makes[$0.id] }
        let recipes = RecipeReader(ingredients: ingredients, preparations: self)
        preparations = entries.compactMap { id, keys, entry in
            guard let bare = makes[id] else { return nil }
            let lines = keys["recipe"].map { reader.named($0) } ?? []
            if lines.isEmpty { reader.report(entry, "the preparation has no recipe") }
            let parts = lines.compactMap { recipes.part(IngredientID($0.key), $0.entry, &reader) }
            return Preparation(id: id, name: bare.name, makes: bare.makes, parts: parts)
        }
        for (id, _, entry) in entries where reaches(id) {
            reader.report(entry, "the preparation '\(id)' would need itself")
        }
        guard reader.problems.isEmpty else { return }
        open(ingredients)
    }

    /// True where a preparation needs itself, through others or at once.
    private func reaches(_ target: IngredientID) -> Bool {
        var open = self[target]?.parts.map(\.ingredient) ?? []
        var seen: Set<IngredientID> = []
        while let id = open.popLast() {
            if id == target { return true }
            guard seen.insert(id).inserted, let preparation = self[id] else { continue }
            open += preparation.parts.map(\.ingredient)
        }
        return false
    }

    private mutating func open(_ ingredients: IngredientFile) {
        let byID = Dictionary(ingredients.ingredients.map { ($0.id, $0) }) { a, _ in a }
        func grams(_ preparation: Preparation) -> [(ingredient: IngredientID, grams: Rational)] {
            preparation.parts.flatMap { part in
                if let inner = self[part.ingredient] {
                    guard let share = inner.share(of: part.quantity) else {
                        return [(ingredient: IngredientID, grams: Rational)]()
                    }
                    return grams(inner).map { ($0.ingredient, $0.grams * share) }
                }
                guard let grams = byID[part.ingredient]?.gross(part.quantity) else { return [] }
                return [(part.ingredient, grams)]
            }
        }
        for preparation in preparations { opened[preparation.id] = grams(preparation) }
    }
}

/// Reads one line of a recipe: an ingredient or a preparation, and how much of it.
struct RecipeReader {
    private let ingredients: IngredientFile
    private let preparations: PreparationFile
    private let ingredientByID: [IngredientID: Ingredient]

    init(ingredients: IngredientFile, preparations: PreparationFile) {
        self.ingredients = ingredients
        self.preparations = preparations
        ingredientByID = Dictionary(ingredients.ingredients.map { ($0.id, $0) }) { a, _ in a }
    }

    func part(
        _ id: IngredientID, _ entry: Outline, _ reader: inout OutlineReader
    ) -> RecipePart? {
        if !ingredients.has(id), !preparations.has(id) {
            reader.report(entry, "unknown ingredient; write it into ingredients.yaml first")
        }
        guard let quantity = reader.value(entry, Quantity.shape, { Quantity($0) }) else {
            return nil
        }
        if quantity.unit.measure == .pack {
            reader.report(entry, "\(quantity.unit) is for buying; a recipe weighs, pours or counts")
        } else if let preparation = preparations[id] {
            guard preparation.share(of: quantity) != nil else {
                reader.report(
                    entry, "'\(id)' is made in \(preparation.makes.unit); write it so")
                return nil
            }
        } else if let ingredient = ingredientByID[id], ingredient.gross(quantity) == nil {
            reader.reportNoConversion(entry, quantity.unit, of: id)
            return nil
        }
        return RecipePart(ingredient: id, quantity: quantity)
    }

    /// The grams to buy behind one line, with preparations opened.
    func grams(of part: RecipePart) -> [(ingredient: IngredientID, grams: Rational)] {
        if let preparation = preparations[part.ingredient] {
            guard let share = preparation.share(of: part.quantity) else { return [] }
            return (preparations.opened[preparation.id] ?? []).map {
                ($0.ingredient, $0.grams * share)
            }
        }
        guard let ingredient = ingredientByID[part.ingredient],
            part.quantity.unit.measure != .pack, let grams = ingredient.gross(part.quantity)
        else { return [] }
        return [(part.ingredient, grams)]
    }
}
