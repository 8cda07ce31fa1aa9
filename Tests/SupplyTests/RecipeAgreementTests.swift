import Foundation
import Meals
import Testing

@testable import Supply

@Suite("Recipes of several levels and an oracle in whole numbers")
struct RecipeAgreementTests {
    /// Books of 250 recipes a seed; a quick look at fewer is asked for through the environment.
    private static let books =
        ProcessInfo.processInfo.environment["MULIN_TEST_SCALE"] == "1" ? 10 : 500

    @Test("need the same grams and packs over 1,000,000 random recipes", arguments: 0..<8)
    func agreement(seed: UInt64) throws {
        var random = PlainRandom(seed + 41)
        var checked = 0
        for _ in 0..<RecipeAgreementTests.books {
            let kitchen = RandomKitchen(&random)
            let book = MenuBook(
                ingredients: kitchen.ingredients, preparations: kitchen.preparations,
                dishes: kitchen.dishes, weeks: [])
            for dish in kitchen.dishes {
                let portions = Int64(random.next() % 500) + 1
                let expected = kitchen.grams(of: dish, portions: portions)
                let needs = book.gramsPerPortion(dish)
                var found = 0
                for (ingredient, grams) in needs {
                    let place = Int(ingredient.id.text.dropFirst()) ?? 0
                    let need = grams * Exact(portions)
                    let right = expected[place]
                    guard
                        need.numerator * right.bottom == need.denominator * right.top
                    else {
                        Issue.record("\(ingredient.id) of \(dish): \(need) is not \(right)")
                        return
                    }
                    let line = PurchaseLine(ingredient, required: need, carried: .zero)
                    guard Int128(line.packsNeeded) == right.packs(kitchen.packs[place]) else {
                        Issue.record("\(line.packsNeeded) of \(kitchen.packs[place]) for \(right)")
                        return
                    }
                    found += 1
                }
                guard found == expected.count(where: { $0.top > 0 }) else {
                    Issue.record("\(found) ingredients of \(dish)")
                    return
                }
                checked += 1
            }
            guard purchasesAgree(kitchen, book, &random) else { return }
        }
        #expect(checked == RecipeAgreementTests.books * 250)
    }
}

extension RecipeAgreementTests {
    /// Ten dishes at a time bought together: needs summed over dishes, stock taken off, then whole
    /// packs and the least order once.
    private func purchasesAgree(
        _ kitchen: RandomKitchen, _ book: MenuBook, _ random: inout PlainRandom
    ) -> Bool {
        for first in stride(from: 0, to: kitchen.dishes.count, by: 50) {
            let dishes = kitchen.dishes[first..<first + 10]
            let rows = dishes.map { dish in
                DemandRow(
                    kitchen: "k", canteen: CanteenID("c\(random.next() % 3)"), period: .lunch,
                    dish: dish.code, portions: Int(random.next() % 500) + 1)
            }
            var stock: [IngredientID: Stock.Shelf] = [:]
            var store = [Int128](repeating: 0, count: kitchen.ingredients.count)
            for (place, ingredient) in kitchen.ingredients.enumerated()
            where random.next() % 2 == 0 {
                let grams = Int64(random.next() % 50_000)
                store[place] = Int128(grams)
                stock[ingredient.id] = Stock.Shelf(
                    usable: [Stock.Batch(expires: nil, grams: Exact(grams))])
            }
            var sums = [WholeFraction](
                repeating: WholeFraction(), count: kitchen.ingredients.count)
            for (dish, row) in zip(dishes, rows) {
                let grams = kitchen.grams(of: dish, portions: Int64(row.portions))
                for (place, part) in grams.enumerated() where part.top > 0 {
                    sums[place].add(part.top, over: part.bottom)
                }
            }
            let lines = Purchase(rows, menu: book, stock: stock).lines
            guard lines.count == sums.count(where: { $0.top > 0 }) else {
                Issue.record("\(lines.count) lines")
                return false
            }
            for line in lines {
                let place = Int(line.ingredient.id.text.dropFirst()) ?? 0
                var missing = sums[place]
                missing.add(-store[place], over: 1)
                let pack = kitchen.packs[place]
                var packs = missing.top > 0 ? missing.packs(pack) : 0
                if packs > 0, let least = kitchen.minimums[place] {
                    packs = max(packs, (Int128(least) + Int128(pack) - 1) / Int128(pack))
                }
                missing.add(-packs * Int128(pack), over: 1)
                let left = line.surplus
                guard Int128(line.packs) == packs,
                    left.numerator * missing.bottom == -missing.top * left.denominator
                else {
                    Issue.record("\(line.packs) packs of \(pack), \(packs) are right")
                    return false
                }
            }
        }
        return true
    }
}

/// A fraction that is never made smaller; the oracle's own arithmetic.
private struct WholeFraction: CustomStringConvertible {
    var top: Int128 = 0
    var bottom: Int128 = 1

    mutating func add(_ top: Int128, over bottom: Int128) {
        self.top = self.top * bottom + top * self.bottom
        self.bottom *= bottom
        var (a, b) = (self.top, self.bottom)
        while b != 0 { (a, b) = (b, a % b) }
        a = abs(a)
        if a > 1 {
            self.top /= a
            self.bottom /= a
        }
    }

    /// Whole packs of some grams that cover the fraction.
    func packs(_ grams: Int64) -> Int128 {
        let (whole, rest) = top.quotientAndRemainder(dividingBy: bottom * Int128(grams))
        return rest > 0 ? whole + 1 : whole
    }

    var description: String { "\(top)/\(bottom)" }
}

/// Ingredients, preparations that need earlier ones, and dishes, made up at random.
private struct RandomKitchen {
    private(set) var ingredients: [Ingredient] = []
    private(set) var packs: [Int64] = []
    /// Grams that an order comes to at least.
    private(set) var minimums: [Int64?] = []
    private(set) var preparations: [Preparation] = []
    private(set) var dishes: [Dish] = []
    /// For each ingredient, grams bought for one gram in a recipe, and the grams of one piece.
    private var bought: [(top: Int128, bottom: Int128, piece: Int128, afterLoss: Int128)] = []
    /// Hundredths of a gram in one millilitre.
    private var densities: [Int128] = []

    init(_ random: inout PlainRandom) {
        func pick(_ numbers: [Int64]) -> Int64 {
            numbers[Int(random.next() % UInt64(numbers.count))]
        }
        for place in 0..<8 {
            let (yield, keep) = (pick([100, 96, 90, 80, 75]), pick([100, 95, 90]))
            let (pack, piece) = (pick([1, 40, 500, 1000, 25_000]), pick([5, 50, 55, 180]))
            let density = pick([100, 92, 115, 103])
            let minimum = pick([0, 0, 120, 3000])
            ingredients.append(
                Ingredient(
                    id: IngredientID("i\(place)"), name: "料", buy: .gram,
                    pack: Quantity(Rational(pack), .gram), piece: Rational(piece),
                    density: Rational(density, 100), yield: Rational(yield, 100),
                    loss: Rational(100 - keep, 100),
                    minimum: minimum > 0 ? Quantity(Rational(minimum), .gram) : nil))
            packs.append(pack)
            densities.append(Int128(density))
            minimums.append(minimum > 0 ? minimum : nil)
            bought.append((10_000, Int128(yield * keep), Int128(piece), Int128(keep)))
        }
        for place in 0..<4 {
            let makes = pick([100, 250, 1000, 5000])
            preparations.append(
                Preparation(
                    id: IngredientID("p\(place)"), name: "半",
                    makes: Quantity(Rational(makes), .gram),
                    parts: RandomKitchen.parts(place, &random)))
        }
        for place in 0..<250 {
            dishes.append(
                Dish(
                    code: DishCode("\(place)"), name: "菜", dishClass: .soup, price: Fen(100),
                    making: .recipe(
                        RandomKitchen.parts(4, &random), serves: Int(pick([1, 2, 10, 50, 100])))))
        }
    }

    /// Lines that name each thing at most once, preparations below a place included.
    private static func parts(_ below: Int, _ random: inout PlainRandom) -> [RecipePart] {
        var names = (0..<8).map { "i\($0)" } + (0..<below).map { "p\($0)" }
        return (0..<Int(random.next() % 4 + 1)).map { _ in
            let name = names.remove(at: Int(random.next() % UInt64(names.count)))
            let amount = Rational(Int64(random.next() % 60 + 1), [1, 2, 5][Int(random.next() % 3)])
            let units: [UnitOfMeasure] =
                name.hasPrefix("i") ? [.gram, .liang, .piece, .millilitre] : [.gram, .liang]
            return RecipePart(
                ingredient: IngredientID(name),
                quantity: Quantity(amount, units[Int(random.next() % UInt64(units.count))]))
        }
    }

    /// Grams to buy for some portions: preparations are emptied one after another, last first.
    func grams(of dish: Dish, portions: Int64) -> [WholeFraction] {
        guard case .recipe(let parts, let serves) = dish.making else { return [] }
        var bought = [WholeFraction](repeating: WholeFraction(), count: ingredients.count)
        var made = [WholeFraction](repeating: WholeFraction(), count: preparations.count)
        take(parts, Int128(portions), Int128(serves), &bought, &made)
        for place in preparations.indices.reversed() where made[place].top > 0 {
            let grams = Int128(preparations[place].makes.amount.numerator)
            take(
                preparations[place].parts, made[place].top, made[place].bottom * grams, &bought,
                &made)
        }
        return bought
    }

    private func take(
        _ parts: [RecipePart], _ top: Int128, _ bottom: Int128,
        _ grams: inout [WholeFraction], _ made: inout [WholeFraction]
    ) {
        for part in parts {
            let place = Int(part.ingredient.text.dropFirst()) ?? 0
            let amount = Int128(part.quantity.amount.numerator) * top
            let under = Int128(part.quantity.amount.denominator) * bottom
            let unit: Int128 = part.quantity.unit == .liang ? 50 : 1
            if part.ingredient.text.hasPrefix("p") {
                made[place].add(amount * unit, over: under)
            } else if part.quantity.unit == .piece {
                grams[place].add(
                    amount * bought[place].piece * 100, over: under * bought[place].afterLoss)
            } else if part.quantity.unit == .millilitre {
                grams[place].add(
                    amount * densities[place] * bought[place].top,
                    over: under * bought[place].bottom * 100)
            } else {
                grams[place].add(
                    amount * unit * bought[place].top, over: under * bought[place].bottom)
            }
        }
    }
}
