internal import Meals

/// What a subsidy rule is called and who pays for it.
struct SubsidyTerms: Sendable {
    let name: RuleName
    let funding: Funding
    /// The split of the amount that most grants have, made once.
    private let usual: (amount: Fen, shares: [FunderShare])?

    init(name: RuleName, funding: Funding, benefit: Benefit) {
        self.name = name
        self.funding = funding
        usual = benefit.usualAmount.map { ($0, funding.split($0)) }
    }

    func grant(_ amount: Fen) -> Grant {
        if let usual, usual.amount == amount { return Grant(rule: name.id, shares: usual.shares) }
        return Grant(rule: name.id, shares: funding.split(amount))
    }
}

extension Benefit {
    /// The amount that the rule itself names.
    fileprivate var usualAmount: Fen? {
        switch self {
        case .amount(let amount): amount
        case .rate(_, let cap): cap
        case .pay: nil
        }
    }
}
