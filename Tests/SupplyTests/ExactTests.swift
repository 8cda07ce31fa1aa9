import Meals
import Testing

@testable import Supply

@Suite struct ExactTests {
    @Test("sums and products are exact far beyond 64 bits, and say where they end")
    func wide() throws {
        let small = Exact(1, 999_999_937)
        let smaller = small * small
        #expect(smaller.denominator == 999_999_937 * 999_999_937)
        #expect((smaller + small) - small == smaller)
        #expect(smaller / small == small)
        #expect(smaller.multiplied(by: smaller) != nil)
        #expect((smaller * smaller).multiplied(by: small) == nil)
        let other = Exact(1, 1_000_000_007)
        #expect((smaller * smaller).adding(other) == nil)
        #expect((other * other * small).rational == nil)
    }

    @Test("order, rounding and figures agree with whole numbers", arguments: 0..<200)
    func figures(seed: UInt64) {
        var random = PlainRandom(seed)
        func number() -> Exact {
            Exact(Int64(random.next() % 2_000_001) - 1_000_000, Int64(random.next() % 9_999) + 1)
        }
        let (a, b) = (number(), number())
        #expect((a < b) == (a.numerator * b.denominator < b.numerator * a.denominator))
        #expect(a + b - b == a)
        #expect((b == .zero) || (a * b).multiplied(by: (b < .zero ? .zero - b : b).inverse) != nil)
        #expect(Exact(Int64(a.floor)) <= a && a < Exact(Int64(a.floor) + 1))
        #expect(a.ceiling == -(Exact.zero - a).floor)
        #expect(abs(a.rounded * a.denominator * 2 - a.numerator * 2) <= a.denominator)
    }

    @Test(
        "figures are written with the decimals that are asked for",
        arguments: [
            (Exact(1, 3), 2, "0.33"), (Exact(2, 3), 2, "0.67"), (Exact(5, 2), 0, "3"),
            (Exact(-1, 4), 1, "-0.2"), (Exact(12_345, 10), 3, "1234.500"), (.zero, 1, "0.0"),
        ])
    func shown(number: Exact, decimals: Int, text: String) {
        #expect(number.shown(decimals) == text)
    }

    @Test("a quantity is described as a decimal where it is one")
    func described() {
        #expect("\(Exact(1, 8)) \(Exact(1, 3)) \(Exact(40)) \(Exact(5, 2))" == "0.125 1/3 40 2.5")
    }
}

@Suite struct FineRecipeTests {
    @Test("two fillings with sizes of everyday are no trouble, and their sum is exact")
    func everyday() throws {
        var shelf = Shelf()
        shelf.ingredients = shelf.ingredients.replacing(
            "yield: \"0.8\"", with: "yield: \"0.93\", loss: \"0.02\"")
        shelf.preparations = """
            preparations:
              - {id: one, name: 甲馅, makes: 4.3 公斤, recipe: {pork: 3.1 公斤}}
              - {id: two, name: 乙馅, makes: 4.7 公斤, recipe: {pork: 3.7 公斤}}
              - {id: three, name: 丙馅, makes: 3.9 公斤, recipe: {one: 1.1 公斤, two: 1.3 公斤}}
            """
        shelf.dishes += """

              - {code: "601", name: 包, class: breakfast, price: "1.00", recipe: {one: 45 克}}
              - {code: "602", name: 饺, class: breakfast, price: "1.00", recipe: {two: 60 克}}
              - {code: "603", name: 饼, class: breakfast, price: "1.00", recipe: {three: 70 克}}
            """
        let book = try shelf.book()
        let rows = zip(["601", "602", "603"], [1234, 987, 4321]).map { code, portions in
            DemandRow(
                kitchen: "k", canteen: "c", period: .breakfast, dish: DishCode(code),
                portions: portions)
        }
        let line = try #require(Purchase(rows, menu: book).lines.first)
        let one = Exact(31, 43)
        let two = Exact(37, 47)
        let three = (one * Exact(11) + two * Exact(13)) / Exact(39)
        let net =
            one * Exact(45 * 1234) + two * Exact(60 * 987) + three * Exact(70 * 4321)
        #expect(line.required == net / Exact(9114, 10_000))
        #expect(line.net == net)
    }

    @Test("shares that no exact number holds are told with their line, and nothing traps")
    func tooFine() {
        var shelf = Shelf()
        let primes = [997, 991, 983, 977, 971, 967, 953, 947, 941, 937, 929, 919, 911]
        shelf.preparations =
            "preparations:\n"
            + primes.enumerated().map { place, prime in
                let inner = place == 0 ? "pork: 1 克" : "p\(place - 1): 1/\(primes[place - 1]) 克"
                return "  - {id: p\(place), name: 半, makes: \(prime) 克, recipe: {\(inner)}}\n"
            }.joined()
        shelf.dishes += """

              - {code: "601", name: 包, class: breakfast, price: "1.00", recipe: {p12: 1 克}}
            """
        #expect(shelf.complaints.contains { $0.contains("is made of too fine shares") })
        #expect(shelf.complaints.allSatisfy { $0.contains("fine") })
    }

    @Test("a ladder of preparations, each used twice, opens at once")
    func ladder() throws {
        var shelf = Shelf()
        shelf.preparations =
            "preparations:\n  - {id: p0, name: 半, makes: 1 公斤, recipe: {pork: 1 公斤}}\n"
            + (1...400).map {
                "  - {id: p\($0), name: 半, makes: 1 公斤, recipe: {p\($0 - 1): 500 克, "
                    + "\($0 > 1 ? "p\($0 - 2)" : "oil"): 500 克}}\n"
            }.joined()
        shelf.dishes += """

              - {code: "601", name: 包, class: breakfast, price: "1.00", recipe: {p60: 1 克}}
            """
        // Sixty halvings are still exact; what is made of four hundred is refused, not awaited.
        #expect(shelf.complaints.allSatisfy { $0.contains("fine") })
        shelf.preparations = shelf.preparations?.replacing("500 克", with: "1 公斤")
        shelf.dishes = shelf.dishes.replacing("p60: 1 克", with: "p20: 0.01 克")
        #expect(shelf.complaints.allSatisfy { $0.contains("fine") })
    }

    @Test("个, 份 and 盘 have grams of their own, and one that has none is told")
    func counting() throws {
        var shelf = Shelf()
        shelf.ingredients = shelf.ingredients.replacing(
            "piece: \"55\"", with: "piece: \"55\", tray: \"1650\"")
        shelf.dishes = shelf.dishes.replacing("{egg: 2 个}", with: "{egg: 0.5 盘}")
        let book = try shelf.book()
        #expect(book.gramsPerPortion(try #require(book["102"])).first?.grams == Exact(825))
        shelf.dishes = shelf.dishes.replacing("{egg: 0.5 盘}", with: "{egg: 1 份}")
        #expect(
            shelf.complaints == [
                "dishes.yaml:3: dishes[1].recipe.egg: 份 of 'egg' cannot be turned into grams; "
                    + "give it a portion (grams in one 份)"
            ])
    }

    @Test("a loss of nothing is a loss of 0", arguments: ["0", "0.0", "0.00"])
    func noLoss(text: String) throws {
        var shelf = Shelf()
        shelf.ingredients = shelf.ingredients.replacing(
            "yield: \"0.8\"", with: "loss: \"\(text)\"")
        #expect(try shelf.book().ingredient("pork")?.loss == .zero)
    }
}
