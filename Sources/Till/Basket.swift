package import Journal
package import Meals
package import Subsidies

/// What a diner wants to buy now.
package struct Basket: Hashable, Sendable {
    package var lines: [SaleLine]
    /// Nil is the public.
    package var diner: DinerID?
    /// The card by which the diner is known.
    package var card: CardToken?
    package var channel: Channel
    /// The order's number in the system it came from; the same order is sold once.
    package var order: String?

    package init(
        lines: [SaleLine], diner: DinerID? = nil, card: CardToken? = nil,
        channel: Channel = .dineIn, order: String? = nil
    ) {
        self.lines = lines
        self.diner = diner
        self.card = card
        self.channel = channel
        self.order = order
    }

    package var gross: Fen { lines.total(\.amount) }
}

/// What a basket costs a diner, and why.
package struct Quote: Hashable, Sendable {
    package let basket: Basket
    package let at: Moment
    package let day: Day
    package let period: MealPeriod
    package let policy: String?
    /// The snapshot that the price comes from; another may be current when it is paid.
    package let snapshot: String
    package let decision: Decision
    /// What was known of the diner's earlier grants.
    package let uses: [RuleUse]
    /// Whether the service has reserved the allowance.
    package var authorised = false

    package var payable: Fen { decision.payable }
}

/// What of a sale is to be given back, before the acquirer is asked.
package struct ReturnQuote: Hashable, Sendable {
    package let sale: RecordID
    package let lines: [Reversal.Line]
    package let gross: Fen
    package let discount: Fen
    package let grants: [Grant]
    /// How much goes back by which tender.
    package let tenders: [Tender]

    /// What a void or refund of it seals.
    ///
    /// - Parameter tenders: with the acquirer's answers; nil for what goes back without any.
    package func reversal(
        reason: String, order: String? = nil, tenders: [Tender]? = nil
    ) -> Reversal {
        Reversal(
            sale: sale, order: order, reason: reason, lines: lines, gross: gross,
            discount: discount, grants: grants, tenders: tenders ?? self.tenders)
    }
}
