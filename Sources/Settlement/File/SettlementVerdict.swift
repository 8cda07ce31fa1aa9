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
    /// The first differences that were found, up to a hundred.
    package let differences: [Problem]
    /// How many more there are.
    package let furtherDifferences: Int

    /// True where the file states what its rows give.
    package var holds: Bool { differences.isEmpty }
}
