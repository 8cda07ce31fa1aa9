package import Meals

/// One line of a purchase: need, what is carried over, whole packs, the least order, surplus.
///
/// Packs and the least order are applied once, to the sum over all dishes and canteens.
package struct PurchaseLine: Hashable, Sendable {
    package let ingredient: Ingredient
    /// Grams to have, peel, bone and loss included, exact.
    package let required: Rational
    /// What is left over from earlier purchases; what expires first is cooked first.
    package let shelf: Stock.Shelf
    /// Packs that cover what is not carried.
    package let packsNeeded: Int64
    /// Packs to order: what is needed, or the least order.
    package let packs: Int64

    /// - Parameters:
    ///   - ingredient: one whose units all have conversions, as a menu book's do.
    ///   - required: grams, not negative.
    ///   - shelf: what is in store on the day.
    package init(_ ingredient: Ingredient, required: Rational, shelf: Stock.Shelf) {
        guard let pack = ingredient.grams(of: .box) else {
            preconditionFailure("a menu book holds no ingredient without conversions")
        }
        self.ingredient = ingredient
        self.required = required
        self.shelf = shelf
        let missing = required - shelf.grams
        packsNeeded = missing > .zero ? PurchaseLine.packs(of: pack, covering: missing) : 0
        let least = ingredient.minimum.flatMap { minimum in
            ingredient.grams(of: minimum.unit).map { minimum.amount * $0 }
        }
        packs =
            packsNeeded == 0
            ? 0 : max(packsNeeded, least.map { PurchaseLine.packs(of: pack, covering: $0) } ?? 0)
    }

    /// With grams in store that do not expire.
    package init(_ ingredient: Ingredient, required: Rational, carried: Rational) {
        self.init(
            ingredient, required: required,
            shelf: Stock.Shelf(usable: [Stock.Batch(expires: nil, grams: carried)]))
    }

    /// Grams that are in store and may be cooked.
    package var carried: Rational { shelf.grams }

    /// What expires first of what is in store: until when it may be cooked, and how much it is.
    package var first: (until: Day, grams: Rational)? {
        shelf.usable.first.flatMap { batch in batch.expires.map { ($0, batch.grams) } }
    }

    private static func packs(of pack: Rational, covering grams: Rational) -> Int64 {
        // In 128 bits, because a district's need in fractions of a gram is a long number.
        let need = Int128(grams.numerator) * Int128(pack.denominator)
        let each = Int128(grams.denominator) * Int128(pack.numerator)
        return Int64((need + each - 1) / each)
    }

    private var packGrams: Rational { ingredient.grams(of: .box) ?? .one }

    /// Grams that are ordered.
    package var ordered: Rational { packGrams * Rational(packs) }

    /// Grams that are left for later days.
    package var surplus: Rational { carried + ordered - required }

    /// Grams of the requirement that reach the pot.
    package var net: Rational { required * ingredient.edible }

    /// What is ordered, in the unit of purchase.
    package var bought: Quantity {
        let unit = ingredient.grams(of: ingredient.buy) ?? .one
        return Quantity(ordered / unit, ingredient.buy)
    }

    /// True where the least order makes it more than the need.
    package var isRaisedToMinimum: Bool { packs > packsNeeded }
}
