package import Meals

/// A meal that a rehearsal is going to sell.
package struct PlannedSale: Hashable, Sendable {
    /// Unique in the day, such as `R20261124-000123`.
    package let order: String
    package let at: Moment
    package let canteen: CanteenID
    package let terminal: TerminalID
    package let cashier: String
    /// The card that was shown, as its number; nil where none was.
    package let card: String?
    /// Who the card belongs to; nil for the public and for a card that the roster does not know.
    package let diner: DinerID?
    package let channel: Channel
    package let lines: [SaleLine]
    package let tender: TenderKind
    /// What happens to the sale later at the same terminal.
    package let later: Reversal?

    package var gross: Fen { lines.total(\.amount) }

    /// The end of a sale that did not stand.
    package enum Reversal: Hashable, Sendable {
        case void(at: Moment)
        case refund(at: Moment, lines: [RefundLine])
    }
}

/// So many portions of one line of the sale, counted from 0, given back.
package struct RefundLine: Hashable, Sendable {
    package let index: Int
    package let quantity: Int
}

/// One thing that happens at a terminal in a rehearsed day.
package enum PlannedEvent: Hashable, Sendable {
    case sale(PlannedSale)
    case void(of: String, at: Moment, terminal: TerminalID)
    case refund(of: String, at: Moment, terminal: TerminalID, lines: [RefundLine])

    package var at: Moment {
        switch self {
        case .sale(let sale): sale.at
        case .void(_, let at, _), .refund(_, let at, _, _): at
        }
    }

    package var terminal: TerminalID {
        switch self {
        case .sale(let sale): sale.terminal
        case .void(_, _, let terminal), .refund(_, _, let terminal, _): terminal
        }
    }

    private var order: String {
        switch self {
        case .sale(let sale): sale.order
        case .void(let order, _, _), .refund(let order, _, _, _): order
        }
    }

    /// The sales with their voids and refunds, in the order of the clock.
    package static func inOrder(_ sales: [PlannedSale]) -> [PlannedEvent] {
        let events = sales.flatMap { sale -> [PlannedEvent] in
            switch sale.later {
            case nil: [.sale(sale)]
            case .void(let at):
                [.sale(sale), .void(of: sale.order, at: at, terminal: sale.terminal)]
            case .refund(let at, let lines):
                [
                    .sale(sale),
                    .refund(of: sale.order, at: at, terminal: sale.terminal, lines: lines),
                ]
            }
        }
        return events.sorted { ($0.at, $0.order) < ($1.at, $1.order) }
    }
}
