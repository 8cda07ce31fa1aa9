internal import Meals

/// A condition compiled to a few comparisons of numbers.
///
/// Every fact of a closed list is one bit of ``FactBits/bits``. The facts pass where none of their
/// bits is forbidden and one of them is wanted.
struct Gate: Hashable, Sendable {
    private let allowed: UInt32
    private let wanted: UInt32
    private let ageFrom: Int32
    private let ageBelow: Int32
    /// Prefixes by their places in the rule book's list; nil asks for none.
    private let hukou: Range<Int32>?
    private let residence: Range<Int32>?

    init(_ condition: Condition) {
        let excluded = WordSet<Status>.excluding.subtracting(condition.statuses ?? .none)
        let statuses = WordSet.all.subtracting(condition.forbiddenStatuses.union(excluded))
        var allowed = UInt32.max
        allowed &= FactBits.mask(statuses.bits, at: FactBits.statusPlace, width: 16)
        allowed &= FactBits.mask(condition.channels.bits, at: FactBits.channelPlace, width: 3)
        allowed &= FactBits.mask(condition.periods.bits, at: FactBits.periodPlace, width: 4)
        allowed &= FactBits.mask(condition.dayTypes.bits, at: FactBits.dayTypePlace, width: 3)
        allowed &= FactBits.mask(condition.venues.bits, at: FactBits.venuePlace, width: 2)
        if let places = condition.places {
            // The bit of an unknown place stays out.
            allowed &= FactBits.mask(places.bits & 7, at: FactBits.placePlace, width: 4)
        }
        self.allowed = allowed
        // Without a list any statuses pass; the bits of the venue are there for everyone.
        wanted =
            condition.statuses.map { UInt32($0.bits) << FactBits.statusPlace }
            ?? UInt32(3) << FactBits.venuePlace
        // An unknown age is the least number: no band that is written contains it.
        ageFrom = condition.age.map { max(Int32(clamping: $0.from), .min + 1) } ?? .min
        ageBelow = condition.age.map { Int32(clamping: $0.below) } ?? .max
        hukou = condition.hukou.map { Int32($0.lowerBound)..<Int32($0.upperBound) }
        residence = condition.residence.map { Int32($0.lowerBound)..<Int32($0.upperBound) }
    }

    /// True where every part of the condition holds; a fact that is missing never does.
    func passes(
        _ facts: borrowing FactBits, prefixes: UnsafeBufferPointer<DivisionDigits>
    ) -> Bool {
        guard facts.bits & ~allowed == 0, facts.bits & wanted != 0, facts.age >= ageFrom,
            facts.age < ageBelow
        else { return false }
        if let hukou, !Gate.begins(facts.hukou, hukou, prefixes) { return false }
        if let residence, !Gate.begins(facts.residence, residence, prefixes) { return false }
        return true
    }

    private static func begins(
        _ code: DivisionDigits, _ range: Range<Int32>,
        _ prefixes: UnsafeBufferPointer<DivisionDigits>
    ) -> Bool {
        for index in range where code.begins(with: prefixes[Int(index)]) { return true }
        return false
    }
}

/// The facts of one meal and its diner as bits and numbers.
struct FactBits {
    let bits: UInt32
    /// Completed years; the least number where they are not known.
    let age: Int32
    /// Without digits where nothing is known: it begins with no prefix.
    let hukou: DivisionDigits
    let residence: DivisionDigits

    static let channelPlace: UInt32 = 0
    static let periodPlace: UInt32 = 3
    static let dayTypePlace: UInt32 = 7
    static let venuePlace: UInt32 = 10
    /// Three bits for a place and a fourth where it is not known.
    static let placePlace: UInt32 = 12
    static let statusPlace: UInt32 = 16

    /// All ones but where a list leaves a word out.
    static func mask(_ words: UInt16, at place: UInt32, width: UInt32) -> UInt32 {
        let field: UInt32 = (1 << width - 1) << place
        return ~field | (UInt32(words) << place & field)
    }

    init(_ diner: DinerFacts, _ meal: MealFacts) {
        var place: UInt32 = 8
        if diner.residence.isKnown, meal.street.isKnown {
            place = UInt32(diner.residence.place(of: meal.street).bit)
        }
        bits =
            UInt32(diner.statuses.bits) << FactBits.statusPlace | place << FactBits.placePlace
            | UInt32(meal.channel.bit) << FactBits.channelPlace
            | UInt32(meal.period.bit) << FactBits.periodPlace
            | UInt32(meal.day.type.bit) << FactBits.dayTypePlace
            | UInt32(meal.venue.bit) << FactBits.venuePlace
        age = diner.age(on: meal.day) ?? .min
        hukou = diner.hukou
        residence = diner.residence
    }

    init(_ facts: Facts) {
        bits =
            UInt32(facts.statuses.bits) << FactBits.statusPlace
            | UInt32(facts.place?.bit ?? 8) << FactBits.placePlace
            | UInt32(facts.channel.bit) << FactBits.channelPlace
            | UInt32(facts.period.bit) << FactBits.periodPlace
            | UInt32(facts.dayType.bit) << FactBits.dayTypePlace
            | UInt32(facts.venue.bit) << FactBits.venuePlace
        age = facts.age.map { Int32(clamping: $0) } ?? .min
        hukou = facts.hukou ?? .unknown
        residence = facts.residence ?? .unknown
    }
}
