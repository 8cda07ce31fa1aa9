package import Meals

/// A card that was put on the reader.
package struct ReadCard: Hashable, Sendable {
    package let token: CardToken
    package let meaning: CardMeaning

    /// Whose it is; nil pays the public price.
    package var diner: DinerID? { meaning.diner }

    /// The line for the cashier, who turns nobody away; nil where there is nothing to say.
    package var line: String? {
        switch meaning {
        case .diner: nil
        case .unknown: "E01 名册里没有这张卡 → 按原价  (public price)"
        case .hot(let since): "E06 此卡 \(since) 起已停用 → 按原价，请本人办新卡  (public price)"
        }
    }
}

extension Basket {
    /// Puts a card to the basket: its diner, or the public.
    package mutating func take(_ card: ReadCard) {
        diner = card.diner
        self.card = card.token
    }
}

extension Till {
    /// Reads a card by its number, as a wedge reader types it.
    package func read(card: String, at: Moment) -> ReadCard { machine.read(card: card, at: at) }
}
