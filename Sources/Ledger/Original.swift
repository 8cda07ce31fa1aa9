package import Journal
package import Meals

/// A sale that a reversal points at: how it was booked and what was taken back before.
package struct Original: Hashable, Sendable {
    package let sale: Sale
    package let rating: Rating
    package let reversed: Returned
    /// Rule → what of its grant went to suspense when the sale's window closed.
    package let suspended: [String: Fen]

    /// Variance, suspense and claim of one share, in the order in which they are taken back.
    func layers(of name: SubsidyName) -> Layers {
        guard let share = rating.shares.first(where: { $0.name == name }) else {
            return Layers([.zero, .zero, .zero])
        }
        let suspended = min(share.claimed, suspendedShare(share))
        return Layers([share.variance, suspended, share.claimed - suspended])
    }

    // A grant goes to suspense funder by funder in written order (see `LimitCheck`).
    private func suspendedShare(_ share: Rating.Share) -> Fen {
        var left = suspended[share.name.rule] ?? .zero
        for other in rating.shares where other.name.rule == share.name.rule {
            if other == share { return left }
            left -= min(left, other.claimed)
        }
        return .zero
    }

    /// Why a reversal takes back more than is left of the sale; nil where it fits.
    package func excess(of reversal: Reversal) -> String? {
        let after = Returned([reversal])
        for (index, quantity) in after.quantities {
            guard sale.lines.indices.contains(index) else { return "line \(index) is not there" }
            let sold = sale.lines[index].quantity
            if (reversed.quantities[index] ?? 0) + quantity > sold {
                return "line \(index): more than the \(sold) sold"
            }
        }
        if reversed.gross + reversal.gross > sale.gross { return "more than the price" }
        if reversed.paid + reversal.paid > sale.paid { return "more than was paid" }
        if reversed.discount + reversal.discount > sale.discount {
            return "more than the discount"
        }
        for grant in reversal.grants {
            for share in grant.shares {
                let granted = rating.shares
                    .first { $0.name.rule == grant.rule && $0.name.funder == share.funder }?.amount ?? .zero
                if reversed.amount(grant.rule, share.funder) + share.amount > granted {
                    return "more than \(share.funder) gave by rule \(grant.rule)"
                }
            }
        }
        return nil
    }
}
