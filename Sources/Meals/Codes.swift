/// A name given by someone else: of a terminal, a canteen, a diner; one type for each of them.
package struct Code<Named>: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (a: Code, b: Code) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }
}

extension Code: CustomStringConvertible {
    package var description: String { text }
}

extension Code: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}

extension Code where Named: CheckedCode {
    /// The code, if it has the shape that its kind prescribes.
    package init?(checked text: some StringProtocol) {
        guard Named.accepts(String(text)) else { return nil }
        self.init(String(text))
    }
}

/// A kind of code with a prescribed shape.
package protocol CheckedCode {
    static func accepts(_ code: String) -> Bool
    /// The shape in words, for an error line.
    static var shape: String { get }
}

extension CheckedCode {
    fileprivate static func letters(
        _ code: String, _ lengths: ClosedRange<Int>, _ more: String = ""
    )
        -> Bool
    {
        lengths.contains(code.utf8.count)
            && code.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || more.utf8.contains(byte)
            }
    }
}

/// 终端: eight letters or digits.
package enum TerminalKind: CheckedCode {
    package static let shape = "8 letters or digits"
    package static func accepts(_ code: String) -> Bool { letters(code, 8...8) }
}

/// 助餐点.
package enum CanteenKind: CheckedCode {
    package static let shape = "1 to 35 letters, digits, - _ or ."
    package static func accepts(_ code: String) -> Bool { letters(code, 1...35, "-_.") }
}

/// 中央厨房.
package enum KitchenKind: CheckedCode {
    package static let shape = "1 to 35 letters, digits, - _ or ."
    package static func accepts(_ code: String) -> Bool { letters(code, 1...35, "-_.") }
}

/// 商户代码: eleven digits, then four digits or capitals.
package enum MerchantKind: CheckedCode {
    package static let shape = "11 digits and 4 digits or capital letters"
    package static func accepts(_ code: String) -> Bool {
        code.utf8.count == 15
            && code.utf8.prefix(11).allSatisfy { (48...57).contains($0) }
            && code.utf8.suffix(4).allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }
}

/// 行政区划代码: six digits for a district, nine for a street.
package enum DivisionKind: CheckedCode {
    package static let shape = "6 or 9 digits"
    package static func accepts(_ code: String) -> Bool {
        [6, 9].contains(code.utf8.count) && code.utf8.allSatisfy { (48...57).contains($0) }
    }
}

/// 就餐人: an opaque id without meaning.
package enum DinerKind: CheckedCode {
    package static let shape = "1 to 35 letters, digits, - _ or ."
    package static func accepts(_ code: String) -> Bool { letters(code, 1...35, "-_.") }
}

/// The name of a policy, a rule or a funder, as documents and files carry it.
package enum PlainWord: CheckedCode {
    package static let shape = "1 to 60 characters without blanks: ASCII or Chinese"
    package static func accepts(_ code: String) -> Bool {
        if code.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            return (1...60).contains(code.utf8.count)
        }
        return (1...60).contains(code.unicodeScalars.count)
            && code.unicodeScalars.allSatisfy {
                (0x21...0x7E).contains($0.value) || (0x4E00...0x9FFF).contains($0.value)
            }
    }
}

package typealias TerminalID = Code<TerminalKind>
package typealias CanteenID = Code<CanteenKind>
package typealias KitchenID = Code<KitchenKind>
package typealias MerchantID = Code<MerchantKind>
package typealias DivisionCode = Code<DivisionKind>
package typealias DinerID = Code<DinerKind>

/// A keyed token that stands for a card; the card's number is not kept.
package enum CardKind {}
package typealias CardToken = Code<CardKind>

extension Code where Named == DivisionKind {
    /// True where this division is the other one or lies in it: codes nest by prefix.
    package func lies(in wider: DivisionCode) -> Bool { text.hasPrefix(wider.text) }

    /// The district of a street: the first six digits.
    package var district: Substring { text.prefix(6) }
}

extension MerchantID {
    /// 商户类别码 (MCC), which stands inside of the code.
    package var category: String { String(text.dropFirst(7).prefix(4)) }
}
