package import Meals

/// An exact amount in a unit, as a recipe or a price list writes it.
package struct Quantity: Hashable, Sendable {
    package let amount: Rational
    package let unit: UnitOfMeasure

    package init(_ amount: Rational, _ unit: UnitOfMeasure) {
        self.amount = amount
        self.unit = unit
    }
}

extension Quantity: CustomStringConvertible {
    /// Reads `120 克`, `0.5 个` or `2kg`; nil for anything else, and for numbers that are not
    /// ``Rational/isKitchenNumber``.
    package init?(_ text: some StringProtocol) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "/") }
        let symbol = text.dropFirst(number.count).drop { $0 == " " }
        guard let amount = Rational(text: number), amount.isKitchenNumber,
            let unit = UnitOfMeasure(symbol)
        else { return nil }
        self.init(amount, unit)
    }

    package var description: String { "\(amount.decimal) \(unit)" }

    static let shape = "a quantity with its unit (write 120 克; units: \(UnitOfMeasure.known))"
}

extension Rational {
    /// True for a number that a kitchen could mean, such as `0.125` or `1/3`.
    ///
    /// It is above 0, at most 100,000 and has a denominator of at most 1000; products of such
    /// numbers stay within 64 bits.
    var isKitchenNumber: Bool {
        self > .zero && self <= Rational(100_000) && denominator <= 1000
    }

    /// The number as a decimal where three places hold it, else as a fraction.
    package var decimal: String {
        guard 1000 % denominator == 0 else { return description }
        let thousandths = numerator * (1000 / denominator)
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        var digits = Int(rest).padded(3)
        while digits.hasSuffix("0") { digits.removeLast() }
        return (numerator < 0 ? "-" : "") + "\(whole)" + (digits.isEmpty ? "" : ".\(digits)")
    }
}
