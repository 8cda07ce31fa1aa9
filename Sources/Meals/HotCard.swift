/// A card that stands for nobody any more (止付), lost, cancelled or replaced.
package struct HotCard: Hashable, Sendable {
    package let card: CardToken
    /// The first business day on which it pays the public price.
    package let since: Day

    package init(card: CardToken, since: Day) {
        self.card = card
        self.since = since
    }
}

/// What a card means on a day.
package enum CardMeaning: Hashable, Sendable {
    case diner(DinerID)
    /// The roster does not know it: the public.
    case unknown
    /// It was stopped: the public, whoever holds it.
    case hot(since: Day)

    package var diner: DinerID? { if case .diner(let id) = self { id } else { nil } }
}
