internal import Meals

/// A temperature as a thermometer shows it, exact: 59.9 is below 60.
package struct Celsius: Hashable, Comparable, Sendable {
    /// In thousandths of a degree.
    private let thousandths: Int

    init(_ degrees: Int) { thousandths = degrees * 1000 }

    /// Reads `61`, `61.5`, `-2` or `61.5°C`, from -60 to 120 degrees with up to three decimals.
    init?(written text: String) {
        var text = text[...]
        if let unit = ["°C", "° C", "℃", "度"].first(where: text.hasSuffix) {
            text = text.dropLast(unit.count)
            while text.last == " " { text = text.dropLast() }
        }
        let isBelowZero = text.first == "-"
        if isBelowZero { text = text.dropFirst() }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int(decimal: parts[0].utf8), whole <= 120
        else { return nil }
        var rest = 0
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, let digits = Int(decimal: parts[1].utf8) else {
                return nil
            }
            rest = (parts[1].utf8.count..<3).reduce(digits) { sum, _ in sum * 10 }
        }
        let size = whole * 1000 + rest
        thousandths = isBelowZero ? -size : size
        guard (-60_000...120_000).contains(thousandths) else { return nil }
    }

    package static func < (a: Celsius, b: Celsius) -> Bool { a.thousandths < b.thousandths }
}

extension Celsius: ExpressibleByIntegerLiteral {
    package init(integerLiteral degrees: Int) { self.init(degrees) }
}

extension Celsius: CustomStringConvertible {
    /// Such as `61.5`, without zeros at its end.
    package var description: String {
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        var decimals = Int(rest).padded(3)
        while decimals.last == "0" { decimals.removeLast() }
        return (thousandths < 0 ? "-" : "") + "\(whole)" + (decimals.isEmpty ? "" : ".\(decimals)")
    }
}
