internal import Meals

/// A number in a free text that names a person: a card's in clear, or a resident's identity number.
enum PersonalNumber: String, Sendable {
    case card = "a card number in clear"
    case identity = "a resident's identity number"

    /// Finds such a number standing by itself; order and query numbers of other lengths are none.
    static func found(in text: String) -> PersonalNumber? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= 16 else { return nil }
            var start = 0
            while start < bytes.count {
                guard isDigit(bytes[start]) else {
                    start += 1
                    continue
                }
                var end = start
                while end < bytes.count, isDigit(bytes[end]) { end += 1 }
                let run = UnsafeBufferPointer(rebasing: bytes[start..<end])
                let next: UInt8? = end < bytes.count ? bytes[end] : nil
                if run.count == 18, isIdentity(run, check: run[17]) { return .identity }
                if (16...19).contains(run.count), isCard(run) { return .card }
                // X, for ten, only as the last character.
                if run.count == 17, let next, next | 0x20 == UInt8(ascii: "x"),
                    isIdentity(run, check: UInt8(ascii: "X"))
                {
                    return .identity
                }
                start = end
            }
            return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// UnionPay's and the great foreign brands' first digits, and the check digit (Luhn).
    private static func isCard(_ digits: UnsafeBufferPointer<UInt8>) -> Bool {
        let first = digits[0] - 0x30
        guard [3, 4, 5].contains(first) || first == 6 && digits[1] == UInt8(ascii: "2") else {
            return false
        }
        var sum = 0
        for (place, byte) in digits.reversed().enumerated() {
            let digit = Int(byte - 0x30) * (place % 2 == 0 ? 1 : 2)
            sum += digit > 9 ? digit - 9 : digit
        }
        return sum % 10 == 0
    }

    /// A birth date since 1900 and the check digit (ISO 7064 MOD 11-2).
    private static func isIdentity(
        _ digits: UnsafeBufferPointer<UInt8>, check: UInt8
    ) -> Bool {
        func number(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 * 10 + Int(digits[$1] - 0x30) }
        }
        guard (11...82).contains(number(0..<2)), (1900...2100).contains(number(6..<10)),
            Day(year: number(6..<10), month: number(10..<12), day: number(12..<14)) != nil
        else { return false }
        let sum = (0..<17).reduce(0) { ($0 + Int(digits[$1] - 0x30)) * 2 % 11 }
        let value = (12 - sum) % 11
        return check == (value == 10 ? UInt8(ascii: "X") : UInt8(0x30 + value))
    }
}

extension SettlementDefect {
    /// Complaints about the texts that hold such a number.
    static func personal(_ texts: [(name: String, text: String)]) -> [SettlementDefect] {
        texts.compactMap { name, text in
            PersonalNumber.found(in: text).map { .personalNumber(field: name, $0.rawValue) }
        }
    }
}
