package import Meals

/// From where on a rule speaks; a district's own figures.
package struct AuditThresholds: Hashable, Sendable {
    /// Days before those asked for that are read, too.
    package let lookbackDays: Int
    /// Seconds that the way between two canteens takes at least.
    package let travelSeconds: Int
    /// The same in one street.
    package let travelSecondsInStreet: Int
    package let mealsPerDay: Int
    /// Cards at one terminal, and the seconds within which they are a burst.
    package let burstCards: Int
    package let burstSeconds: Int
    /// Seconds of the day in which canteens serve.
    package let opens: Int
    package let closes: Int
    /// A canteen's share of subsidised meals at exactly one amount, in percent, and how many there
    /// must be.
    package let sameAmountPercent: Int
    package let sameAmountMeals: Int
    /// A share of baskets at exactly what earns a subsidy, in percent, how many there must be of a
    /// canteen or cashier in a day and of a diner, and how many times the others' share it is.
    package let atThresholdPercent: Int
    package let atThresholdMeals: Int
    package let atThresholdDinerMeals: Int
    package let atThresholdTimes: Int
    /// Meals that one seat may see in a day.
    package let mealsPerSeat: Int
    package let cashierCardsPerDay: Int
    /// Cards that a cashier sold to at odd times, and the days on which each of them came.
    package let cashierOddCards: Int
    package let cashierOddDays: Int
    /// Subsidised diners of a class and day, in percent of those enrolled for it, and how many
    /// there must be.
    package let attendancePercent: Int
    package let attendanceLeast: Int
    /// Days of a month with all three meals, and subsidised meals of a month.
    package let everyMealDays: Int
    package let mealsPerMonth: Int
    /// Days of silence, and the meals in the week after it.
    package let silentDays: Int
    package let awakenedMeals: Int
    /// Cards with the same basket at one terminal, and the seconds within which they are too many.
    package let sameBasketCards: Int
    package let sameBasketSeconds: Int
    /// Days with deliveries from which on a day without any is a closed one.
    package let closedDayDeliveries: Int
    /// Canteens with opening hours of their own, in seconds of the day.
    package let ownHours: [CanteenID: Range<Int>]
    /// Names of events on whose days a canteen is closed.
    package let closingEvents: Set<String>

    func hours(of canteen: CanteenID) -> Range<Int> { ownHours[canteen] ?? opens..<closes }
}

extension AuditThresholds {
    /// Each figure with the least and the most that makes sense of it.
    private static let bounds: [String: ClosedRange<Int>] = [
        "lookback_days": 7...400, "travel_seconds": 1...86_400,
        "travel_seconds_in_street": 1...86_400, "meals_per_day": 1...1_000,
        "burst_cards": 2...100_000, "burst_seconds": 1...86_400,
        "same_amount_percent": 1...100, "same_amount_meals": 1...1_000_000,
        "at_threshold_percent": 1...100, "at_threshold_meals": 1...1_000_000,
        "at_threshold_diner_meals": 1...1_000_000, "at_threshold_times": 1...1_000,
        "meals_per_seat": 1...1_000, "cashier_cards_per_day": 1...1_000_000,
        "cashier_odd_cards": 1...1_000_000, "cashier_odd_days": 2...400,
        "attendance_percent": 1...100, "attendance_least": 1...1_000_000,
        "every_meal_days": 1...31, "meals_per_month": 1...1_000, "silent_days": 1...393,
        "awakened_meals": 1...1_000, "same_basket_cards": 2...100_000,
        "same_basket_seconds": 1...86_400, "closed_day_deliveries": 1...400,
    ]

    /// Reads `Settlements/Audit/*.yaml`; every figure must be there and make sense.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        let names = AuditThresholds.bounds.keys.sorted()
        let keys = reader.keys(
            of: outline, required: names + ["opens", "closes"],
            optional: ["hours", "closing_events"])
        var figures: [String: Int] = [:]
        for (name, bounds) in AuditThresholds.bounds.sorted(by: { $0.key < $1.key }) {
            figures[name] = reader.value(
                keys[name], "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            ) { text in Int(decimal: text.utf8).flatMap { bounds.contains($0) ? $0 : nil } }
        }
        let usual = reader.hours(outline, keys["opens"], keys["closes"])
        let own = keys["hours"].map { reader.ownHours($0) } ?? [:]
        let events = reader.list(keys["closing_events"]).compactMap { reader.text($0) }
        if let silent = figures["silent_days"], let back = figures["lookback_days"],
            let entry = keys["lookback_days"], back < silent + 7
        {
            reader.report(entry, "\(back) days do not reach back over silent_days and a week")
        }
        let read = try reader.finish(figures)
        self.init(
            read, hours: try reader.finish(usual), own: own, closingEvents: Set(events))
    }

    private init(
        _ read: [String: Int], hours: Range<Int>, own: [CanteenID: Range<Int>],
        closingEvents: Set<String>
    ) {
        func figure(_ name: String) -> Int { read[name] ?? 0 }
        lookbackDays = figure("lookback_days")
        travelSeconds = figure("travel_seconds")
        travelSecondsInStreet = figure("travel_seconds_in_street")
        mealsPerDay = figure("meals_per_day")
        burstCards = figure("burst_cards")
        burstSeconds = figure("burst_seconds")
        (opens, closes) = (hours.lowerBound, hours.upperBound)
        sameAmountPercent = figure("same_amount_percent")
        sameAmountMeals = figure("same_amount_meals")
        atThresholdPercent = figure("at_threshold_percent")
        atThresholdMeals = figure("at_threshold_meals")
        atThresholdDinerMeals = figure("at_threshold_diner_meals")
        atThresholdTimes = figure("at_threshold_times")
        mealsPerSeat = figure("meals_per_seat")
        cashierCardsPerDay = figure("cashier_cards_per_day")
        cashierOddCards = figure("cashier_odd_cards")
        cashierOddDays = figure("cashier_odd_days")
        attendancePercent = figure("attendance_percent")
        attendanceLeast = figure("attendance_least")
        everyMealDays = figure("every_meal_days")
        mealsPerMonth = figure("meals_per_month")
        silentDays = figure("silent_days")
        awakenedMeals = figure("awakened_meals")
        sameBasketCards = figure("same_basket_cards")
        sameBasketSeconds = figure("same_basket_seconds")
        closedDayDeliveries = figure("closed_day_deliveries")
        ownHours = own
        self.closingEvents = closingEvents
    }
}

extension OutlineReader {
    /// `{YP001: {opens: "06:00", closes: "14:00"}}`.
    fileprivate mutating func ownHours(_ entry: Outline) -> [CanteenID: Range<Int>] {
        var own: [CanteenID: Range<Int>] = [:]
        for (name, hours) in named(entry) {
            let fields = keys(of: hours, required: ["opens", "closes"])
            guard let canteen = CanteenID(checked: name) else {
                report(hours, "'\(name)' is not a canteen")
                continue
            }
            own[canteen] = self.hours(hours, fields["opens"], fields["closes"])
        }
        return own
    }

    /// Opening hours of one day; nil, and told, where they end before they begin.
    fileprivate mutating func hours(
        _ place: Outline, _ opens: Outline?, _ closes: Outline?
    ) -> Range<Int>? {
        func second(_ entry: Outline?) -> Int? {
            value(entry, "a time (write \"06:00\")") { text in
                Moment(iso8601: "2026-01-01T\(text)").map(\.secondOfDay)
            }
        }
        guard let opens = second(opens), let closes = second(closes) else { return nil }
        guard opens < closes else {
            report(place, "closes before it opens")
            return nil
        }
        return opens..<closes
    }
}
