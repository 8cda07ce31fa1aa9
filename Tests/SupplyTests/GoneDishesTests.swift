import Meals
import Testing

@testable import Supply

@Suite("dishes that left the menu")
struct GoneDishesTests {
    @Test("kept rows of a dish that left the menu stay and are counted; handed in they are refused")
    func goneDishes() throws {
        let menu = try Shelf().book()
        let meal = "2026-11-24,c1,lunch,"
        func kept<Row>(
            _ head: String, _ tail: String, _ read: ([UInt8], Bool) throws -> [Row]
        ) throws -> [Row] {
            let text =
                "day,canteen,period,dish,\(head)\n\(meal)101,\(tail)\n\(meal)777,\(tail)\n"
            let problems = try #require(throws: Problems.self) {
                try read(Array(text.utf8), false)
            }
            #expect(problems.description == "f:3: dish: the menu has no dish '777'")
            return try read(Array(text.utf8), true)
        }
        let records = try kept("planned,prepared,delivered,served,left,wasted", "5,5,5,4,1,0") {
            try ProductionRecord.read(csv: $0, file: "f", menu: menu, isKept: $1)
        }
        let orders = try kept("portions,ordered_at", "5,2026-11-23 15:00") {
            try PreOrder.read(csv: $0, file: "f", menu: menu, isKept: $1)
        }
        let counts = try kept("portions", "5") {
            try SalesHistory.entries(csv: $0, file: "f", menu: menu, isKept: $1)
        }
        #expect(ProductionRecord.csv(records).contains("c1,lunch,777,5,5,5,4,1,0"))
        #expect(PreOrder.csv(orders).contains("c1,lunch,777,5,2026-11-23 15:00"))
        var gone = GoneDishes(menu)
        #expect(gone.note == nil)
        let known = gone.taking(from: records, file: "records.csv", sets: false, dish: \.dish)
        #expect(known.map(\.dish) == ["101"])
        _ = gone.taking(from: orders, file: "orders.csv", sets: true, dish: \.dish)
        _ = gone.taking(from: counts + counts, file: "history.csv", sets: false, dish: \.dish)
        #expect(
            gone.note
                == "not used, because the menu no longer has the dishes: 2 rows of history.csv (777), "
                + "1 row of orders.csv (777), 1 row of records.csv (777)")
    }
}
