package import Meals

/// One dish of a meal at a canteen on a day: what is cooked, sold, recorded and recalled as one.
package struct Pot: Hashable, Comparable, Sendable {
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode

    package init(day: Day, canteen: CanteenID, period: MealPeriod, dish: DishCode) {
        self.day = day
        self.canteen = canteen
        self.period = period
        self.dish = dish
    }

    package static func < (a: Pot, b: Pot) -> Bool {
        (a.day, a.canteen, a.period.place, a.dish) < (b.day, b.canteen, b.period.place, b.dish)
    }
}
