package import Meals

/// A difference that waits for two people, or for the file that explains it (挂账).
package struct OpenItemRow: Hashable, Sendable {
    /// Given by the store; 0 before.
    package let number: Int
    /// The movements it is made of: the same difference found again is the same item.
    package let identity: String
    package let leg: String
    package let verdict: String
    package let window: Day
    package let merchant: String
    package let account: String
    package let owner: String
    /// Ours less theirs, seen from the merchant.
    package let amount: Fen
    package let ours: String
    package let theirs: String
    package let foundAt: Moment
    /// `clear`, `write-off`, or `met` where a later file had it; nil while nothing is proposed.
    package let closing: String?
    package let proposedBy: String?
    package let closedBy: String?
    package let closedAt: Moment?

    package init(
        number: Int = 0, identity: String, leg: String, verdict: String, window: Day,
        merchant: String, account: String, owner: String, amount: Fen, ours: String,
        theirs: String, foundAt: Moment, closing: String? = nil, proposedBy: String? = nil,
        closedBy: String? = nil, closedAt: Moment? = nil
    ) {
        self.number = number
        self.identity = identity
        self.leg = leg
        self.verdict = verdict
        self.window = window
        self.merchant = merchant
        self.account = account
        self.owner = owner
        self.amount = amount
        self.ours = ours
        self.theirs = theirs
        self.foundAt = foundAt
        self.closing = closing
        self.proposedBy = proposedBy
        self.closedBy = closedBy
        self.closedAt = closedAt
    }

    package var isOpen: Bool { closedAt == nil }
}

/// One step in an open item's life.
package struct OpenItemEvent: Hashable, Sendable {
    package let at: Moment
    package let by: String
    package let act: String
    package let note: String

    package init(at: Moment, by: String, act: String, note: String) {
        self.at = at
        self.by = by
        self.act = act
        self.note = note
    }
}
