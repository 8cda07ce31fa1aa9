package import Meals
internal import Journal
package import Subsidies

/// What a cashier is told about a diner's subsidy: what is left, and why there is none now.
///
/// It is for the cashier's screen alone; no bystander sees anything of it.
package struct Advice: Hashable, Sendable {
    /// Why nothing is granted.
    package enum Reason: Hashable, Sendable {
        /// The allowance of a window was used before.
        case usedUp(LimitWindow)
        /// From this price on there would be a subsidy.
        case spendAtLeast(Fen)
        /// There is one for meals eaten here.
        case dineInOnly
        /// There is one at another time of this day.
        case otherPeriod
        case notEligible
    }

    /// What of a limit is left before this meal.
    package struct Left: Hashable, Sendable {
        package let window: LimitWindow
        package let measure: Limit.Measure
    }

    package let reason: Reason?
    package let left: [Left]

    package init(reason: Reason?, left: [Left]) {
        self.reason = reason
        self.left = left
    }

    package static let none = Advice(reason: nil, left: [])
}

extension TillEngine {
    /// Explains a quote to the cashier; for the public there is nothing to explain.
    package func advice(on quote: Quote) -> Advice {
        let time = trueTime(quote.at)
        guard let diner = quote.basket.diner, let policy = snapshot?.policy(on: time.day) else {
            return .none
        }
        // What the rules would grant on a fresh allowance, for a price that passes any threshold.
        let uses = uses(of: diner, on: time.day)
        var dear = quote.basket
        dear.lines = [SaleLine(item: "", quantity: 1, unitPrice: max(dear.gross, Advice.ample))]
        let fresh = decide(dear, policy, time, [])
        let left = fresh.grants.flatMap { grant in
            policy.limits(ofRule: grant.rule).map { limit in
                limit.left(after: uses, rule: grant.rule, day: time.day, period: quote.period)
            }
        }
        guard quote.decision.grants.isEmpty, !quote.basket.lines.isEmpty else {
            return Advice(reason: nil, left: left)
        }
        return Advice(reason: reason(quote, policy, time, left, fresh: fresh), left: left)
    }

    private func reason(
        _ quote: Quote, _ policy: Policy, _ time: Moment, _ left: [Advice.Left], fresh: Decision
    ) -> Advice.Reason {
        let basket = quote.basket
        if !decide(basket, policy, time, []).grants.isEmpty {
            return .usedUp(left.first { $0.isNone }?.window ?? .day)
        }
        if !fresh.grants.isEmpty { return .spendAtLeast(threshold(basket, policy, time)) }
        var here = basket
        here.channel = .dineIn
        here.lines = [SaleLine(item: "", quantity: 1, unitPrice: max(basket.gross, Advice.ample))]
        if !decide(here, policy, time, []).grants.isEmpty { return .dineInOnly }
        here.channel = basket.channel
        let atOtherTime = stride(from: 0, to: 86_400, by: 1_800).contains { second in
            let other = Moment(time.day, secondOfDay: second)
            return !decide(here, policy, other, []).grants.isEmpty
        }
        return atOtherTime ? .otherPeriod : .notEligible
    }

    /// The least price that is granted something.
    private func threshold(_ basket: Basket, _ policy: Policy, _ time: Moment) -> Fen {
        var (below, enough) = (basket.gross.fen, max(basket.gross, Advice.ample).fen)
        while enough - below > 1 {
            let middle = below + (enough - below) / 2
            var tried = basket
            tried.lines = [SaleLine(item: "", quantity: 1, unitPrice: Fen(middle))]
            if decide(tried, policy, time, []).grants.isEmpty {
                below = middle
            } else {
                enough = middle
            }
        }
        return Fen(enough)
    }
}

extension Advice {
    /// A price above any threshold of a meal.
    fileprivate static let ample = Fen(100_000)
}

extension Advice.Left {
    fileprivate var isNone: Bool {
        switch measure {
        case .count(let count): count <= 0
        case .amount(let amount): amount <= .zero
        }
    }
}

extension Limit {
    fileprivate func left(after uses: [RuleUse], rule: String, day: Day, period: MealPeriod)
        -> Advice.Left
    {
        let used = uses.filter { $0.rule == rule && covers(day: day, period: period, use: $0) }
        return switch measure {
        case .count(let count):
            Advice.Left(
                window: window, measure: .count(max(0, count - used.reduce(0) { $0 + $1.count })))
        case .amount(let amount):
            Advice.Left(
                window: window, measure: .amount(max(.zero, amount - used.total(\.amount))))
        }
    }
}
