package import Meals

/// What was taken back of one sale so far: the sums of its voids and refunds.
package struct Returned: Hashable, Sendable {
    package private(set) var quantities: [Int: Int] = [:]
    package private(set) var gross = Fen.zero
    package private(set) var discount = Fen.zero
    package private(set) var tenders: [TenderKind: Fen] = [:]
    private var shares: [ShareName: Fen] = [:]

    private struct ShareName: Hashable {
        let rule: String
        let funder: String
    }

    package init(_ reversals: [Reversal] = []) {
        for reversal in reversals { add(reversal) }
    }

    package mutating func add(_ reversal: Reversal) {
        gross += reversal.gross
        discount += reversal.discount
        for line in reversal.lines { quantities[line.index, default: 0] += line.quantity }
        for tender in reversal.tenders { tenders[tender.kind, default: .zero] += tender.amount }
        for grant in reversal.grants {
            for share in grant.shares {
                shares[ShareName(rule: grant.rule, funder: share.funder), default: .zero] +=
                    share.amount
            }
        }
    }

    package var paid: Fen { tenders.values.total { $0 } }

    /// What of one funder's share was taken back.
    package func amount(_ rule: String, _ funder: String) -> Fen {
        shares[ShareName(rule: rule, funder: funder)] ?? .zero
    }

    /// What of the diner's allowances a further reversal gives back: amounts as they come, the
    /// count of a grant once all of it is back.
    package func restored(of sale: Sale, by reversal: Reversal) -> [RuleUse] {
        reversal.grants.map { grant in
            let granted = sale.grants.first { $0.rule == grant.rule }?.amount ?? .zero
            // Not only the funders named now: another one's share may be back already.
            let earlier = shares.filter { $0.key.rule == grant.rule }.values.total { $0 }
            let whole = earlier + grant.amount == granted && grant.amount > .zero
            return RuleUse(
                rule: grant.rule, day: sale.day, period: sale.period, count: whole ? -1 : 0,
                amount: -grant.amount)
        }
    }
}
