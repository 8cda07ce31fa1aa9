internal import Meals

/// What a subsidy is worth before caps and limits.
enum Benefit: Hashable, Sendable {
    case amount(Fen)
    /// A fraction of the amount after discount, up to a cap where one is written.
    case rate(Rational, atMost: Fen?)
    /// The diner pays this and the rest is subsidy.
    case pay(Fen)

    /// The worth, never negative.
    ///
    /// - Parameters:
    ///   - price: the amount after discount.
    ///   - due: what is left of it after earlier grants.
    func worth(price: Fen, due: Fen, _ rounding: Rounding) -> Fen {
        switch self {
        case .amount(let amount): return amount
        case .rate(let rate, let cap):
            let share = price.times(rate, rounding)
            guard let cap else { return share }
            return min(share, cap)
        case .pay(let own): return max(due - own, .zero)
        }
    }
}

/// 消费门槛: the spend that a subsidy asks for.
enum Threshold: Hashable, Sendable {
    /// 满
    case atLeast(Fen)
    /// 超过
    case moreThan(Fen)

    func isMet(by spend: Fen) -> Bool {
        switch self {
        case .atLeast(let bound): spend >= bound
        case .moreThan(let bound): spend > bound
        }
    }
}
