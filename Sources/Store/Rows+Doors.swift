package import Meals

/// A card that was stopped.
package struct StoppedCardRow: Hashable, Sendable {
    package let card: CardToken
    package let diner: DinerID
    package let stoppedAt: Moment
    package let reason: String
    /// The card that its diner has now.
    package let replacement: CardToken?

    package init(
        card: CardToken, diner: DinerID, stoppedAt: Moment, reason: String,
        replacement: CardToken? = nil
    ) {
        self.card = card
        self.diner = diner
        self.stoppedAt = stoppedAt
        self.reason = reason
        self.replacement = replacement
    }
}

/// Something about a till's journal that a person should know of.
package struct IncidentRow: Hashable, Sendable {
    package let kind: String
    package let terminal: TerminalID
    package let detail: String
    package let seenAt: Moment
}

/// The end of a till's key.
package struct RevocationRow: Hashable, Sendable {
    package let terminal: Int
    package let epoch: Int
    /// The last record that was acknowledged before.
    package let seq: Int
    package let revokedAt: Moment
    package let reason: String

    package init(terminal: Int, epoch: Int, seq: Int, revokedAt: Moment, reason: String) {
        self.terminal = terminal
        self.epoch = epoch
        self.seq = seq
        self.revokedAt = revokedAt
        self.reason = reason
    }
}
