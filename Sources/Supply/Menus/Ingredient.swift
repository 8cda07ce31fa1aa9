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

    package init(
        id: IngredientID, name: String, buy: UnitOfMeasure, pack: Quantity,
        piece: Rational? = nil, density: Rational? = nil, yield: Rational = .one
    ) {
        self.id = id
        self.name = name
        self.buy = buy
        self.pack = pack
        self.piece = piece
        self.density = density
        self.yield = yield
    }
}

extension Ingredient {
    /// Grams of one unit as bought; nil where the ingredient has no conversion for the unit.
    package func grams(of unit: UnitOfMeasure) -> Rational? {
        switch unit.measure {
        case .weight(let grams): Rational(grams)
        case .volume: density
        case .count: piece
        case .pack: pack.unit == .box ? nil : grams(of: pack.unit).map { pack.amount * $0 }
        }
    }

    /// Grams to buy for a quantity in a recipe; nil where the unit has no conversion.
    ///
    /// Weights and volumes in a recipe are net and grow by the yield. A piece is a piece as
    /// bought: its peel or shell is already in its weight.
    package func gross(_ quantity: Quantity) -> Rational? {
        guard let unitGrams = grams(of: quantity.unit) else { return nil }
        let grams = quantity.amount * unitGrams
        switch quantity.unit.measure {
        case .weight, .volume: return grams / yield
        case .count, .pack: return grams
        }
    }

    /// The purchase that covers a need: whole packs, in the unit of purchase.
    ///
    /// The packs are rounded up once, after every conversion.
    package func purchase(covering grams: Rational) -> Quantity {
        guard let packGrams = self.grams(of: .box), let unitGrams = self.grams(of: buy) else {
            preconditionFailure("a menu book holds no ingredient without conversions")
        }
        // In 128 bits, because a district's need in fractions of a gram is a long number.
        let need = Int128(grams.numerator) * Int128(packGrams.denominator)
        let pack = Int128(grams.denominator) * Int128(packGrams.numerator)
        let packs = Rational(Int64((need + pack - 1) / pack))
        return Quantity(packs * packGrams / unitGrams, buy)
    }
}
