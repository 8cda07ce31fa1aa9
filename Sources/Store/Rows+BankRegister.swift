package import Meals

/// What the acquirer says a merchant gets for a settlement date.
package struct AcquirerNetRow: Hashable, Sendable {
    package let date: Day
    package let merchant: String
    /// Before fees, seen from the merchant.
    package let gross: Fen
    package let net: Fen
    /// The number of the match with the bank; nil while it waits.
    package let match: Int?

    package init(date: Day, merchant: String, gross: Fen, net: Fen, match: Int? = nil) {
        self.date = date
        self.merchant = merchant
        self.gross = gross
        self.net = net
        self.match = match
    }
}

/// One booking of a bank statement, kept until what it pays is known.
package struct BankBookingRow: Hashable, Sendable {
    /// What tells it from every other, in whatever statement it comes again.
    package let source: String
    /// The statement that it came with.
    package let statement: String
    package let merchant: String?
    /// The settlement date that its words name.
    package let date: Day?
    package let bookedOn: Day
    package let amount: Fen
    package let match: Int?

    package init(
        source: String, statement: String, merchant: String?, date: Day?, bookedOn: Day,
        amount: Fen, match: Int? = nil
    ) {
        self.source = source
        self.statement = statement
        self.merchant = merchant
        self.date = date
        self.bookedOn = bookedOn
        self.amount = amount
        self.match = match
    }
}
