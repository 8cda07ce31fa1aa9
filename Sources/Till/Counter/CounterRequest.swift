package import Journal
package import Meals

/// What a counter asks of its till; each is answered before the next input.
package enum CounterRequest: Hashable, Sendable {
    case read(card: String)
    /// - Parameter reserve: false in training, where nothing may be reserved.
    case quote(Basket, reserve: Bool)
    case sell(Quote, [Tender], training: Bool)
    /// What was reserved for a price is not wanted any more.
    case abandon(Quote)
    case findSale(RecordID)
    /// All that is left where no lines are named.
    case quoteReturn(RecordID, lines: [Reversal.Line]?)
    case seal(Record.Body, cashier: String)
    case closeDay
    case checkPIN(String)
    case setPIN(String, old: String)
    case print(Printout)
    case shutDown
}

/// What the till answers.
package enum CounterReply: Hashable, Sendable {
    case read(ReadCard)
    case quoted(Quote, Advice)
    /// The record is on the disk.
    case sealed(Record)
    case sale(TillEngine.Sold?)
    case returning(ReturnQuote)
    case noReturn(ReturnError)
    case pin(accepted: Bool)
    /// Nothing was recorded.
    case failed(String)
}

/// What goes to the printer; what it tells of is on the disk by then.
package enum Printout: Hashable, Sendable {
    /// The slip of a sale, a practice sale, a void or a refund.
    ///
    /// - Parameter received: the notes and coins handed over.
    case slip(Record, received: Fen?, isCopy: Bool)
    /// A list of figures.
    case report(CounterReport)
    /// Z, with the chain as the day's closing record left it.
    case dayClose(Record, ChainHead, Takings)
}

/// What the till knows that its counter shows or decides from.
package struct TillFacts: Hashable, Sendable {
    /// How the way to the service is.
    package enum Link: Hashable, Sendable {
        case waiting
        case online
        case offline
        /// The service has refused this till, such as a copied disk.
        case refused(String)
    }

    package var terminal: TerminalID
    package var canteen: String
    package var menu: [MenuItem]
    /// The dishes of the meal that is served now or next; empty where the menu does not say.
    package var served: [String]
    package var snapshot: String
    package var drawer: Drawer
    package var closedDay: Day?
    /// The day by the service's clock, as far as the till knows.
    package var today: Day
    /// The business day that a Z closes now.
    package var dayToClose: Day
    /// Sums since the last Z.
    package var takings: Takings
    package var head: ChainHead
    package var unsent: Int
    /// Milliseconds that the till's clock is ahead.
    package var drift: Int64
    /// Records that the service put aside; they hold nothing up.
    package var refused: [RefusedRecord]
    package var link: Link
    package var hasPIN: Bool

    package func item(_ code: String) -> MenuItem? { menu.first { $0.code == code } }
}
