internal import Meals

/// What each preparation comes to in grams to buy, opened once however often it is used.
struct OpenedRecipes {
    /// Grams to buy for one making, each ingredient once, in the order of first mention.
    typealias Needs = [(ingredient: IngredientID, grams: Exact)]

    private let ingredients: [IngredientID: Ingredient]
    private var makings: [IngredientID: Preparation] = [:]
    private var needs: [IngredientID: Needs] = [:]
    private var found: [IngredientID: Set<Allergen>] = [:]
    /// Preparations whose shares do not fit into exact numbers.
    private(set) var tooFine: Set<IngredientID> = []

    /// Opens the inner ones first; one that needs itself, or such a one, stays closed.
    init(_ preparations: [Preparation], ingredients: [Ingredient]) {
        self.ingredients = Dictionary(ingredients.map { ($0.id, $0) }) { first, _ in first }
        let all = Dictionary(preparations.map { ($0.id, $0) }) { first, _ in first }
        var open: [IngredientID: Int] = [:]
        var users: [IngredientID: [IngredientID]] = [:]
        for preparation in all.values {
            let inner = Set(preparation.parts.map(\.ingredient)).filter { all[$0] != nil }
            open[preparation.id] = inner.count
            for id in inner { users[id, default: []].append(preparation.id) }
        }
        var ready = preparations.map(\.id).filter { open[$0] == 0 }
        while let id = ready.popLast() {
            guard let preparation = all[id], makings[id] == nil else { continue }
            makings[id] = preparation
            needs[id] = grams(of: preparation.parts)
            if needs[id] == nil { tooFine.insert(id) }
            found[id] = allergens(of: preparation.parts).union(preparation.declared ?? [])
            for user in users[id] ?? [] {
                open[user, default: 0] -= 1
                if open[user] == 0 { ready.append(user) }
            }
        }
    }

    /// Grams to buy for some lines, times a factor; nil where a share does not fit into exact
    /// numbers.
    ///
    /// Lines that could not be read as a quantity of something known are left out.
    func grams(of parts: [RecipePart], times factor: Exact = .one) -> Needs? {
        var order: [IngredientID] = []
        var sums: [IngredientID: Exact] = [:]
        func take(_ id: IngredientID, _ grams: Exact?) -> Bool {
            guard let part = grams?.multiplied(by: factor),
                let sum = (sums[id] ?? .zero).adding(part)
            else { return false }
            if sums[id] == nil { order.append(id) }
            sums[id] = sum
            return true
        }
        for part in parts {
            if let making = makings[part.ingredient] {
                guard let share = making.share(of: part.quantity) else { continue }
                guard let inner = needs[part.ingredient] else { return nil }
                for (id, grams) in inner where !take(id, grams.multiplied(by: share)) { return nil }
            } else if let grams = ingredients[part.ingredient]?.gross(part.quantity) {
                guard take(part.ingredient, grams) else { return nil }
            }
        }
        return order.compactMap { id in sums[id].map { (id, $0) } }
    }

    /// What some lines hold, and what the preparations among them say they hold.
    func allergens(of parts: [RecipePart]) -> Set<Allergen> {
        parts.reduce(into: []) { all, part in
            all.formUnion(
                found[part.ingredient] ?? ingredients[part.ingredient]?.allergens ?? [])
        }
    }

    /// What a preparation's recipe holds, whatever it says itself.
    func allergens(in id: IngredientID) -> Set<Allergen> {
        allergens(of: makings[id]?.parts ?? [])
    }
}
