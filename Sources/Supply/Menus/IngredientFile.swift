internal import Meals

/// `ingredients.yaml` as far as it could be read, and what is wrong with it.
struct IngredientFile {
    private(set) var ingredients: [Ingredient] = []
    /// Ids written in the file, also those whose entry has a problem; nil where the file cannot
    /// be read at all and nothing can be said of ids.
    private var written: Set<IngredientID>?
    private(set) var problems: [Problem] = []
    private(set) var suppliers: [Supplier] = []
    private var nutritionSource: String?

    init(_ file: MenuFile?) {
        guard let file else { return }
        do {
            let outline = try Outline(yaml: file.text, file: file.name)
            var reader = OutlineReader(file: file.name)
            read(outline, &reader)
            problems = reader.problems
        } catch {
            problems = error.all
        }
    }

    func has(_ id: IngredientID) -> Bool { written?.contains(id) ?? true }

    /// True for an id that the file has for certain.
    func isWritten(_ id: IngredientID) -> Bool { written?.contains(id) ?? false }

    private mutating func read(_ outline: Outline, _ reader: inout OutlineReader) {
        var ids: Set<IngredientID> = []
        let top = reader.keys(
            of: outline, required: ["ingredients"], optional: ["suppliers", "nutrition_source"])
        nutritionSource = reader.text(top["nutrition_source"])
        suppliers = reader.suppliers(top["suppliers"])
        for entry in reader.list(top["ingredients"]) {
            let keys = reader.keys(
                of: entry, required: ["id", "name", "buy", "pack"],
                optional: [
                    "piece", "portion", "tray", "density", "yield", "loss", "keeps", "minimum",
                    "supplier", "allergens", "per_100g",
                ])
            let id = reader.value(keys["id"], IngredientKind.shape) { IngredientID(checked: $0) }
            if let id, let key = keys["id"], !ids.insert(id).inserted {
                reader.report(key, "the ingredient '\(id)' is there twice")
            }
            if let id, let ingredient = read(id, keys, &reader) { ingredients.append(ingredient) }
        }
        written = ids
    }

    private func read(
        _ id: IngredientID, _ keys: [String: Outline], _ reader: inout OutlineReader
    ) -> Ingredient? {
        let name = reader.text(keys["name"])
        let buy = reader.value(keys["buy"], "a unit (known: \(UnitOfMeasure.known))") {
            UnitOfMeasure($0)
        }
        let pack = reader.value(keys["pack"], Quantity.shape) { Quantity($0) }
        let piece = number(keys["piece"], upTo: Rational(10_000), &reader)
        let portion = number(keys["portion"], upTo: Rational(10_000), &reader)
        let tray = number(keys["tray"], upTo: Rational(100_000), &reader)
        let density = number(keys["density"], upTo: Rational(10), &reader)
        let yield = number(keys["yield"], upTo: .one, &reader)
        let loss = reader.value(keys["loss"], "a share from 0 to 9/10, in thousandths") {
            Rational(text: $0).flatMap {
                $0 == .zero || $0.isKitchenNumber && $0 <= Rational(9, 10) ? $0 : nil
            }
        }
        let keeps = reader.value(keys["keeps"], "a number of days from 0 to 1000") {
            Int(decimal: $0.utf8).flatMap { $0 <= 1000 ? $0 : nil }
        }
        let minimum = reader.value(keys["minimum"], Quantity.shape) { Quantity($0) }
        let supplier = reader.value(keys["supplier"], SupplierKind.shape) {
            SupplierID(checked: $0)
        }
        if let supplier, let key = keys["supplier"],
            !suppliers.contains(where: { $0.id == supplier })
        {
            reader.report(key, "unknown supplier '\(supplier)'; write it under suppliers first")
        }
        let allergens = reader.list(keys["allergens"]).compactMap {
            reader.word($0, as: Allergen.self)
        }
        let nutrition = keys["per_100g"].flatMap { reader.nutrition($0) }
        let source = nutrition?.source ?? nutritionSource
        if let key = keys["per_100g"], nutrition != nil, source == nil {
            reader.report(
                key,
                "say where the figures are from: a source here, or nutrition_source at the top "
                    + "(estimate where nobody measured)")
        }
        guard let name, let buy, let pack else { return nil }
        let before = reader.problems.count
        let ingredient = Ingredient(
            id: id, name: name, buy: buy, pack: pack, piece: piece, portion: portion, tray: tray,
            density: density, yield: yield ?? .one, loss: loss ?? .zero, keeps: keeps,
            minimum: minimum, supplier: supplier, allergens: Set(allergens),
            nutrition: nutrition?.figures,
            nutritionSource: nutrition == nil ? nil : source)
        if let minimum, let key = keys["minimum"], ingredient.grams(of: minimum.unit) == nil {
            reader.reportNoConversion(key, minimum.unit, of: id)
        }
        if let key = keys["pack"], ingredient.grams(of: pack.unit) == nil {
            reader.reportNoConversion(key, pack.unit, of: id)
        } else if let key = keys["buy"], ingredient.grams(of: buy) == nil {
            reader.reportNoConversion(key, buy, of: id)
        }
        return reader.problems.count == before ? ingredient : nil
    }

    private func number(
        _ entry: Outline?, upTo limit: Rational, _ reader: inout OutlineReader
    ) -> Rational? {
        reader.value(entry, "a number above 0, at most \(limit), in thousandths or a fraction") {
            Rational(text: $0).flatMap { $0.isKitchenNumber && $0 <= limit ? $0 : nil }
        }
    }
}

extension OutlineReader {
    mutating func reportNoConversion(
        _ entry: Outline, _ unit: UnitOfMeasure, of ingredient: IngredientID
    ) {
        let remedy =
            switch unit.measure {
            case .weight: "write another unit"
            case .volume: "give it a density (grams in one 毫升)"
            case .count(.piece): "give it a piece (grams in one \(unit))"
            case .count(.portion): "give it a portion (grams in one \(unit))"
            case .count(.tray): "give it a tray (grams in one \(unit))"
            case .pack: "write what the pack holds in another unit"
            }
        report(entry, "\(unit) of '\(ingredient)' cannot be turned into grams; \(remedy)")
    }
}
