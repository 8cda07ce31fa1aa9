import Foundation
import Meals
import Testing

@testable import Supply

@Suite struct MenusFolderTests {
    private var folder: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Menus").path()
    }

    @Test("the menus that come with the product are whole") func product() throws {
        let book = try MenuBook(folder: folder)
        #expect(book.findings == [])
        let grammar: [DishClass] = [.largeMeat, .smallMeat, .vegetable, .soup, .staple]
        #expect(book.dishes.count { grammar.contains($0.dishClass) } >= 60)
        #expect(book.weeks.count == 4)
        for care in Dish.Care.allCases { #expect(book.dishes.contains { $0.care.contains(care) }) }
        #expect(book.ingredients.allSatisfy { $0.supplier != nil })
        for dishClass in DishClass.allCases {
            #expect(book.dishes.contains { $0.dishClass == dishClass })
        }
        for dish in book.dishes {
            let prices: ClosedRange<Int64> =
                switch dish.dishClass {
                case .largeMeat: 800...1500
                case .smallMeat, .vegetable: 300...500
                case .set: 1500...2000
                case .breakfast: 100...400
                case .soup, .staple: 100...800
                }
            #expect(prices.contains(dish.price.fen), "\(dish.name)")
        }
    }

    @Test("every dish and ingredient is used, and every set's dishes are on its menu")
    func used() throws {
        let book = try MenuBook(folder: folder)
        var onMenu: Set<DishCode> = []
        let monday = Day(number: 20_780).monday
        for day in 0..<(7 * book.weeks.count) {
            for period in [MealPeriod.breakfast, .lunch, .dinner] {
                let menu = book.menu(on: monday + day, period)
                #expect(!menu.isEmpty)
                onMenu.formUnion(menu.map(\.code))
                for set in menu where set.dishClass == .set {
                    #expect(book.cooked(set).allSatisfy { menu.contains($0.dish) }, "\(set.name)")
                }
            }
        }
        #expect(onMenu.count == book.dishes.count)
        let bought = Set(book.dishes.flatMap { book.gramsPerPortion($0).map(\.ingredient.id) })
        #expect(bought.count == book.ingredients.count)
    }

    @Test("a cooked portion has a plausible weight") func weights() throws {
        let book = try MenuBook(folder: folder)
        for dish in book.dishes where dish.dishClass != .set {
            let grams = book.gramsPerPortion(dish).reduce(Exact.zero) { $0 + $1.grams }
            #expect(grams >= Exact(10) && grams <= Exact(400), "\(dish.name) \(grams)")
        }
    }

    @Test("a folder that is not there is named") func missing() {
        #expect(throws: Problems.self) { try MenuBook(folder: "/no/such/menus") }
    }
}
