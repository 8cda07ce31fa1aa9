internal import Meals

/// The boundary cells of a policy: one for each way in which its rules can tell meals apart.
///
/// An axis holds what one fact can be: on either side of each age break, each status and how they
/// combine, a code inside and outside each division prefix, each channel, period, day type, venue
/// and place. A cell takes one value of each axis.
struct CellSpace {
    /// Births seen from the meal's day, youngest first; nil has no birth date.
    let births: [AgePoint?]
    let statuses: [WordSet<Status>]
    let hukou: [DivisionDigits?]
    let residences: [DivisionDigits?]
    let places: [Place?]
    let channels = Channel.allCases
    let periods: [MealPeriod]
    let dayTypes = DayType.allCases
    let venues = VenueKind.allCases
    /// Where age classes begin, ascending.
    let ageBreaks: [Int]
    /// Statuses that a rule mentions.
    let mentioned: [Status]

    /// A person around an age break.
    struct AgePoint: Hashable {
        let breakAge: Int
        /// −1: the day before the birthday; 0: the birthday; 1: the day after.
        let offset: Int

        var age: Int { offset < 0 ? breakAge - 1 : breakAge }
    }

    init(_ policy: Policy) {
        let rules = policy.rules
        let conditions = rules.discountConditions + rules.subsidyConditions
        let breaks = Set(
            conditions.compactMap(\.age).flatMap { [$0.from, $0.below] }
                .filter { (1...130).contains($0) })
        ageBreaks = breaks.sorted()
        // Without any break one adult stands for every age.
        let points = (breaks.isEmpty ? [60] : ageBreaks).flatMap { age in
            [-1, 0, 1].map { AgePoint(breakAge: age, offset: $0) }
        }
        births = [nil] + points.map { $0 }
        mentioned = Status.allCases.filter { status in
            conditions.contains {
                $0.statuses?.contains(status) ?? false || $0.forbiddenStatuses.contains(status)
            }
        }
        statuses = CellSpace.combinations(of: mentioned)
        hukou = CellSpace.divisions(conditions.map(\.hukou), rules.prefixes)
        residences = CellSpace.divisions(conditions.map(\.residence), rules.prefixes)
        let asksPlace = conditions.contains { $0.places != nil }
        places = asksPlace ? Place.allCases.map { $0 } : [nil]
        periods = policy.periods.map(\.period) + [.other]
    }

    /// Every set of up to four statuses; of more than four, every pair of them, and all at once.
    private static func combinations(of mentioned: [Status]) -> [WordSet<Status>] {
        var sets: [Set<Status>] = [[]]
        if mentioned.count <= 4 {
            for status in mentioned { sets += sets.map { $0.union([status]) } }
        } else {
            for status in mentioned { sets.append([status]) }
            for (place, status) in mentioned.enumerated() {
                for other in mentioned[(place + 1)...] { sets.append([status, other]) }
            }
            sets.append(Set(mentioned))
        }
        for excluding in Status.allCases where excluding.excludes {
            let known = Set(sets)
            sets += sets.filter { $0.count < 2 }.map { $0.union([excluding]) }
                .filter { !known.contains($0) }
        }
        return sets.sorted { $0.count < $1.count }.map { WordSet($0) }
    }

    /// A code for each way of beginning with some of the prefixes, one with none, and no code.
    private static func divisions(
        _ ranges: [Range<Int>?], _ prefixes: [DivisionDigits]
    ) -> [DivisionDigits?] {
        let written = Set(ranges.compactMap { $0 }.flatMap { prefixes[$0] }.map(\.text)).sorted()
        guard !written.isEmpty else { return [DivisionDigits("990000001")] }
        var seen: Set<[Bool]> = []
        var codes: [DivisionDigits?] = [nil]
        for text in written + ["99"] {
            // The digit behind a prefix is one that no longer prefix goes on with, if there is one.
            for digit in (0...9).reversed() {
                let padded = text + String(repeating: String(digit), count: max(9 - text.count, 0))
                let code = String(padded.prefix(max(9, text.count)))
                let signature = written.map { code.hasPrefix($0) }
                if seen.insert(signature).inserted { codes.append(DivisionDigits(code)) }
            }
        }
        return codes
    }

    /// How many values each axis has.
    var extents: [Int] {
        [
            births.count, statuses.count, hukou.count, residences.count, places.count,
            channels.count, periods.count, dayTypes.count, venues.count,
        ]
    }

    var count: Int { extents.reduce(1, *) }

    /// The facts of a cell.
    ///
    /// The age comes from real dates: a birth around the break, seen from one business day.
    func facts(_ cell: Cell) -> Facts {
        let place = residences[cell[.residence]] == nil ? nil : places[cell[.place]]
        return Facts(
            age: births[cell[.age]].map(\.completedYears), statuses: statuses[cell[.statuses]],
            hukou: hukou[cell[.hukou]], residence: residences[cell[.residence]],
            channel: channels[cell[.channel]], period: periods[cell[.period]],
            dayType: dayTypes[cell[.dayType]], venue: venues[cell[.venue]], place: place)
    }
}

extension CellSpace.AgePoint {
    /// Seen from a day in a leap year, so that every offset is a date of its own.
    var completedYears: Int {
        guard let day = Day(year: 2028, month: 5, day: 17),
            let birthday = Day(year: 2028 - breakAge, month: 5, day: 17)
        else { return age }
        return day.completedYears(since: birthday + -offset)
    }
}

/// One value of each axis, by their places.
struct Cell: Hashable {
    private var places: SIMD16<UInt8> = .zero

    subscript(axis: Axis) -> Int {
        get { Int(places[axis.rawValue]) }
        set { places[axis.rawValue] = UInt8(newValue) }
    }
}

/// What cells differ in, the outermost first.
enum Axis: Int, CaseIterable {
    case age, statuses, hukou, residence, place, channel, period, dayType, venue
}

extension CellSpace {
    /// Visits every cell; the last axis turns fastest.
    func each(_ visit: (Cell) -> Void) {
        let extents = extents
        var cell = Cell()
        while true {
            visit(cell)
            var axis = Axis.allCases.count - 1
            while axis >= 0, let turning = Axis(rawValue: axis) {
                if cell[turning] + 1 < extents[axis] {
                    cell[turning] += 1
                    break
                }
                cell[turning] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
