internal import Meals

/// What the conditions ask about one meal and its diner, worked out once.
struct Facts {
    /// Completed years on the business day; nil without a birth date.
    let age: Int?
    let statuses: WordSet<Status>
    let hukou: DivisionDigits?
    let residence: DivisionDigits?
    let channel: Channel
    let period: MealPeriod
    let dayType: DayType
    let venue: VenueKind
    let place: Place?
}

extension Meal {
    /// The facts of this meal for a diner.
    // No initialiser, which would own and so copy its arguments; and the diner stays optional, as
    // a chain looks at one field where an unwrapping would copy them all.
    func facts(for diner: Diner?, in period: MealPeriod, _ calendar: WorkCalendar) -> Facts {
        let residence = (diner?.residence).flatMap { DivisionDigits($0.text) }
        var place: Place?
        if let residence, let street = DivisionDigits(street.text) {
            place = residence.place(of: street)
        }
        return Facts(
            age: (diner?.birth).map(day.completedYears(since:)),
            statuses: (diner?.statuses).map { $0.isEmpty ? .none : WordSet($0) } ?? .none,
            hukou: (diner?.hukou).flatMap { DivisionDigits($0.text) }, residence: residence,
            channel: channel, period: period, dayType: calendar.type(of: day), venue: venue,
            place: place)
    }
}
