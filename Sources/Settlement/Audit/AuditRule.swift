/// What an audit looks for: each rule comes from a real case of misuse.
package enum AuditRule: String, CaseIterable, Sendable {
    /// A meal after the diner's death.
    case afterDeath = "after-death"
    /// One diner at two canteens within the time that the way takes.
    case twoPlaces = "two-places"
    /// More subsidised meals in a period, day or week than anybody is granted.
    case tooOften = "too-often"
    /// Many cards at one terminal within seconds.
    case burst
    /// Meals outside the hours in which a canteen serves.
    case outsideHours = "outside-hours"
    /// Baskets again and again at exactly the amount that earns a subsidy.
    case thresholdHugging = "threshold-hugging"
    /// More meals in a day than portions delivered, or than the seats turn over.
    case overCapacity = "over-capacity"
    /// One cashier with far more different cards in a day than a till can serve.
    case cashierCards = "cashier-cards"
    /// A meal of somebody who lives in an institution.
    case inInstitution = "in-institution"
    /// More subsidised diners in a day than a roster's attendance explains.
    case aboveRoster = "above-roster"
    /// All three meals on nearly every day of a month.
    case everyMeal = "every-meal"
    /// More sold of a dish in a day than a kitchen brought.
    case soldBeyondDelivered = "sold-beyond-delivered"
    /// A card silent for long, then used again and again.
    case awakened
    /// Many cards with the very same basket at one terminal within minutes.
    case identicalBaskets = "identical-baskets"
    /// Meals on a day on which the canteen, supplied on others, got nothing to sell.
    case closedDay = "closed-day"

    /// The rules that look at meals; the other looks at dishes beside what a kitchen brought.
    package static let ofMeals = allCases.filter { $0 != .soldBeyondDelivered }

    package enum Severity: String, Sendable { case high, medium, low }

    package var severity: Severity {
        switch self {
        case .afterDeath, .twoPlaces, .burst, .inInstitution, .closedDay: .high
        case .tooOften, .overCapacity, .aboveRoster, .cashierCards, .awakened, .identicalBaskets,
            .soldBeyondDelivered:
            .medium
        case .outsideHours, .thresholdHugging, .everyMeal: .low
        }
    }
}
