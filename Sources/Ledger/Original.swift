internal import Journal
internal import Meals
internal import Store

/// A sale that a reversal points at: what was taken back before and how it stands in the books.
struct Original {
    let sale: Sale
    let reversed: Returned
    /// What the sale's own entry and those of its reversals leave in each account.
    ///
    /// Corrections made when windows closed are not in it: an entry must not depend on whether a
    /// window was closed before or after its record arrived.
    let booked: BookedSums

    /// Why a reversal takes back more than is left of the sale; nil where it fits.
    func excess(of reversal: Reversal) -> String? {
        let after = Returned([reversal])
        for (index, quantity) in after.quantities.sorted(by: { $0.key < $1.key }) {
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
            let granted = sale.grants.first { $0.rule == grant.rule }?.shares ?? []
            for share in grant.shares {
                let given = granted.first { $0.funder == share.funder }?.amount ?? .zero
                if reversed.amount(grant.rule, share.funder) + share.amount > given {
                    return "more than \(share.funder) gave by rule \(grant.rule)"
                }
            }
        }
        return nil
    }
}

/// What the entries of some records leave in accounts.
struct BookedSums {
    private let accounts: [Account: Int]
    private var sums: [Int: Fen] = [:]

    init(_ state: LedgerState) { accounts = state.accounts }

    mutating func add(_ posting: FullPostingRow) {
        sums[posting.account, default: .zero] += posting.amount
    }

    subscript(account: Account) -> Fen {
        accounts[account].flatMap { sums[$0] } ?? .zero
    }
}
