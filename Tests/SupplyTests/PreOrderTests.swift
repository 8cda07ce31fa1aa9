import Meals
import Testing

@testable import Supply

@Suite("What canteens order ahead")
struct PreOrderTests {
    @Test("an order that is there twice is refused with both rows; one that came later adds to it")
    func orderTwice() throws {
        func orders(_ rows: String) throws -> [PreOrder] {
            let text = "day,canteen,period,dish,portions,ordered_at\n" + rows
            return try PreOrder.read(
                csv: Array(text.utf8), file: "o.csv", menu: try Shelf().book())
        }
        let row = "2026-11-24,c1,lunch,101,5,"
        #expect(try orders("\(row)\n\(row)2026-11-23 9:30\n\(row)2026-11-23 9:31\n").count == 3)
        for rows in [
            "\(row)\n2026-11-24,c1,dinner,101,5,\n\(row)\n",
            "\(row)2026-11-23 09:30\n\(row)\n\(row)2026/11/23 9:30\n",
        ] {
            let problems = try #require(throws: Problems.self) { try orders(rows) }
            #expect(
                problems.description
                    == "o.csv:4: dish: 101 of that day, canteen and meal is ordered already, in row "
                    + "2; delete one, or write when each came")
        }
    }
}
