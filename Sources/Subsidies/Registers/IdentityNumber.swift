package import Meals

/// A citizen identity number (公民身份号码, GB 11643), as far as it may be used: its birth date.
///
/// Neither hukou nor residence follows from its first six digits, so they are not kept.
package struct IdentityNumber: Hashable, Sendable {
    package let birth: Day

    /// Why a text is no identity number.
    package enum Flaw: Error, Hashable, Sendable {
        case shape
        case birth
        case check
    }

    /// Checks the shape, the birth date and the check digit (ISO 7064 MOD 11-2).
    package init(_ text: some StringProtocol) throws(Flaw) {
        let characters = Array(text.utf8)
        guard characters.count == 18,
            let check = IdentityNumber.checkValue(characters[17]),
            characters[..<17].allSatisfy({ (48...57).contains($0) })
        else { throw .shape }
        guard let year = Int(decimal: characters[6..<10]),
            let month = Int(decimal: characters[10..<12]),
            let day = Int(decimal: characters[12..<14]),
            let birth = Day(year: year, month: month, day: day)
        else { throw .birth }
        // Each step doubles what came before, which gives the powers of two as weights.
        let sum = characters[..<17].reduce(0) { ($0 + Int($1) - 48) * 2 % 11 }
        guard (sum + check) % 11 == 1 else { throw .check }
        self.birth = birth
    }

    private static func checkValue(_ character: UInt8) -> Int? {
        switch character {
        case 48...57: Int(character) - 48
        case UInt8(ascii: "X"), UInt8(ascii: "x"): 10
        default: nil
        }
    }
}
