import Meals
import Testing

@testable import Supply

@Suite("a recall of what is planned")
struct PlannedRecallTests {
    private static let day = Day(number: 20_781)
    private static let lot = Lot(
        name: "L", ingredient: "pork", kitchen: "k1", days: day...(day + 1))

    private func row(
        _ canteen: CanteenID, _ period: MealPeriod, _ dish: DishCode = "101", days: Int = 0,
        portions: Int = 5, kitchen: KitchenID = "k1"
    ) -> (day: Day, row: DemandRow) {
        (
            PlannedRecallTests.day + days,
            DemandRow(
                kitchen: kitchen, canteen: canteen, period: period, dish: dish, portions: portions)
        )
    }

    private func line(_ receipt: String, _ canteen: CanteenID, _ period: MealPeriod) -> SoldLine {
        SoldLine(
            receipt: receipt, day: PlannedRecallTests.day, canteen: canteen, period: period,
            item: "101")
    }

    @Test("what is planned and neither recorded nor sold is listed beside what came, marked so")
    func planned() throws {
        let recall = Recall(
            PlannedRecallTests.lot, cooked: [row("c1", .lunch)], sold: [line("r1", "c1", .lunch)],
            menu: try Shelf().book(),
            planned: [
                row("c2", .lunch), row("c3", .lunch, "301"), row("c4", .lunch, portions: 0),
                row("c5", .lunch, kitchen: "k2"), row("c2", .dinner, days: 1),
                row("c2", .dinner, days: 2),
            ])
        #expect(recall.batches.map(\.isPlanned) == [false, true, true])
        #expect(recall.batches.map(\.canteens) == [["c1"], ["c2"], ["c2"]])
        #expect(recall.batches.map(\.receipts) == [["r1"], [], []])
        #expect(recall.canteens == ["c1", "c2"])
        #expect(recall.batches.map(\.day) == [0, 0, 1].map { PlannedRecallTests.day + $0 })
    }

    @Test("a sale outside the meals tells of the planned pots that it can only have come from")
    func outsideMeals() throws {
        let menu = try Shelf().book()
        let planned = [row("c1", .dinner), row("c2", .dinner), row("c3", .dinner)]
        let lines = [line("r1", "c1", .other), line("r2", "c3", .lunch), line("r3", "c3", .other)]
        let kitchens = Dictionary(
            uniqueKeysWithValues: ["c1", "c2", "c3"].map { (CanteenID($0), KitchenID("k1")) })
        let sold = Recall.deliveries(
            behind: lines, kitchens: kitchens, menu: menu, planned: planned)
        // Without the plan it would be said to be of the lunch, whose menu has the dish.
        #expect(sold.map(\.row.canteen) == ["c3"])
        let recall = Recall(
            PlannedRecallTests.lot, cooked: sold, sold: lines, menu: menu, planned: planned)
        #expect(recall.batches.map(\.period) == [.lunch, .dinner, .dinner])
        #expect(recall.batches.map(\.isPlanned) == [false, false, true])
        #expect(recall.batches.map(\.canteens) == [["c3"], ["c1"], ["c2", "c3"]])
        #expect(recall.batches.map(\.receipts) == [["r2", "r3"], ["r1"], []])
    }
}
