internal import Meals

/// One part of a rule's `when`, with what it asks for.
enum Clause: Hashable, Sendable {
    case age(AgeBand)
    case statuses(WordSet<Status>)
    case notStatuses(WordSet<Status>)
    /// A status that ends every rule which does not list it.
    case excluded(WordSet<Status>)
    case hukou([DivisionDigits])
    case residence([DivisionDigits])
    case channel(WordSet<Channel>)
    case period(WordSet<MealPeriod>)
    case weekday(WordSet<DayType>)
    case venue(WordSet<VenueKind>)
    case place(WordSet<Place>)

    /// The key under `when`; `statuses` where a status ends the rule by itself.
    var key: String {
        switch self {
        case .age: "age"
        case .statuses, .excluded: "statuses"
        case .notStatuses: "not_statuses"
        case .hukou: "hukou"
        case .residence: "residence"
        case .channel: "channel"
        case .period: "period"
        case .weekday: "weekday"
        case .venue: "venue"
        case .place: "place"
        }
    }

    func holds(for facts: Facts) -> Bool {
        switch self {
        case .age(let band): band.contains(facts.age)
        case .statuses(let wanted): wanted.overlaps(facts.statuses)
        case .notStatuses(let unwanted): !unwanted.overlaps(facts.statuses)
        case .excluded(let statuses): !statuses.overlaps(facts.statuses)
        case .hukou(let prefixes): Clause.begins(facts.hukou, prefixes)
        case .residence(let prefixes): Clause.begins(facts.residence, prefixes)
        case .channel(let words): words.contains(facts.channel)
        case .period(let words): words.contains(facts.period)
        case .weekday(let words): words.contains(facts.dayType)
        case .venue(let words): words.contains(facts.venue)
        case .place(let words): words.contains(facts.place)
        }
    }

    private static func begins(_ code: DivisionDigits?, _ prefixes: [DivisionDigits]) -> Bool {
        code.map { code in prefixes.contains { code.begins(with: $0) } } ?? false
    }
}

extension Condition {
    /// The parts that the document writes, and the exclusion that every rule has.
    func clauses(prefixes: [DivisionDigits]) -> [Clause] {
        var clauses: [Clause] = []
        if let age { clauses.append(.age(age)) }
        if let statuses { clauses.append(.statuses(statuses)) }
        if !forbiddenStatuses.isEmpty { clauses.append(.notStatuses(forbiddenStatuses)) }
        clauses.append(.excluded(.excluding.subtracting(statuses ?? .none)))
        if let hukou { clauses.append(.hukou(Array(prefixes[hukou]))) }
        if let residence { clauses.append(.residence(Array(prefixes[residence]))) }
        if channels != .all { clauses.append(.channel(channels)) }
        if periods != .all { clauses.append(.period(periods)) }
        if dayTypes != .all { clauses.append(.weekday(dayTypes)) }
        if venues != .all { clauses.append(.venue(venues)) }
        if let places { clauses.append(.place(places)) }
        return clauses
    }
}
