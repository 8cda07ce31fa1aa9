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
    /// Grams of one 个 as bought; nil where it is not counted so.
    package let piece: Rational?
    /// Grams of one 份 as bought; nil where it is not counted so.
    package let portion: Rational?
    /// Grams of one 盘 as bought; nil where it is not counted so.
    package let tray: Rational?
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
        piece: Rational? = nil, portion: Rational? = nil, tray: Rational? = nil,
        density: Rational? = nil, yield: Rational = .one, loss: Rational = .zero,
        keeps: Int? = nil, minimum: Quantity? = nil, supplier: SupplierID? = nil,
        allergens: Set<Allergen> = [], nutrition: Nutrition? = nil, nutritionSource: String? = nil
    ) {
        self.id = id
        self.name = name
        self.buy = buy
        self.pack = pack
        self.piece = piece
        self.portion = portion
        self.tray = tray
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
    /// One that only kept recipes know; it is counted in grams and bought no more.
    init(gone id: IngredientID) {
        self.init(id: id, name: id.text, buy: .gram, pack: Quantity(.one, .gram))
    }

    /// Grams of one unit as bought; nil where the ingredient has no conversion for the unit.
    ///
    /// Each way of counting has grams of its own: a 盘 of eggs is not an egg.
    package func grams(of unit: UnitOfMeasure) -> Exact? {
        switch unit.measure {
        case .weight(let grams): Exact(grams)
        case .volume(let millilitres): density.map { Exact($0) * Exact(millilitres) }
        case .count(let way): grams(of: way).map { Exact($0) }
        case .pack:
            pack.unit == .box ? nil : grams(of: pack.unit).map { Exact(pack.amount) * $0 }
        }
    }

    private func grams(of way: UnitOfMeasure.Counting) -> Rational? {
        switch way {
        case .piece: piece
        case .portion: portion
        case .tray: tray
        }
    }

    /// Grams to buy for a quantity in a recipe; nil where the unit has no conversion.
    ///
    /// Weights and volumes in a recipe are net and grow by the yield. A piece is a piece as
    /// bought: its peel or shell is already in its weight. All grow by the loss.
    package func gross(_ quantity: Quantity) -> Exact? {
        guard let unitGrams = grams(of: quantity.unit) else { return nil }
        let grams = Exact(quantity.amount) * unitGrams
        switch quantity.unit.measure {
        case .weight, .volume: return grams / edible
        case .count, .pack: return grams / (.one - Exact(loss))
        }
    }

    /// The share of a bought gram that reaches the pot.
    package var edible: Exact { Exact(yield) * (.one - Exact(loss)) }
}
