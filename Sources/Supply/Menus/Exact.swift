package import Meals

/// An exact fraction in 128 bits: grams of a district's recipes, with everything they divide by.
///
/// Sums and products of numbers that a menu check let pass stay far within 128 bits; what a file
/// may write is formed with the checked forms, which answer nil where it does not fit.
package struct Exact: Hashable, Sendable {
    package let numerator: Int128
    /// Positive, and without a divisor that the numerator has, too.
    package let denominator: Int128

    package init(_ numerator: Int64, _ denominator: Int64 = 1) {
        self.init(Rational(numerator, denominator))
    }

    package init(_ rational: Rational) {
        self.init(lowest: Int128(rational.numerator), Int128(rational.denominator))
    }

    private init(lowest numerator: Int128, _ denominator: Int128) {
        self.numerator = numerator
        self.denominator = denominator
    }

    package static let zero = Exact(0)
    package static let one = Exact(1)

    /// The greatest common divisor; of 0 and 0 it is 1.
    static func divisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 {
            // Nearly all fit in 64 bits, where a division takes a fraction of the time.
            if let one = UInt64(exactly: a), let other = UInt64(exactly: b) {
                var (one, other) = (one, other)
                while other != 0 { (one, other) = (other, one % other) }
                return UInt128(one)
            }
            (a, b) = (b, a % b)
        }
        return max(a, 1)
    }

    /// Nil where the sum leaves 128 bits.
    package func adding(_ other: Exact) -> Exact? {
        if denominator == 1, other.denominator == 1 {
            let (sum, over) = numerator.addingReportingOverflow(other.numerator)
            return over ? nil : Exact(lowest: sum, 1)
        }
        let shared = Int128(
            Exact.divisor(denominator.magnitude, other.denominator.magnitude))
        let (left, right) = (other.denominator / shared, denominator / shared)
        let (bottom, over) = denominator.multipliedReportingOverflow(by: left)
        let (mine, mineOver) = numerator.multipliedReportingOverflow(by: left)
        let (theirs, theirsOver) = other.numerator.multipliedReportingOverflow(by: right)
        let (top, sumOver) = mine.addingReportingOverflow(theirs)
        guard !over, !mineOver, !theirsOver, !sumOver else { return nil }
        let divisor = Int128(Exact.divisor(top.magnitude, bottom.magnitude))
        return Exact(lowest: top / divisor, bottom / divisor)
    }

    /// Nil where the product leaves 128 bits.
    package func multiplied(by other: Exact) -> Exact? {
        if let short = short, let second = other.short { return short.times(second) }
        let one = Int128(Exact.divisor(numerator.magnitude, other.denominator.magnitude))
        let two = Int128(Exact.divisor(other.numerator.magnitude, denominator.magnitude))
        let (top, topOver) = (numerator / one)
            .multipliedReportingOverflow(by: other.numerator / two)
        let (bottom, bottomOver) = (denominator / two)
            .multipliedReportingOverflow(by: other.denominator / one)
        return topOver || bottomOver ? nil : Exact(lowest: top, bottom)
    }

    /// The same in 64 bits, where a division takes a fraction of the time.
    private struct Short {
        let top: Int64
        let bottom: Int64

        func times(_ other: Short) -> Exact {
            let one = Short.divisor(top, other.bottom)
            let two = Short.divisor(other.top, bottom)
            return Exact(
                lowest: Int128(top / one) * Int128(other.top / two),
                Int128(bottom / two) * Int128(other.bottom / one))
        }

        static func divisor(_ a: Int64, _ b: Int64) -> Int64 {
            if b == 1 { return 1 }
            var (a, b) = (a.magnitude, b.magnitude)
            while b != 0 { (a, b) = (b, a % b) }
            return Int64(max(a, 1))
        }
    }

    private var short: Short? {
        guard let top = Int64(exactly: numerator), let bottom = Int64(exactly: denominator),
            top > .min
        else { return nil }
        return Short(top: top, bottom: bottom)
    }

    /// The number so many times; a whole factor needs one divisor, and mostly a short one.
    package func times(_ count: Int) -> Exact {
        guard let bottom = Int64(exactly: denominator) else {
            return self * Exact(Int64(count))
        }
        let shared = Short.divisor(Int64(count), bottom)
        let factor = Int128(Int64(count) / shared)
        let (top, over) = numerator.multipliedReportingOverflow(by: factor)
        precondition(!over, "a checked quantity left 128 bits")
        return Exact(lowest: top, Int128(bottom / shared))
    }

    /// One over the number, which is above 0.
    package var inverse: Exact {
        precondition(numerator > 0, "only what is above 0 is divided by")
        return Exact(lowest: denominator, numerator)
    }
}

extension Exact {
    private static func held(_ result: Exact?) -> Exact {
        guard let result else { preconditionFailure("a checked quantity left 128 bits") }
        return result
    }

    package static func + (a: Exact, b: Exact) -> Exact { held(a.adding(b)) }

    package static func - (a: Exact, b: Exact) -> Exact {
        held(a.adding(Exact(lowest: -b.numerator, b.denominator)))
    }

    package static func * (a: Exact, b: Exact) -> Exact { held(a.multiplied(by: b)) }

    package static func / (a: Exact, b: Exact) -> Exact { held(a.multiplied(by: b.inverse)) }

    /// The largest whole number that is not above the fraction.
    package var floor: Int128 {
        let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The least whole number that is not below the fraction.
    package var ceiling: Int128 {
        let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        return rest > 0 ? quotient + 1 : quotient
    }

    /// The nearest whole number; a half goes up.
    package var rounded: Int128 { (self + Exact(1, 2)).floor }

    /// The number as a rational of 64 bits, to a millionth: a figure to be shown.
    package var millionths: Rational {
        Rational(Int64(clamping: (self * Exact(1_000_000)).rounded), 1_000_000)
    }

    /// The same number in 64 bits; nil where it does not fit.
    package var rational: Rational? {
        guard let top = Int64(exactly: numerator), let bottom = Int64(exactly: denominator) else {
            return nil
        }
        return Rational(top, bottom)
    }

    /// The number with a fixed count of decimals, for a person's eye.
    package func shown(_ decimals: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        return Exact.shown((self * Exact(scale)).rounded, decimals)
    }

    /// Whole parts of a power of ten as a decimal.
    package static func shown(_ digits: Int128, _ decimals: Int) -> String {
        let text = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - text.utf8.count)) + text
        let sign = digits < 0 ? "-" : ""
        return decimals == 0
            ? sign + padded : "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}

extension Exact: Comparable {
    package static func < (a: Exact, b: Exact) -> Bool {
        // Both products in 256 bits: neither side has a bound of its own.
        let left = a.numerator.multipliedFullWidth(by: b.denominator)
        let right = b.numerator.multipliedFullWidth(by: a.denominator)
        return left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension Exact {
    /// Reads a decimal such as `12.5` or a fraction such as `1250/3`, not negative: what
    /// ``description`` writes comes back the same.
    package init?(text: some StringProtocol) {
        func whole(_ digits: some StringProtocol) -> Int128? {
            !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
                ? Int128(digits) : nil
        }
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var (top, bottom): (Int128?, Int128?) = (nil, 1)
        if halves.count == 2 {
            (top, bottom) = (whole(halves[0]), whole(halves[1]))
        } else if parts.count == 2, !parts[0].isEmpty, (1...18).contains(parts[1].utf8.count) {
            top = whole(String(parts[0]) + String(parts[1]))
            bottom = parts[1].utf8.reduce(1) { scale, _ in scale * 10 }
        } else if parts.count == 1 {
            top = whole(parts[0])
        }
        guard let top, let bottom, bottom > 0 else { return nil }
        let divisor = Int128(Exact.divisor(top.magnitude, bottom.magnitude))
        self.init(lowest: top / divisor, bottom / divisor)
    }
}

extension Exact: CustomStringConvertible {
    /// A decimal where three places hold it, else a fraction.
    package var description: String {
        guard 1000 % denominator == 0 else { return "\(numerator)/\(denominator)" }
        var text = Exact.shown(numerator * (1000 / denominator), 3)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
