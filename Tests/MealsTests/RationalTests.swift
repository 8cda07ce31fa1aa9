import Meals
import Testing

@Suite("An exact fraction")
struct RationalTests {
    private static func fractions(_ seed: UInt64, count: Int) -> [Rational] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            Rational(
                random.amount(-1_000_000...1_000_000),
                Int64.random(in: 1...100_000, using: &random)
                    * (Bool.random(using: &random) ? 1 : -1))
        }
    }

    /// True where a is b's numerator over its denominator, by cross products.
    private static func equals(_ a: Rational, _ top: Int128, _ bottom: Int128) -> Bool {
        Int128(a.numerator) * bottom == top * Int128(a.denominator)
    }

    @Test("is in lowest terms over a positive denominator")
    func lowestTerms() {
        for fraction in Self.fractions(1, count: 2000) {
            #expect(fraction.denominator > 0)
            var (a, b) = (fraction.numerator.magnitude, fraction.denominator.magnitude)
            while b != 0 { (a, b) = (b, a % b) }
            #expect(a == 1 || fraction == .zero && fraction.denominator == 1)
        }
        #expect(Rational(-6, -4) == Rational(3, 2) && Rational(6, -4) == Rational(-3, 2))
    }

    @Test("adds, subtracts, multiplies, divides and compares as cross products in 128 bits do")
    func arithmetic() {
        let numbers = Self.fractions(2, count: 2001)
        for (a, b) in zip(numbers, numbers.dropFirst()) {
            let (an, ad) = (Int128(a.numerator), Int128(a.denominator))
            let (bn, bd) = (Int128(b.numerator), Int128(b.denominator))
            #expect(Self.equals(a + b, an * bd + bn * ad, ad * bd))
            #expect(Self.equals(a - b, an * bd - bn * ad, ad * bd))
            #expect(Self.equals(a * b, an * bn, ad * bd))
            if b != .zero { #expect(Self.equals(a / b, an * bd, ad * bn)) }
            #expect((a < b) == (an * bd < bn * ad) && (a == b) == (an * bd == bn * ad))
        }
    }

    @Test("obeys the laws of a field")
    func laws() {
        let numbers = Self.fractions(3, count: 300)
        for (index, a) in numbers.enumerated().dropLast(2) {
            let b = Rational(numbers[index + 1].numerator, 360)
            let c = Rational(numbers[index + 2].numerator % 1000, 77)
            #expect(a + b == b + a && a * b == b * a)
            #expect((a + b) + c == a + (b + c))
            #expect(a * (b + c) == a * b + a * c)
            #expect(a + -a == .zero && a - .zero == a && a * .one == a)
            if a != .zero { #expect(a / a == .one) }
        }
    }

    @Test("rounds and floors as whole-number division says")
    func rounding() {
        for fraction in Self.fractions(4, count: 2000) + (-9...9).map({ Rational($0, 2) }) {
            let (top, bottom) = (Int128(fraction.numerator), Int128(fraction.denominator))
            for rounding in Rounding.allCases {
                #expect(
                    Int128(fraction.rounded(rounding)) == plainRounding(top, over: bottom, rounding)
                )
            }
            #expect(Int128(fraction.floor) == plainRounding(top, over: bottom, .down))
        }
    }

    @Test(
        "reads whole numbers, decimals and quotients",
        arguments: [
            ("3", 3, 1), ("0", 0, 1), ("0.25", 1, 4), ("0.850", 17, 20), ("3/11", 3, 11),
            ("6/4", 3, 2), ("0/7", 0, 1), ("1234567890123456", 1_234_567_890_123_456, 1),
        ] as [(String, Int64, Int64)])
    func reading(_ text: String, _ top: Int64, _ bottom: Int64) {
        #expect(Rational(text: text) == Rational(top, bottom))
        #expect(Rational(text: text).flatMap { Rational(text: "\($0)") } == Rational(top, bottom))
    }

    @Test(
        "refuses anything else",
        arguments: [
            "", "/", "1/", "/2", "1/0", "1/2/3", "-1", "+1", "1.", ".5", "1.2.3", "0.5/2", "2/0.5",
            " 1", "1e3", "½", "12345678901234567", "1/-2", "٣",
        ])
    func refusing(_ text: String) { #expect(Rational(text: text) == nil) }
}
