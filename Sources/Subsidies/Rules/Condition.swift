internal import Meals

/// The compiled `when` of a rule: every part must hold.
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

    /// True where every part holds; a fact that is missing never matches.
    func matches(
        _ facts: borrowing Facts, prefixes: UnsafeBufferPointer<DivisionDigits>
    ) -> Bool {
        guard channels.contains(facts.channel), periods.contains(facts.period),
            dayTypes.contains(facts.dayType), venues.contains(facts.venue),
            !forbiddenStatuses.overlaps(facts.statuses)
        else { return false }
        if let statuses, !statuses.overlaps(facts.statuses) { return false }
        let excluded = facts.statuses.intersection(.excluding)
        guard excluded.subtracting(statuses ?? .none).isEmpty else { return false }
        if let age, !age.contains(facts.age) { return false }
        if let places, !places.contains(facts.place) { return false }
        if let hukou, !Condition.begins(facts.hukou, hukou, prefixes) { return false }
        if let residence, !Condition.begins(facts.residence, residence, prefixes) { return false }
        return true
    }

    private static func begins(
        _ code: DivisionDigits?, _ range: Range<Int>,
        _ prefixes: UnsafeBufferPointer<DivisionDigits>
    ) -> Bool {
        guard let code else { return false }
        for index in range where code.begins(with: prefixes[index]) { return true }
        return false
    }
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
