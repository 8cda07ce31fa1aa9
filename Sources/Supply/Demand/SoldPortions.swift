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
