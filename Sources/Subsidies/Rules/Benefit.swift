internal import Meals

/// What a subsidy is worth before caps and limits.
enum Benefit: Hashable, Sendable {
    case amount(Fen)
    /// A fraction of the amount after discount, up to a cap where one is written.
    case rate(Rational, atMost: Fen?)
    /// The diner pays this and the rest is subsidy.
    case pay(Fen)

    /// The worth in fen, never negative.
    ///
    /// - Parameters:
    ///   - price: the amount after discount, in fen.
    ///   - due: what is left of it after earlier grants.
    func worth(price: Int64, due: Int64, _ rounding: Rounding) -> Int64 {
        switch self {
        case .amount(let amount): return amount.fen
        case .rate(let rate, let cap):
            let share = Fen(price).times(rate, rounding).fen
            guard let cap else { return share }
            return min(share, cap.fen)
        case .pay(let own): return max(due - own.fen, 0)
        }
    }
}

/// 消费门槛: the spend that a subsidy asks for.
enum Threshold: Hashable, Sendable {
    /// 满
    case atLeast(Fen)
    /// 超过
    case moreThan(Fen)

    func isMet(by spend: Int64) -> Bool {
        switch self {
        case .atLeast(let bound): spend >= bound.fen
        case .moreThan(let bound): spend > bound.fen
        }
    }
}
