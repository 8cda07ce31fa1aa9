internal import Meals

/// The shapes of the schema, asked before writing: what fails here would fail there.
enum SettlementShape {
    /// 1 to 35 letters, digits, `-`, `_` or `.`.
    static func isRef(_ text: String) -> Bool { CanteenKind.accepts(text) }

    /// ASCII without spaces, and Han characters, up to 60.
    static func isWord(_ text: String) -> Bool { PlainWord.accepts(text) }

    static func isTitle(_ text: String) -> Bool {
        (1...60).contains(text.unicodeScalars.count)
            && !text.utf8.contains { [0x9, 0xA, 0xD].contains($0) }
    }

    static func isDigits(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    static func isAlphanumeric(_ text: String, _ length: Int) -> Bool {
        text.utf8.count == length
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0)
            }
    }

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Six digits, three to nine stars, four digits.
    static func isMasked(_ text: String) -> Bool {
        let bytes = text.utf8
        return (13...19).contains(bytes.count)
            && bytes.prefix(6).allSatisfy { (0x30...0x39).contains($0) }
            && bytes.dropFirst(6).dropLast(4).allSatisfy { $0 == 0x2A }
            && bytes.suffix(4).allSatisfy { (0x30...0x39).contains($0) }
    }

    static func isAmount(_ amount: Fen) -> Bool { amount >= .zero && amount <= Fen.limit }

    static func isCount(_ count: Int) -> Bool { (0...999_999_999).contains(count) }

    /// The days with a year of four digits, 0001 to 9999, as numbers since 1970.
    private static let writableDays = -719_162...2_932_896

    static func isDay(_ day: Day) -> Bool { writableDays.contains(day.number) }

    static func isTime(_ time: Moment) -> Bool {
        // The last day of all is left out, for the eight hours that Shanghai is ahead.
        time.milliseconds >= Int64(writableDays.lowerBound) * 86_400_000
            && time.milliseconds < Int64(writableDays.upperBound) * 86_400_000
    }
}
