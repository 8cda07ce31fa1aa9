package import Meals

/// A citizen identity number (公民身份号码, GB 11643), as far as it may be used: its birth date.
///
/// Neither hukou nor residence follows from its first six digits, so they are not kept. The form of
/// 15 digits that was issued until 1999 has two digits of the year and no check digit.
package struct IdentityNumber: Hashable, Sendable {
    package let birth: Day

    /// Why a text is no identity number.
    package enum Flaw: Error, Hashable, Sendable {
        case shape
        case area
        case birth
        case check
    }

    /// Checks the shape, the area code, the birth date and the check digit (ISO 7064 MOD 11-2).
    package init(
        _ text: some StringProtocol, areas: AreaCodes = AreaCodes()
    ) throws(Flaw) {
        var text = String(text)
        let read: Result<Day, Flaw> = text.withUTF8 { characters in
            IdentityNumber.birth(characters, areas)
        }
        birth = try read.get()
    }

    private static func birth(
        _ characters: UnsafeBufferPointer<UInt8>, _ areas: AreaCodes
    ) -> Result<Day, Flaw> {
        let count = characters.count
        let isOld = count == 15
        guard isOld || count == 18,
            isDigits(characters, isOld ? 15 : 17)
        else { return .failure(.shape) }
        let check = isOld ? 0 : checkValue(characters[17])
        guard let check else { return .failure(.shape) }
        let code = number(characters, 0..<6)
        guard areas.contains(code) else { return .failure(.area) }
        let date = isOld ? 8 : 10
        let year = number(characters, 6..<date)
        guard
            let birth = Day(
                year: isOld ? 1900 + year : year,
                month: number(characters, date..<(date + 2)),
                day: number(characters, (date + 2)..<(date + 4)))
        else { return .failure(.birth) }
        guard !isOld else { return .success(birth) }
        // Each step doubles what came before, which gives the powers of two as weights.
        var sum = 0
        for place in 0..<17 { sum = (sum + Int(characters[place]) - 48) * 2 % 11 }
        return (sum + check) % 11 == 1 ? .success(birth) : .failure(.check)
    }

    private static func isDigits(_ characters: UnsafeBufferPointer<UInt8>, _ count: Int) -> Bool {
        for place in 0..<count where !(48...57).contains(characters[place]) { return false }
        return true
    }

    /// Digits that were looked at before.
    private static func number(
        _ characters: UnsafeBufferPointer<UInt8>, _ places: Range<Int>
    ) -> Int {
        var value = 0
        for place in places { value = value * 10 + Int(characters[place]) - 48 }
        return value
    }

    /// Whether two numbers were given to one person: the old form lacks century and check digit.
    package static func isSamePerson(_ a: String, _ b: String) -> Bool { body(a) == body(b) }

    private static func body(_ number: String) -> String {
        number.utf8.count == 15
            ? number.prefix(6) + "19" + number.dropFirst(6) : String(number.prefix(17))
    }

    private static func checkValue(_ character: UInt8) -> Int? {
        switch character {
        case 48...57: Int(character) - 48
        case UInt8(ascii: "X"), UInt8(ascii: "x"): 10
        default: nil
        }
    }
}
