/// What an audit looks for: each rule comes from a real case of misuse.
package enum AuditRule: String, CaseIterable, Sendable {
    /// A meal after the diner's death.
    case afterDeath = "after-death"
    /// One diner at two canteens within the time that the way takes.
    case twoPlaces = "two-places"
    /// More subsidised meals in a day than anybody eats.
    case tooOften = "too-often"
    /// More claimed for one diner in a period, day, week or month than the policy's limits allow.
    case claimedBeyondLimit = "claimed-beyond-limit"
    /// Many cards at one terminal within seconds.
    case burst
    /// Meals outside the hours in which a canteen serves.
    case outsideHours = "outside-hours"
    /// Baskets again and again at exactly the amount that earns a subsidy.
    case thresholdHugging = "threshold-hugging"
    /// More meals in a day than portions delivered, or than the seats turn over.
    case overCapacity = "over-capacity"
    /// One cashier with far more different cards in a day than a till can serve, or with the same
    /// cards again and again when no meal is served.
    case cashierCards = "cashier-cards"
    /// A meal of somebody who lives in an institution.
    case inInstitution = "in-institution"
    /// More subsidised diners of a class in a day than come of those enrolled for it, or some who
    /// are not on the roster.
    case aboveRoster = "above-roster"
    /// All three meals on nearly every day of a month, or more subsidised ones than anybody eats.
    case everyMeal = "every-meal"
    /// More sold of a dish at a meal than a kitchen brought.
    case soldBeyondDelivered = "sold-beyond-delivered"
    /// Subsidised sales after the food was gone.
    case noFoodLeft = "no-food-left"
    /// A card silent for long, then used again and again.
    case awakened
    /// Many cards with the very same basket at one terminal within minutes.
    case identicalBaskets = "identical-baskets"
    /// Meals on a day on which the canteen was closed or, supplied on others, got nothing to sell.
    case closedDay = "closed-day"
    /// Dishes sold at a meal whose delivery records name others, and not them.
    case soldUnrecorded = "sold-unrecorded"

    package enum Severity: String, Sendable { case high, medium, low }

    package var severity: Severity {
        switch self {
        case .afterDeath, .twoPlaces, .burst, .inInstitution, .closedDay, .claimedBeyondLimit,
            .noFoodLeft:
            .high
        case .tooOften, .overCapacity, .aboveRoster, .cashierCards, .awakened, .identicalBaskets,
            .soldBeyondDelivered:
            .medium
        case .outsideHours, .thresholdHugging, .everyMeal, .soldUnrecorded: .low
        }
    }
}
