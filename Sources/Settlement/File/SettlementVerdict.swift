package import Meals

/// What the verification of a settlement file came to.
package struct SettlementVerdict: Hashable, Sendable {
    package let header: SettlementHeader
    /// The sums that the rows give, whatever the trailer states.
    package let totals: SettlementTotals
    /// The claims that the transactions give, whatever the file states.
    package let claims: [SettlementClaim]
    package let deliveries: [SettlementDelivery]
    /// Card and QR payments without the acquirer's references, which no one can match singly.
    package let tendersWithoutReference: Int
    /// Voids and refunds of sales in earlier files, which were not looked at.
    package let originalsElsewhere: Int
    /// Voids and refunds that the books could not tie to a sale.
    package let originalsUnexplained: Int
    /// The first differences that were found, up to a hundred.
    package let differences: [Problem]
    /// How many more there are.
    package let furtherDifferences: Int

    /// True where the file states what its rows give.
    package var holds: Bool { differences.isEmpty }

    /// True where there was nothing to check: no row of any kind.
    package var isEmpty: Bool {
        totals.txnCount + totals.clearedCount + totals.disputeCount + totals.claimCount
            + totals.deliveryCount + totals.itemCount == 0
    }

    /// True for the acquirer's files packed without any books: no link of a chain.
    package var isArchive: Bool {
        header.fileId.hasPrefix("CLEARING-") && header.previous == nil && totals.txnCount == 0
    }
}
