/// 半成品: something cooked ahead that recipes use by weight or count, such as a stock or a dough.
package struct Preparation: Hashable, Sendable {
    /// The name that recipes use; no ingredient has the same.
    package let id: IngredientID
    package let name: String
    /// What the recipe makes, after cooking.
    package let makes: Quantity
    package let parts: [RecipePart]
    /// The allergens that it is said to hold; nil where what its recipe holds is all.
    package let declared: Set<Allergen>?

    package init(
        id: IngredientID, name: String, makes: Quantity, parts: [RecipePart],
        declared: Set<Allergen>? = nil
    ) {
        self.declared = declared
        self.id = id
        self.name = name
        self.makes = makes
        self.parts = parts
    }

    /// The share of one making that a quantity is; nil where the two are measured differently.
    package func share(of quantity: Quantity) -> Exact? {
        let amounts = Exact(quantity.amount) / Exact(makes.amount)
        return switch (quantity.unit.measure, makes.unit.measure) {
        case (.weight(let asked), .weight(let made)): amounts * Exact(asked, made)
        case (.volume(let asked), .volume(let made)): amounts * Exact(asked, made)
        case (.count(let asked), .count(let made)): asked == made ? amounts : nil
        default: nil
        }
    }
}
