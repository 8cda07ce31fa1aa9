internal import Meals

/// Words of one closed list, such as the channels a rule allows, as one number.
struct WordSet<Word: BitWord>: Hashable, Sendable {
    let bits: UInt16

    static var all: WordSet { WordSet(bits: .max) }
    static var none: WordSet { WordSet(bits: 0) }

    private init(bits: UInt16) { self.bits = bits }

    init(_ words: some Sequence<Word>) {
        var bits: UInt16 = 0
        for word in words { bits |= word.bit }
        self.bits = bits
    }

    func contains(_ word: Word) -> Bool { bits & word.bit != 0 }

    /// False for a fact that is missing.
    func contains(_ word: Word?) -> Bool {
        guard let word else { return false }
        return contains(word)
    }

    func overlaps(_ other: WordSet) -> Bool { bits & other.bits != 0 }

    func union(_ other: WordSet) -> WordSet { WordSet(bits: bits | other.bits) }

    func subtracting(_ other: WordSet) -> WordSet { WordSet(bits: bits & ~other.bits) }

    func intersection(_ other: WordSet) -> WordSet { WordSet(bits: bits & other.bits) }

    var isEmpty: Bool { bits == 0 }

    /// The words in the order of their list.
    var words: [Word] { Word.allCases.filter(contains) }
}

/// A word that owns one bit, so that a decision compares numbers instead of texts.
protocol BitWord: CaseIterable, RawRepresentable<String>, Sendable {
    var bit: UInt16 { get }
}

extension Channel: BitWord {
    var bit: UInt16 {
        switch self {
        case .dineIn: 1
        case .takeAway: 2
        case .delivery: 4
        }
    }
}

extension MealPeriod: BitWord {
    var bit: UInt16 {
        switch self {
        case .breakfast: 1
        case .lunch: 2
        case .dinner: 4
        case .other: 8
        }
    }
}

extension VenueKind: BitWord {
    var bit: UInt16 {
        switch self {
        case .canteen: 1
        case .point: 2
        }
    }
}

extension Place: BitWord {
    var bit: UInt16 {
        switch self {
        case .homeStreet: 1
        case .homeDistrict: 2
        case .elsewhere: 4
        }
    }
}

extension DayType: BitWord {
    var bit: UInt16 {
        switch self {
        case .workday: 1
        case .weekend: 2
        case .holiday: 4
        }
    }
}

extension Status: BitWord {
    var bit: UInt16 {
        switch self {
        case .minimumLiving: 1
        case .minimumLivingEdge: 2
        case .destitute: 4
        case .severeDisability: 8
        case .lostOnlyChild: 16
        case .veteran: 32
        case .livingAlone: 64
        case .disabledCare: 128
        case .deceased: 256
        case .institution: 512
        }
    }
}

extension WordSet<Status> {
    /// The statuses that end discounts and subsidies unless a rule lists them.
    static let excluding = WordSet(Status.allCases.filter(\.excludes))
}
