/// An exact fraction in lowest terms with a positive denominator.
///
/// Products are formed in 128 bits; a result that leaves 64 bits is our own mistake and traps.
package struct Rational: Hashable, Sendable {
    package let numerator: Int64
    package let denominator: Int64

    package init(_ numerator: Int64, _ denominator: Int64 = 1) {
        self.init(wide: Int128(numerator), Int128(denominator))
    }

    private init(wide numerator: Int128, _ denominator: Int128) {
        precondition(denominator != 0, "a fraction needs a denominator")
        // Nearly all fit in 64 bits, where a division takes a tenth of the time.
        if let top = Int64(exactly: numerator), let bottom = Int64(exactly: denominator),
            top > .min, bottom > .min
        {
            let divisor = Int64(
                Rational.greatestCommonDivisor(top.magnitude, bottom.magnitude))
            self.numerator = (bottom < 0 ? -top : top) / divisor
            self.denominator = (bottom < 0 ? -bottom : bottom) / divisor
            return
        }
        let divisor = Rational.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = Int64(sign * numerator / Int128(divisor))
        self.denominator = Int64(sign * denominator / Int128(divisor))
    }

    private static func greatestCommonDivisor<Whole: FixedWidthInteger & UnsignedInteger>(
        _ a: Whole, _ b: Whole
    ) -> Whole {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }

    package static let zero = Rational(0)
    package static let one = Rational(1)

    package static func + (a: Rational, b: Rational) -> Rational {
        Rational(
            wide: Int128(a.numerator) * Int128(b.denominator)
                + Int128(b.numerator) * Int128(a.denominator),
            Int128(a.denominator) * Int128(b.denominator))
    }

    package static prefix func - (a: Rational) -> Rational {
        Rational(-a.numerator, a.denominator)
    }

    package static func - (a: Rational, b: Rational) -> Rational { a + -b }

    package static func * (a: Rational, b: Rational) -> Rational {
        Rational(
            wide: Int128(a.numerator) * Int128(b.numerator),
            Int128(a.denominator) * Int128(b.denominator))
    }

    package static func / (a: Rational, b: Rational) -> Rational {
        Rational(
            wide: Int128(a.numerator) * Int128(b.denominator),
            Int128(a.denominator) * Int128(b.numerator))
    }

    /// Rounds to a whole number by the given rule.
    package func rounded(_ rounding: Rounding) -> Int64 {
        let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        return rounding.settled(quotient, rest, of: denominator)
    }

    /// The largest whole number that is not above the fraction.
    package var floor: Int64 {
        let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        return rest < 0 ? quotient - 1 : quotient
    }
}

extension Rational: Comparable {
    package static func < (a: Rational, b: Rational) -> Bool {
        Int128(a.numerator) * Int128(b.denominator) < Int128(b.numerator) * Int128(a.denominator)
    }
}

extension Rational: CustomStringConvertible {
    package var description: String {
        denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
    }
}

extension Rational {
    /// Reads `3`, `0.25` or `3/11`; nil for anything else, a sign included.
    package init?(text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let top = Rational(decimal: parts[0]),
            let bottom = Rational(decimal: parts[1]),
            top.denominator == 1, bottom.denominator == 1, bottom.numerator > 0
        {
            self = top / bottom
            return
        }
        guard parts.count == 1, let value = Rational(decimal: text) else { return nil }
        self = value
    }

    private init?(decimal text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !text.isEmpty, text.utf8.count <= 16,
            parts.allSatisfy({ part in
                !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) }
            }),
            let digits = Int64(parts.joined())
        else { return nil }
        var scale: Int64 = 1
        if parts.count == 2 { for _ in parts[1].utf8 { scale *= 10 } }
        self.init(digits, scale)
    }
}

/// How an amount that falls between two fen is settled.
package enum Rounding: String, CaseIterable, Sendable {
    case halfUp = "half-up"
    case halfEven = "half-even"
    case down
    case up
}

extension Rounding {
    /// The whole number for a division that left a rest; the divisor is positive.
    fileprivate func settled<Whole: FixedWidthInteger & SignedInteger>(
        _ quotient: Whole, _ rest: Whole, of divisor: Whole
    ) -> Whole {
        guard rest != 0 else { return quotient }
        let floor = rest < 0 ? quotient - 1 : quotient
        let above = rest < 0 ? rest + divisor : rest
        let below = divisor - above
        switch self {
        case .down: return floor
        case .up: return floor + 1
        case .halfUp: return above >= below ? floor + 1 : floor
        case .halfEven:
            if above == below { return floor % 2 == 0 ? floor : floor + 1 }
            return above > below ? floor + 1 : floor
        }
    }
}

extension Fen {
    /// The amount times a fraction, rounded once to a fen.
    package func times(_ fraction: Rational, _ rounding: Rounding) -> Fen {
        let (product, overflow) = fen.multipliedReportingOverflow(by: fraction.numerator)
        guard overflow else {
            let (quotient, rest) = product.quotientAndRemainder(dividingBy: fraction.denominator)
            return Fen(rounding.settled(quotient, rest, of: fraction.denominator))
        }
        // A share may be written with sixteen digits: the product then needs more than 64 bits.
        let divisor = Int128(fraction.denominator)
        let (quotient, rest) = (Int128(fen) * Int128(fraction.numerator))
            .quotientAndRemainder(dividingBy: divisor)
        return Fen(Int64(rounding.settled(quotient, rest, of: divisor)))
    }
}
