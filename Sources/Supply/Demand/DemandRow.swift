package import Meals

/// Portions of a dish that one canteen needs from its kitchen for one meal.
package struct DemandRow: Hashable, Sendable {
    package let kitchen: KitchenID
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode
    package let portions: Int

    package init(
        kitchen: KitchenID, canteen: CanteenID, period: MealPeriod, dish: DishCode, portions: Int
    ) {
        self.kitchen = kitchen
        self.canteen = canteen
        self.period = period
        self.dish = dish
        self.portions = portions
    }
}

extension MealPeriod {
    /// The meal's place in the day, for sorting.
    var place: Int {
        switch self {
        case .breakfast: 0
        case .lunch: 1
        case .dinner: 2
        case .other: 3
        }
    }
}
