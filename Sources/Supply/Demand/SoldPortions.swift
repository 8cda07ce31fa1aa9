package import Meals

/// Portions of one item sold at a canteen in one meal period, voids and refunds taken off.
package struct SoldPortions: Hashable, Sendable {
    package let canteen: CanteenID
    package let period: MealPeriod
    /// A dish's code, or the words of an open item, as on the sale's line.
    package let item: String
    package let portions: Int

    package init(canteen: CanteenID, period: MealPeriod, item: String, portions: Int) {
        precondition(portions >= 0, "no more is given back than was sold")
        self.canteen = canteen
        self.period = period
        self.item = item
        self.portions = portions
    }
}

/// Sold portions that tomorrow's menu has no place for, kept in sight for a person.
package struct UnplacedPortions: Hashable, Sendable {
    package let sold: SoldPortions
    package let reason: Reason

    package enum Reason: Hashable, Sendable {
        /// The canteen is not in the list of canteens, so no kitchen is known for it.
        case unknownCanteen
        /// An open item, or a code that the menu does not have.
        case unknownDish
        /// Tomorrow's meal offers no dish of the class.
        case noDish(of: DishClass)
    }
}
