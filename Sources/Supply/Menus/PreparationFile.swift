internal import Meals

/// `preparations.yaml` as far as it could be read, and what is wrong with it.
struct PreparationFile {
    /// Those that can be opened: none of them needs itself.
    private(set) var preparations: [Preparation] = []
    private(set) var problems: [Problem] = []
    private var written: Set<IngredientID> = []
    private var byID: [IngredientID: Preparation] = [:]
    private var lines: [IngredientID: Int] = [:]
    /// Names that something else has, too: which of the two a recipe means cannot be said.
    private var clashing: Set<IngredientID> = []
    private(set) var opened: OpenedRecipes

    init(_ file: MenuFile?, ingredients: IngredientFile) {
        opened = OpenedRecipes([], ingredients: ingredients.ingredients)
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

    /// The line on which a preparation begins.
    func line(of id: IngredientID) -> Int? { lines[id] }

    subscript(id: IngredientID) -> Preparation? { byID[id] }

    private typealias Entry = (id: IngredientID, keys: [String: Outline], entry: Outline)

    private mutating func read(
        _ outline: Outline, _ ingredients: IngredientFile, _ reader: inout OutlineReader
    ) {
        let list = reader.keys(of: outline, required: ["preparations"])["preparations"]
        var entries: [Entry] = []
        for entry in reader.list(list) {
            let keys = reader.keys(
                of: entry, required: ["id", "name", "makes", "recipe"], optional: ["allergens"])
            guard let key = keys["id"],
                let id = reader.value(key, IngredientKind.shape, { IngredientID(checked: $0) })
            else { continue }
            if ingredients.isWritten(id) {
                reader.report(key, "'\(id)' is an ingredient already; choose another name")
                clashing.insert(id)
            } else if !written.insert(id).inserted {
                reader.report(key, "the preparation '\(id)' is there twice")
                clashing.insert(id)
                continue
            }
            lines[id] = entry.line
            entries.append((id, keys, entry))
        }
        readMakings(entries, &reader)
        readRecipes(entries, ingredients, &reader)
        open(entries, ingredients, &reader)
    }

    /// The makings first: a recipe may name a preparation that is written further down.
    private mutating func readMakings(_ entries: [Entry], _ reader: inout OutlineReader) {
        for (id, keys, _) in entries {
            let name = reader.text(keys["name"])
            guard let key = keys["makes"],
                let made = reader.value(key, Quantity.shape, { Quantity($0) })
            else { continue }
            guard made.unit.measure != .pack else {
                reader.report(key, "\(made.unit) is for buying; write a weight, volume or count")
                continue
            }
            byID[id] = Preparation(id: id, name: name ?? id.text, makes: made, parts: [])
        }
    }

    private mutating func readRecipes(
        _ entries: [Entry], _ ingredients: IngredientFile, _ reader: inout OutlineReader
    ) {
        let recipes = RecipeReader(ingredients: ingredients, preparations: self)
        for (id, keys, entry) in entries {
            let lines = keys["recipe"].map { reader.named($0) } ?? []
            if lines.isEmpty { reader.report(entry, "the preparation has no recipe") }
            let parts = lines.compactMap { recipes.part(IngredientID($0.key), $0.entry, &reader) }
            let declared = keys["allergens"].map { list in
                Set(reader.list(list).compactMap { reader.word($0, as: Allergen.self) })
            }
            guard let bare = byID[id] else { continue }
            byID[id] = Preparation(
                id: id, name: bare.name, makes: bare.makes, parts: parts, declared: declared)
        }
    }

    private mutating func open(
        _ entries: [Entry], _ ingredients: IngredientFile, _ reader: inout OutlineReader
    ) {
        preparations = entries.compactMap { byID[$0.id] }
        for (id, _, entry) in entries where reaches(id) {
            reader.report(entry, "the preparation '\(id)' would need itself")
        }
        opened = OpenedRecipes(preparations, ingredients: ingredients.ingredients)
        for (id, _, entry) in entries where opened.tooFine.contains(id) {
            reader.report(entry, "'\(id)' is made of too fine shares; use rounder numbers")
        }
    }

    /// True where a preparation needs itself, through others or at once.
    private func reaches(_ target: IngredientID) -> Bool {
        var open = byID[target]?.parts.map(\.ingredient) ?? []
        var seen = clashing
        if seen.contains(target) { return false }
        while let id = open.popLast() {
            if id == target { return true }
            guard seen.insert(id).inserted, let preparation = byID[id] else { continue }
            open += preparation.parts.map(\.ingredient)
        }
        return false
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
            return nil
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

    /// The grams to buy behind one line, with preparations opened; nil where the share is too fine.
    func grams(of part: RecipePart) -> OpenedRecipes.Needs? {
        preparations.opened.grams(of: [part])
    }
}
