package import Meals

/// One line of a purchase: need, what is carried over, whole packs, the least order, surplus.
///
/// Packs and the least order are applied once, to the sum over all dishes and canteens.
package struct PurchaseLine: Hashable, Sendable {
    package let ingredient: Ingredient
    /// Grams to have, peel, bone and loss included, exact.
    package let required: Exact
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
    package init(_ ingredient: Ingredient, required: Exact, shelf: Stock.Shelf) {
        guard let pack = ingredient.grams(of: .box) else {
            preconditionFailure("a menu book holds no ingredient without conversions")
        }
        self.ingredient = ingredient
        self.required = required
        self.shelf = shelf
        let missing = required - shelf.grams
        packsNeeded = missing > .zero ? PurchaseLine.packs(of: pack, covering: missing) : 0
        let least = ingredient.minimum.flatMap { minimum in
            ingredient.grams(of: minimum.unit).map { Exact(minimum.amount) * $0 }
        }
        packs =
            packsNeeded == 0
            ? 0 : max(packsNeeded, least.map { PurchaseLine.packs(of: pack, covering: $0) } ?? 0)
    }

    /// With grams in store that do not expire.
    package init(_ ingredient: Ingredient, required: Exact, carried: Exact) {
        self.init(
            ingredient, required: required,
            shelf: Stock.Shelf(usable: [Stock.Batch(expires: nil, grams: carried)]))
    }

    /// Grams that are in store and may be cooked.
    package var carried: Exact { shelf.grams }

    /// What expires first of what is in store: until when it may be cooked, and how much it is.
    package var first: (until: Day, grams: Exact)? {
        shelf.usable.first.flatMap { batch in batch.expires.map { ($0, batch.grams) } }
    }

    private static func packs(of pack: Exact, covering grams: Exact) -> Int64 {
        Int64((grams / pack).ceiling)
    }

    private var packGrams: Exact { ingredient.grams(of: .box) ?? .one }

    /// Grams that are ordered.
    package var ordered: Exact { packGrams * Exact(packs) }

    /// Grams that are left for later days.
    package var surplus: Exact { carried + ordered - required }

    /// Grams of the requirement that reach the pot.
    package var net: Exact { required * ingredient.edible }

    /// What is ordered, in the unit of purchase.
    package var bought: Quantity {
        let unit = ingredient.grams(of: ingredient.buy) ?? .one
        let amount = ordered / unit
        return Quantity(amount.rational ?? amount.millionths, ingredient.buy)
    }

    /// True where the least order makes it more than the need.
    package var isRaisedToMinimum: Bool { packs > packsNeeded }
}
