import Meals
import Testing

@Suite("An amount in fen")
struct FenTests {
    @Test("reads back what it writes, over the whole range of a document")
    func roundTrip() throws {
        var random = SeededRandom(seed: 1)
        let edges: [Int64] = [0, 1, 9, 10, 99, 100, 101, 999_999_999_998, Fen.limit.fen]
        for fen in edges + (0..<3000).map({ _ in random.amount(0...Fen.limit.fen) }) {
            #expect(Fen(yuan: Fen(fen).yuan) == Fen(fen))
        }
    }

    @Test("writes yuan as an independent division does, negative ones too")
    func writing() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<2000 {
            let fen = random.amount(-5_000_000...5_000_000)
            let digits = Array(String(abs(fen)))
            let filled = Array(repeating: "0", count: max(0, 3 - digits.count)) + digits
            let yuan =
                (fen < 0 ? "-" : "") + String(filled.dropLast(2)) + "."
                + String(filled.suffix(2))
            #expect(Fen(fen).yuan == yuan && "\(Fen(fen))" == yuan)
        }
        #expect(Fen(.min).yuan == "-92233720368547758.08")
    }

    @Test(
        "reads yuan with none, one or two decimals",
        arguments: [
            ("8", 800), ("8.5", 850), ("8.50", 850), ("0", 0), ("0.01", 1), ("0.1", 10),
            ("007.10", 710), ("9999999999.99", 999_999_999_999), ("9999999999", 999_999_999_900),
        ] as [(String, Int64)])
    func reading(_ text: String, _ fen: Int64) { #expect(Fen(yuan: text) == Fen(fen)) }

    @Test(
        "refuses anything else",
        arguments: [
            "", ".", "8.", ".5", "8.505", "8,50", "-1", "+1", " 8", "8 ", "8.5.0", "¥8", "1e2",
            "０", "10000000000", "10000000000.00", "99999999999999999999", "0x10", "8.-1", "八",
        ])
    func refusing(_ text: String) { #expect(Fen(yuan: text) == nil) }

    @Test("adds, subtracts, multiplies and sums as its number does")
    func arithmetic() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<500 {
            let (a, b) = (random.amount(-99_999...99_999), random.amount(-99_999...99_999))
            var changed = Fen(a)
            changed += Fen(b)
            #expect(Fen(a) + Fen(b) == Fen(a + b) && changed == Fen(a + b))
            changed -= Fen(b)
            #expect(Fen(a) - Fen(b) == Fen(a - b) && changed == Fen(a))
            #expect(-Fen(a) == Fen(-a) && Fen(a) * 7 == Fen(a * 7))
            #expect((Fen(a) < Fen(b)) == (a < b))
            #expect([a, b, a].total { Fen($0) } == Fen(a + b + a))
        }
    }

    @Test("times a fraction is rounded once, as exact whole-number arithmetic says")
    func fractions() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<3000 {
            let fen = random.amount(0...Fen.limit.fen)
            let wide = Bool.random(using: &random)
            let bottom = Int64.random(in: 1...(wide ? 9_000_000_000_000_000 : 400), using: &random)
            let top = Int64.random(in: 0...bottom, using: &random)
            let fraction = Rational(top, bottom)
            for rounding in Rounding.allCases {
                let expected = plainRounding(
                    Int128(fen) * Int128(top), over: Int128(bottom), rounding)
                #expect(Int128(Fen(fen).times(fraction, rounding).fen) == expected)
            }
        }
    }

    @Test("times a fraction settles a tie by the rule")
    func ties() {
        let half = Rational(1, 2)
        let table: [(Int64, Rounding, Int64)] = [
            (1, .halfUp, 1), (3, .halfUp, 2), (1, .halfEven, 0), (3, .halfEven, 2),
            (5, .halfEven, 2), (1, .down, 0), (1, .up, 1), (4, .up, 2), (-1, .halfUp, 0),
            (-3, .halfEven, -2), (-1, .down, -1), (-1, .up, 0), (-5, .halfEven, -2),
        ]
        for (fen, rounding, expected) in table {
            #expect(Fen(fen).times(half, rounding) == Fen(expected), "\(fen) \(rounding)")
            #expect(Rational(fen, 2).rounded(rounding) == expected, "\(fen) \(rounding)")
        }
    }
}

/// A quotient rounded by comparing twice the rest with the divisor.
func plainRounding(_ top: Int128, over bottom: Int128, _ rounding: Rounding) -> Int128 {
    var floor = top / bottom
    if floor * bottom > top { floor -= 1 }
    let rest = top - floor * bottom
    if rest == 0 { return floor }
    switch rounding {
    case .down: return floor
    case .up: return floor + 1
    case .halfUp: return 2 * rest >= bottom ? floor + 1 : floor
    case .halfEven:
        if 2 * rest == bottom { return floor.isMultiple(of: 2) ? floor : floor + 1 }
        return 2 * rest > bottom ? floor + 1 : floor
    }
}
