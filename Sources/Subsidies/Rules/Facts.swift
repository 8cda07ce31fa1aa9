package import Meals

/// What the conditions ask about one meal and its diner, worked out once.
struct Facts {
    /// Completed years on the business day; nil without a birth date.
    var age: Int?
    var statuses: WordSet<Status>
    var hukou: DivisionDigits?
    var residence: DivisionDigits?
    var channel: Channel
    var period: MealPeriod
    var dayType: DayType
    var venue: VenueKind
    var place: Place?
}

extension Facts {
    init(_ diner: DinerFacts, _ meal: MealFacts) {
        age = diner.age(on: meal.day).map(Int.init)
        statuses = diner.statuses
        hukou = diner.hukou.isKnown ? diner.hukou : nil
        residence = diner.residence.isKnown ? diner.residence : nil
        channel = meal.channel
        period = meal.period
        dayType = meal.day.type
        venue = meal.venue
        place = nil
        if let residence, meal.street.isKnown { place = residence.place(of: meal.street) }
    }
}

/// A roster row as rules look at it, whatever the meal.
package struct DinerFacts: Sendable {
    let statuses: WordSet<Status>
    let hukou: DivisionDigits
    let residence: DivisionDigits
    private let validFrom: Int32
    private let validTo: Int32
    private let birth: CalendarDate?

    package init(_ diner: Diner) {
        statuses = diner.statuses.isEmpty ? .none : WordSet(diner.statuses)
        hukou = diner.hukou.flatMap { DivisionDigits($0.text) } ?? .unknown
        residence = diner.residence.flatMap { DivisionDigits($0.text) } ?? .unknown
        validFrom = Int32(clamping: diner.validFrom.number)
        validTo = diner.validTo.map { Int32(clamping: $0.number) } ?? .max
        birth = diner.birth.map { CalendarDate($0) }
    }

    package func isValid(on day: Day) -> Bool { day.number >= validFrom && day.number <= validTo }

    // The rule of `Day.completedYears(since:)` on dates that were taken apart before.
    func age(on day: DayFacts) -> Int32? {
        guard let birth else { return nil }
        let years = day.date.year - birth.year
        return day.date.monthDay < birth.monthDay ? years - 1 : years
    }
}

/// A business day as rules look at it.
package struct DayFacts: Sendable {
    package let day: Day
    let type: DayType
    let number: Int32
    /// Numbers that all days of one natural week and of one month share, and no others.
    let week: Int32
    let month: Int32
    fileprivate let date: CalendarDate

    package init(_ day: Day, _ calendar: WorkCalendar) {
        self.day = day
        type = calendar.type(of: day)
        number = Int32(clamping: day.number)
        week = Int32(clamping: day.monday.number)
        date = CalendarDate(day)
        month = date.year * 12 + date.monthDay / 32
    }
}

/// Where, when and how a meal is eaten, as rules look at it.
package struct MealFacts: Sendable {
    package var day: DayFacts
    package var period: MealPeriod
    package var channel: Channel
    package var venue: VenueKind
    let street: DivisionDigits

    package init(
        day: DayFacts, period: MealPeriod, channel: Channel, venue: VenueKind,
        street: DivisionCode
    ) {
        self.day = day
        self.period = period
        self.channel = channel
        self.venue = venue
        self.street = DivisionDigits(street.text) ?? .unknown
    }
}

/// A date in two numbers that compare as its year and its day of the year do.
private struct CalendarDate: Sendable {
    let year: Int32
    let monthDay: Int32

    init(_ day: Day) {
        let parts = day.parts
        year = Int32(clamping: parts.year)
        monthDay = Int32(parts.month * 32 + parts.day)
    }
}
