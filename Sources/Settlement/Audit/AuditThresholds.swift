package import Meals

/// From where on a rule speaks; a district's own figures.
package struct AuditThresholds: Hashable, Sendable {
    /// Seconds that the way between two canteens takes at least.
    package let travelSeconds: Int
    package let mealsPerDay: Int
    /// Cards at one terminal, and the seconds within which they are a burst.
    package let burstCards: Int
    package let burstSeconds: Int
    /// Seconds of the day in which canteens serve.
    package let opens: Int
    package let closes: Int
    /// A diner's or canteen's share of subsidised meals at exactly one amount, in percent, and how
    /// many there must be.
    package let sameAmountPercent: Int
    package let sameAmountMeals: Int
    /// Meals that one seat may see in a day.
    package let mealsPerSeat: Int
    package let cashierCardsPerDay: Int
    /// Subsidised diners of a day, in percent of those on the roster who ever came.
    package let attendancePercent: Int
    /// Days of a month with all three meals.
    package let everyMealDays: Int
    /// Days of silence, and the meals in the week after it.
    package let silentDays: Int
    package let awakenedMeals: Int
    /// Cards with the same basket at one terminal, and the seconds within which they are too many.
    package let sameBasketCards: Int
    package let sameBasketSeconds: Int
    /// Days with deliveries from which on a day without any is a closed one.
    package let closedDayDeliveries: Int

    private static let names = [
        "travel_seconds", "meals_per_day", "burst_cards", "burst_seconds", "opens", "closes",
        "same_amount_percent", "same_amount_meals", "meals_per_seat", "cashier_cards_per_day",
        "attendance_percent", "every_meal_days", "silent_days", "awakened_meals",
        "same_basket_cards", "same_basket_seconds", "closed_day_deliveries",
    ]

    /// Reads `Settlements/Audit/*.yaml`; every figure must be there.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        let keys = reader.keys(of: outline, required: AuditThresholds.names)
        var figures: [String: Int] = [:]
        for name in AuditThresholds.names {
            if name == "opens" || name == "closes" {
                figures[name] = reader.value(keys[name], "a time (write \"06:00\")") { text in
                    Moment(iso8601: "2026-01-01T\(text)").map(\.secondOfDay)
                }
            } else {
                figures[name] = reader.whole(keys[name])
            }
        }
        let read = try reader.finish(figures)
        func figure(_ name: String) -> Int { read[name] ?? 0 }
        travelSeconds = figure("travel_seconds")
        mealsPerDay = figure("meals_per_day")
        burstCards = figure("burst_cards")
        burstSeconds = figure("burst_seconds")
        opens = figure("opens")
        closes = figure("closes")
        sameAmountPercent = figure("same_amount_percent")
        sameAmountMeals = figure("same_amount_meals")
        mealsPerSeat = figure("meals_per_seat")
        cashierCardsPerDay = figure("cashier_cards_per_day")
        attendancePercent = figure("attendance_percent")
        everyMealDays = figure("every_meal_days")
        silentDays = figure("silent_days")
        awakenedMeals = figure("awakened_meals")
        sameBasketCards = figure("same_basket_cards")
        sameBasketSeconds = figure("same_basket_seconds")
        closedDayDeliveries = figure("closed_day_deliveries")
    }
}
