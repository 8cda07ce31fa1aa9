package import Meals

/// 食材代码: names an ingredient in recipes.
package enum IngredientKind: CheckedCode {
    package static let shape = "1 to 40 lower-case letters, digits or -"
    package static func accepts(_ code: String) -> Bool {
        (1...40).contains(code.utf8.count)
            && code.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

package typealias IngredientID = Code<IngredientKind>

/// What a kitchen buys: how it is sold, and how its counts and volumes turn into weight.
package struct Ingredient: Hashable, Sendable {
    package let id: IngredientID
    package let name: String
    /// The unit of purchase.
    package let buy: UnitOfMeasure
    /// The smallest purchase, and what one box holds.
    package let pack: Quantity
    /// Grams of one piece as bought; nil where it is not counted.
    package let piece: Rational?
    /// Grams of one millilitre; nil where it is not poured.
    package let density: Rational?
    /// The share that is left after washing, peeling and boning.
    package let yield: Rational
    /// The share of what is bought that spoils or spills before it is cooked.
    package let loss: Rational
    /// 保质: days after its delivery on which it may still be cooked; nil where it outlasts every
    /// plan.
    package let keeps: Int?
    /// What an order must come to at least; nil where any pack is delivered.
    package let minimum: Quantity?
    /// Who sells it; nil where nobody is named.
    package let supplier: SupplierID?
    package let allergens: Set<Allergen>
    /// What 100 g of the edible part hold; nil where nobody has looked it up.
    package let nutrition: Nutrition?
    /// Where those figures come from, such as a table's name or `estimate`.
    package let nutritionSource: String?

    package init(
        id: IngredientID, name: String, buy: UnitOfMeasure, pack: Quantity,
        piece: Rational? = nil, density: Rational? = nil, yield: Rational = .one,
        loss: Rational = .zero, keeps: Int? = nil, minimum: Quantity? = nil,
        supplier: SupplierID? = nil,
        allergens: Set<Allergen> = [], nutrition: Nutrition? = nil, nutritionSource: String? = nil
    ) {
        self.id = id
        self.name = name
        self.buy = buy
        self.pack = pack
        self.piece = piece
        self.density = density
        self.yield = yield
        self.loss = loss
        self.keeps = keeps
        self.minimum = minimum
        self.supplier = supplier
        self.allergens = allergens
        self.nutrition = nutrition
        self.nutritionSource = nutritionSource
    }
}

extension Ingredient {
    /// Grams of one unit as bought; nil where the ingredient has no conversion for the unit.
    package func grams(of unit: UnitOfMeasure) -> Rational? {
        switch unit.measure {
        case .weight(let grams): Rational(grams)
        case .volume(let millilitres): density.map { $0 * Rational(millilitres) }
        case .count: piece
        case .pack: pack.unit == .box ? nil : grams(of: pack.unit).map { pack.amount * $0 }
        }
    }

    /// Grams to buy for a quantity in a recipe; nil where the unit has no conversion.
    ///
    /// Weights and volumes in a recipe are net and grow by the yield. A piece is a piece as
    /// bought: its peel or shell is already in its weight. All grow by the loss.
    package func gross(_ quantity: Quantity) -> Rational? {
        guard let unitGrams = grams(of: quantity.unit) else { return nil }
        let grams = quantity.amount * unitGrams
        switch quantity.unit.measure {
        case .weight, .volume: return grams / yield / (.one - loss)
        case .count, .pack: return grams / (.one - loss)
        }
    }

    /// The share of a bought gram that reaches the pot.
    package var edible: Rational { yield * (.one - loss) }

    /// The purchase that covers a need: whole packs, in the unit of purchase.
    package func purchase(covering grams: Rational) -> Quantity {
        PurchaseLine(self, required: grams, carried: .zero).bought
    }
}
