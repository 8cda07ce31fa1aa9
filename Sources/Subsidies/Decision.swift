package import Meals

/// What a policy says to one meal: `gross = discount + subsidy + payable`, to the fen.
package struct Decision: Hashable, Sendable {
    package let gross: Fen
    /// Given by the canteen.
    package let discount: Fen
    /// The discount rule that applied; nil where the discount is 0.
    package let discountRule: String?
    /// Claimed from funders, in written order of the rules; none has an amount of 0.
    package let grants: [Grant]

    package init(gross: Fen, discount: Fen, discountRule: String?, grants: [Grant]) {
        self.gross = gross
        self.discount = discount
        self.discountRule = discountRule
        self.grants = grants
    }

    /// The full price: no discount, no subsidy.
    package init(publicPrice gross: Fen) {
        self.init(gross: gross, discount: .zero, discountRule: nil, grants: [])
    }

    package var subsidy: Fen {
        var sum = Fen.zero
        for grant in grants { for share in grant.shares { sum += share.amount } }
        return sum
    }

    /// What the diner pays; 0 at least.
    package var payable: Fen { gross - discount - subsidy }
}
