import Meals
import Subsidies
import Testing

@Suite("An identity number")
struct IdentityNumberTests {
    // Published test numbers; they belong to nobody.
    @Test(
        "gives its birth date where its check digit is right",
        arguments: [
            ("110101199003078670", "1990-03-07"), ("44040119580101000X", "1958-01-01"),
            ("44040119580101000x", "1958-01-01"), ("810000199408230021", "1994-08-23"),
            ("370284200001010015", "2000-01-01"), ("610104620927690", "1962-09-27"),
        ])
    func valid(number: String, birth: String) throws {
        #expect(try IdentityNumber(number).birth.description == birth)
    }

    @Test(
        "is refused with its flaw",
        arguments: [
            ("440308199901101513", IdentityNumber.Flaw.check), ("11010119900307867X", .check),
            ("440308199902301512", .birth), ("44030819990110", .shape),
            ("TES12345678901 j", .shape),
            ("610104620932690", .birth), ("61010462092769X", .shape),
            ("1101011990030786７0", .shape), ("", .shape), ("X10101199003078670", .shape),
            (":10101199003078670", .shape), ("11010119900307867:", .shape),
            ("1101011990030786/0", .shape),
            ("010101199003078670", .area), ("160101199003078670", .area),
            ("990104620927690", .area),
        ])
    func invalid(number: String, flaw: IdentityNumber.Flaw) {
        #expect(throws: flaw) { try IdentityNumber(number) }
    }

    @Test("gives its birth date, whatever the date and the check digit")
    func anyDate() throws {
        // GB 11643: weights of the places, and the check digit of each remainder.
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let checks = Array("10X98765432")
        var random = SeededRandom(seed: 5)
        var met: Set<Character> = []
        for _ in 0..<200 {
            let day = Day(number: Int.random(in: -18_000..<20_000, using: &random))
            let sequence = Int.random(in: 1...999, using: &random)
            let digits = "110101" + day.description.filter { $0 != "-" } + sequence.padded(3)
            let sum = zip(digits, weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
            met.insert(checks[sum % 11])
            #expect(try IdentityNumber(digits + String(checks[sum % 11])).birth == day)
        }
        #expect(met.count == 11)
    }

    @Test("is refused when any single digit is mistyped or two neighbours are swapped")
    func typingErrors() throws {
        let number = Array("110101199003078670".utf8)
        for index in 0..<17 {
            for digit in UInt8(48)...57 where digit != number[index] {
                var typed = number
                typed[index] = digit
                #expect(throws: IdentityNumber.Flaw.self) {
                    try IdentityNumber(String(decoding: typed, as: UTF8.self))
                }
            }
            guard number[index] != number[index + 1] else { continue }
            var swapped = number
            swapped.swapAt(index, index + 1)
            #expect(throws: IdentityNumber.Flaw.self) {
                try IdentityNumber(String(decoding: swapped, as: UTF8.self))
            }
        }
    }
}
