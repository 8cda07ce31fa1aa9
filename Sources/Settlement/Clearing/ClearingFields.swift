internal import Meals

/// What the fields of UnionPay's files mean.
enum ClearingFields {
    /// `D000000002861`: positive for C, from the merchant's side; a blank sign stands for zero.
    static func directed(_ text: String) -> Fen? {
        let digits = text.drop { !$0.isNumber }
        guard let value = Int(decimal: digits.utf8) else {
            return text.isEmpty ? .zero : nil
        }
        switch text.first {
        case "C": return Fen(Int64(value))
        case "D": return Fen(-Int64(value))
        default: return value == 0 ? .zero : nil
        }
    }

    /// The directed form of an amount; zero is `C` for what is settled.
    static func directed(_ amount: Fen, zero: String, digits: Int = 12) -> String {
        let sign = amount == .zero ? zero : amount > .zero ? "C" : "D"
        return sign + Int(amount.fen.magnitude).padded(digits)
    }

    /// MMDDhhmmss in the year that puts it nearest to the settlement date.
    static func time(_ text: String, near date: Day) -> Moment? {
        let digits = Array(text.utf8)
        guard digits.count == 10, let month = Int(decimal: digits[0..<2]),
            let day = Int(decimal: digits[2..<4]), let hour = Int(decimal: digits[4..<6]),
            let minute = Int(decimal: digits[6..<8]), let second = Int(decimal: digits[8..<10]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let year = date.parts.year
        let days = [year - 1, year, year + 1].compactMap {
            Day(year: $0, month: month, day: day)
        }
        guard let nearest = days.min(by: { abs($0 - date) < abs($1 - date) }) else { return nil }
        return Moment(nearest, secondOfDay: hour * 3600 + minute * 60 + second)
    }

    /// Six digits, stars, four digits, or blank; a number in clear is never taken.
    static func card(_ text: String) -> CardReading {
        if text.isEmpty { return .masked("") }
        var run = 0
        for byte in text.utf8 {
            run = FieldShape.isDigit(byte) ? run + 1 : 0
            if run >= 12 { return .clear }
        }
        let bytes = Array(text.utf8)
        let holds =
            (13...19).contains(bytes.count) && bytes.prefix(6).allSatisfy(FieldShape.isDigit)
            && bytes.suffix(4).allSatisfy(FieldShape.isDigit)
            && bytes.dropFirst(6).dropLast(4).allSatisfy { $0 == UInt8(ascii: "*") }
        return holds ? .masked(text) : .other
    }

    enum CardReading: Hashable { case masked(String), clear, other }

    /// The codes of debit, credit and semi-credit cards; all others are 其他卡 in the report.
    static func cardType(_ code: String) -> CardType { CardType(rawValue: code) ?? .other }
}
