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
            characters[..<(isOld ? 15 : 17)].allSatisfy({ (48...57).contains($0) })
        else { return .failure(.shape) }
        let check = isOld ? 0 : checkValue(characters[17])
        guard let check else { return .failure(.shape) }
        guard let area = Int(decimal: characters[0..<6]), areas.contains(area) else {
            return .failure(.area)
        }
        let dateStart = isOld ? 8 : 10
        guard let year = Int(decimal: characters[6..<dateStart]),
            let month = Int(decimal: characters[dateStart..<(dateStart + 2)]),
            let day = Int(decimal: characters[(dateStart + 2)..<(dateStart + 4)]),
            let birth = Day(year: isOld ? 1900 + year : year, month: month, day: day)
        else { return .failure(.birth) }
        guard !isOld else { return .success(birth) }
        // Each step doubles what came before, which gives the powers of two as weights.
        let sum = characters[..<17].reduce(0) { ($0 + Int($1) - 48) * 2 % 11 }
        return (sum + check) % 11 == 1 ? .success(birth) : .failure(.check)
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
