internal import Meals

/// The `when` of a rule as it is written: every part must hold.
struct Condition: Hashable, Sendable {
    var age: AgeBand?
    /// Any of these; nil asks for none.
    var statuses: WordSet<Status>?
    var forbiddenStatuses: WordSet<Status> = .none
    /// Any of these prefixes, as places in the rule book's list; nil asks for none.
    var hukou: Range<Int>?
    var residence: Range<Int>?
    var channels: WordSet<Channel> = .all
    var periods: WordSet<MealPeriod> = .all
    var dayTypes: WordSet<DayType> = .all
    var venues: WordSet<VenueKind> = .all
    /// Nil asks for no place, and so for no residence either.
    var places: WordSet<Place>?
}

/// Completed years from `from` on and below `below`.
struct AgeBand: Hashable, Sendable {
    let from: Int
    let below: Int

    func contains(_ age: Int?) -> Bool {
        guard let age else { return false }
        return age >= from && age < below
    }
}
