package import Meals

/// One row of a roster file, with what the file alone holds: the name and the card numbers.
package struct RosterEntry: Hashable, Sendable {
    package let id: DinerID
    package let name: String
    package let birth: Day
    /// Card numbers, 16 to 19 digits.
    package let cards: [String]
    package let hukou: DivisionCode
    package let residence: DivisionCode
    package let statuses: Set<Status>
    package let validFrom: Day
    /// The last valid day; nil is open.
    package let validTo: Day?
}

/// Card numbers that no bank has given out.
enum FictitiousCard {
    /// 62 as UnionPay's cards begin, then nines; the check digit is right (Luhn).
    static func number(serial: Int, _ random: inout SeededRandom) -> String {
        let filler = (0..<random.within(1...4)).map { _ in "\(random.below(10))" }.joined()
        let body = "629999" + filler + serial.padded(8)
        return body + "\(checkDigit(body))"
    }

    static func checkDigit(_ body: String) -> Int {
        var sum = 0
        for (place, digit) in body.utf8.reversed().enumerated() {
            let value = Int(digit - 48) * (place % 2 == 0 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        return (10 - sum % 10) % 10
    }
}
