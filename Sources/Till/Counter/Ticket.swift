internal import Journal
package import Meals

/// What is being sold to one diner now, before it is sealed.
package struct Ticket: Hashable, Sendable {
    /// What is known of the card that was shown.
    package enum Card: Hashable, Sendable {
        case none
        case known(ending: String)
        /// The roster has no such card: its holder pays the public price.
        case unknown(ending: String)
        /// It was reported lost: whoever holds it pays the public price.
        case stopped(ending: String, since: Day)
    }

    package internal(set) var lines: [SaleLine] = []
    package internal(set) var diner: DinerID?
    package internal(set) var card = Card.none
    var token: CardToken?
    package internal(set) var channel = Channel.dineIn
    /// The price as it was asked for last; nil while there is none.
    package internal(set) var quote: Quote?
    package internal(set) var advice = Advice.none
    /// What was paid so far.
    package internal(set) var tenders: [Tender] = []
    /// The notes and coins handed over so far.
    package internal(set) var cashGiven = Fen.zero
    /// The cashier has seen that there is no subsidy and goes on.
    package internal(set) var isFullPrice = false

    package init() {}

    package var isEmpty: Bool { lines.isEmpty && card == .none }
    package var payable: Fen { quote?.payable ?? .zero }
    package var paid: Fen { tenders.total(\.amount) }
    package var left: Fen { payable - paid }
    /// Cash to be handed back once all is paid.
    package var change: Fen {
        cashGiven - tenders.filter { $0.kind == .cash }.total(\.amount)
    }

    var basket: Basket { Basket(lines: lines, diner: diner, card: token, channel: channel) }

    /// Adds portions of a dish; a dish that is there already gets more of them.
    mutating func add(_ item: MenuItem, quantity: Int) {
        if let index = lines.firstIndex(where: {
            $0.item == item.code && $0.unitPrice == item.price
        }) {
            let line = lines[index]
            lines[index] = SaleLine(
                item: line.item, quantity: line.quantity + quantity, unitPrice: line.unitPrice)
        } else {
            lines.append(SaleLine(item: item.code, quantity: quantity, unitPrice: item.price))
        }
    }

    /// The refusal that stands until the cashier resolves it.
    var refusal: Refusal? {
        guard !isFullPrice else { return nil }
        switch card {
        case .unknown: return .unknownCard
        case .stopped(_, let since): return .stoppedCard(since)
        case .none, .known: break
        }
        if case .usedUp(let window) = advice.reason { return .usedUp(window) }
        return nil
    }
}

/// What the customer is told when a sale is done.
package struct Farewell: Hashable, Sendable {
    package let lines: [SaleLine]
    package let paid: Fen
    package let cashGiven: Fen
    package let change: Fen
    /// Money that goes back to the customer, by a void or a refund.
    package let returned: Fen
}

/// What of a receipt is being given back.
package struct RefundDraft: Hashable, Sendable {
    package let sold: TillEngine.Sold
    /// Portions chosen, by line.
    package internal(set) var chosen: [Int: Int] = [:]

    /// Portions of a line that can still be given back.
    package func left(_ line: Int) -> Int {
        sold.sale.lines[line].quantity - (sold.returned.quantities[line] ?? 0)
    }

    var reversalLines: [Reversal.Line] {
        chosen.filter { $0.value > 0 }.sorted { $0.key < $1.key }
            .map { Reversal.Line(index: $0.key, quantity: $0.value) }
    }
}
