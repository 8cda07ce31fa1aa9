package import Meals

/// Plays the bank at one terminal on one day: gives each card payment its references.
///
/// They depend on the terminal, the day and the running number alone, so terminals may run in
/// any order; a terminal that starts again goes on from the number it had reached.
package struct RehearsalAcquirer: Sendable {
    package let terminal: TerminalID
    package let day: Day
    /// Payments that have got references so far.
    package private(set) var issued: Int
    private let start: UInt64

    package init(terminal: TerminalID, day: Day, issued: Int = 0) {
        self.terminal = terminal
        self.day = day
        self.issued = issued
        start = SeededRandom.fingerprint("\(terminal) \(day)")
    }

    /// References for a payment or its reversal, by card or by QR code.
    ///
    /// The retrieval references of one terminal count up from a point of its own among 10¹², so
    /// those of a district's day do not meet.
    ///
    /// - Parameter card: the number of the card; nil pays with one made up here.
    package mutating func authorise(_ tender: TenderKind, card: String?) -> AcquirerReference {
        precondition(tender.hasAcquirer, "the acquirer clears cards and QR codes only")
        issued += 1
        var random = SeededRandom(seed: start, "payment \(issued)")
        let (year, month, dayOfMonth) = day.parts
        let authCode = random.below(1_000_000).padded(6)
        let stranger = FictitiousCard.number(serial: random.below(100_000_000), &random)
        let paysByCard = tender == .unionPayCard
        return AcquirerReference(
            trace: (issued % 1_000_000).padded(6),
            batch: (year % 100).padded(2) + month.padded(2) + dayOfMonth.padded(2),
            rrn: Int((start % 1_000_000_000_000 + UInt64(issued)) % 1_000_000_000_000).padded(12),
            authCode: paysByCard ? authCode : "",
            maskedCard: paysByCard ? RehearsalAcquirer.masked(card ?? stranger) : "")
    }

    /// The first six and the last four digits of a card number.
    package static func masked(_ card: String) -> String {
        card.prefix(6) + "******" + card.suffix(4)
    }
}
