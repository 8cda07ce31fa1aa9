import Meals
import Testing

@testable import Supply

@Suite struct QuantityTests {
    @Test(
        "a quantity is read as a kitchen writes it",
        arguments: [
            ("120 克", "120 克"), ("120克", "120 克"), ("0.5 个", "0.5 个"), ("2kg", "2 公斤"),
            ("1/3 斤", "1/3 斤"), ("2 两", "2 两"), ("15 ml", "15 毫升"), ("3 箱", "3 箱"),
            ("1 份", "1 份"), ("5 g", "5 克"),
        ])
    func read(text: String, shown: String) {
        #expect(Quantity(text)?.description == shown)
    }

    @Test(
        "anything else is not a quantity",
        arguments: [
            "", "克", "120", "-1 克", "0 克", "1 勺", "1e3 克", "100001 克", "0.0001 克", "1/0 克",
            "１ 克", "12 克 克",
        ])
    func refused(text: String) { #expect(Quantity(text) == nil) }

    @Test("one bottle of 34 spoons goes there and back exactly (H37)")
    func bottles() {
        let oil = Ingredient(
            id: "oil", name: "油", buy: .box,
            pack: Quantity(Rational(34), .piece), piece: Rational(1, 34))
        let spoon = oil.gross(Quantity(.one, .piece))
        #expect(spoon == Exact(1, 34))
        #expect(spoon.map { bought(oil, $0 * Exact(34)) } == Quantity(.one, .box))
    }

    @Test("grams and millilitres of one food become one weight (H38)")
    func density() {
        let oil = Ingredient(
            id: "oil", name: "油", buy: .millilitre, pack: Quantity(Rational(5000), .millilitre),
            density: Rational(23, 25))
        #expect(oil.gross(Quantity(Rational(50), .millilitre)) == Exact(46))
        #expect(oil.gross(Quantity(Rational(46), .gram)) == Exact(46))
    }

    @Test("yield raises what is weighed, not what is counted")
    func yields() {
        let egg = Ingredient(
            id: "egg", name: "鸡蛋", buy: .box, pack: Quantity(Rational(360), .piece),
            piece: Rational(55), yield: Rational(22, 25))
        #expect(egg.gross(Quantity(Rational(2), .piece)) == Exact(110))
        #expect(egg.gross(Quantity(Rational(44), .gram)) == Exact(50))
        #expect(egg.gross(Quantity(.one, .millilitre)) == nil)
    }

    @Test("packs are rounded up once, after the conversion (H33)")
    func packs() {
        let egg = Ingredient(
            id: "egg", name: "鸡蛋", buy: .box, pack: Quantity(Rational(100), .piece),
            piece: Rational(50))
        #expect(bought(egg, Exact(40 * 50)) == Quantity(.one, .box))
        #expect(bought(egg, Exact(100 * 50)) == Quantity(.one, .box))
        #expect(bought(egg, Exact(100 * 50 + 1)) == Quantity(Rational(2), .box))
    }

    private func bought(_ ingredient: Ingredient, _ grams: Exact) -> Quantity {
        PurchaseLine(ingredient, required: grams, carried: .zero).bought
    }
}
