/// An amount of renminbi in fen, exact; files and screens show it as yuan with two decimals.
package struct Fen: Hashable, Comparable, Sendable {
    package let fen: Int64

    package init(_ fen: Int64) { self.fen = fen }

    package static let zero = Fen(0)

    /// The largest single amount a document may hold: twelve digits, as in UnionPay's files.
    package static let limit = Fen(999_999_999_999)

    package static func < (a: Fen, b: Fen) -> Bool { a.fen < b.fen }
    package static func + (a: Fen, b: Fen) -> Fen { Fen(a.fen + b.fen) }
    package static func - (a: Fen, b: Fen) -> Fen { Fen(a.fen - b.fen) }
    package static prefix func - (a: Fen) -> Fen { Fen(-a.fen) }
    package static func += (a: inout Fen, b: Fen) { a = a + b }
    package static func -= (a: inout Fen, b: Fen) { a = a - b }
    package static func * (a: Fen, count: Int) -> Fen { Fen(a.fen * Int64(count)) }
}

extension Fen {
    /// Reads yuan as written in a document: `8`, `8.5`, `8.50`; nil for anything else, a sign
    /// included, and for amounts above ``limit``.
    package init?(yuan text: some StringProtocol) {
        var value: Int64 = 0
        var digits = 0
        var decimals = -1
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard decimals < 2, digits < 13 else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                digits += 1
                if decimals >= 0 { decimals += 1 }
            case UInt8(ascii: "."):
                guard decimals < 0, digits > 0 else { return nil }
                decimals = 0
            default:
                return nil
            }
        }
        guard digits > 0, decimals != 0 else { return nil }
        for _ in 0..<(2 - max(decimals, 0)) { value *= 10 }
        guard value <= Fen.limit.fen else { return nil }
        self.init(value)
    }

    /// The amount in yuan with two decimals, such as `12.50` or `-0.05`.
    package var yuan: String {
        let (whole, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(fen < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension Fen: CustomStringConvertible {
    package var description: String { yuan }
}

extension Sequence {
    /// The sum of one amount of each element.
    package func total(_ amount: (Element) throws -> Fen) rethrows -> Fen {
        try reduce(.zero) { try $0 + amount($1) }
    }
}
