internal import Meals

/// What one set of rules gives, fen by fen.
struct Curve {
    /// Discount and subsidies together at each amount.
    let benefit: [Int32]
    /// The place in `givers` at each amount.
    private let giverPlaces: [UInt8]
    private let givers: [Givers]
    /// The first amounts at which the funders' shares or the sum of all parts are wrong.
    let unequalFunders: Int?
    let unequalSum: Int?

    /// The rules that give: a discount and subsidies, by their places.
    struct Givers: Hashable {
        var discount: Int?
        var subsidies: [Int]
    }

    init(_ policy: Policy, _ facts: Facts, upTo top: Int) {
        var benefit: [Int32] = []
        benefit.reserveCapacity(top + 1)
        var places: [UInt8] = []
        places.reserveCapacity(top + 1)
        var givers: [Givers] = []
        var (unequalFunders, unequalSum): (Int?, Int?)
        var outcome = Outcome()
        let facts = FactBits(facts)
        for fen in 0...top {
            let gross = Fen(Int64(fen))
            policy.rules.withView(policy.terms) {
                $0.settle(gross, facts, NothingUsed(), into: &outcome)
            }
            let decision = policy.decision(on: gross, outcome)
            if decision.subsidy != outcome.subsidy { unequalFunders = unequalFunders ?? fen }
            if decision.payable < .zero || decision.discount < .zero
                || decision.discount + decision.subsidy + decision.payable != gross
            {
                unequalSum = unequalSum ?? fen
            }
            benefit.append(Int32(clamping: outcome.benefit.fen))
            let now = Givers(
                discount: outcome.discountRule, subsidies: outcome.grants.map(\.rule))
            if let last = places.last, givers[Int(last)] == now {
                places.append(last)
            } else {
                let place = givers.firstIndex(of: now) ?? givers.count
                if place == givers.count { givers.append(now) }
                places.append(UInt8(clamping: place))
            }
        }
        self.benefit = benefit
        giverPlaces = places
        self.givers = givers
        (self.unequalFunders, self.unequalSum) = (unequalFunders, unequalSum)
    }

    var givesNothing: Bool { benefit.allSatisfy { $0 == 0 } }

    func givers(at fen: Int) -> Givers { givers[Int(giverPlaces[fen])] }

    /// The first amount at which one fen more gets less.
    var firstFall: Int? { benefit.indices.dropLast().first { benefit[$0 + 1] < benefit[$0] } }

    /// The first amount at which this gives less than another curve.
    func firstBelow(_ other: Curve) -> Int? {
        benefit.indices.first { benefit[$0] < other.benefit[$0] }
    }
}
