package import Meals

/// What a policy is asked about: one basket at one place and time, before any discount.
package struct Meal: Hashable, Sendable {
    package let day: Day
    /// Seconds since midnight in Shanghai.
    package let secondOfDay: Int
    package let channel: Channel
    package let gross: Fen
    package let venue: VenueKind
    /// The nine-digit code of the street that the canteen belongs to.
    package let street: DivisionCode

    package init(
        day: Day, secondOfDay: Int, channel: Channel, gross: Fen, venue: VenueKind,
        street: DivisionCode
    ) {
        self.day = day
        self.secondOfDay = secondOfDay
        self.channel = channel
        self.gross = gross
        self.venue = venue
        self.street = street
    }
}
