import Meals
import Testing

@testable import Supply

@Suite("what a recall cannot follow")
struct RecallGapsTests {
    private static let day = Day(number: 20_781)

    private func line(_ canteen: CanteenID, _ item: String, _ portions: Int) -> SoldLine {
        SoldLine(
            receipt: "r", day: RecallGapsTests.day, canteen: canteen, period: .lunch, item: item,
            portions: portions)
    }

    @Test("what has no recipe is named with its portions, and canteens without a kitchen too")
    func strangers() throws {
        let menu = try Shelf().book()
        let records = try ProductionRecord.read(
            csv: Array(
                ("day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n"
                    + "2026-11-24,c1,lunch,777,9,9,9,9,0,0\n2026-11-24,c2,lunch,777,9,9,9,9,0,0\n")
                    .utf8), file: "r", menu: menu, isKept: true)
        let lines = [
            line("c1", "101", 1), line("c1", "901", 1), line("c1", "777", 2), line("c1", "777", 3),
            line("c1", "红豆汤", 4), line("c2", "777", 50), line("c3", "101", 6),
        ]
        let kitchens: [CanteenID: KitchenID] = ["c1": "k1", "c2": "k2"]
        let demand = [("101", "k1"), ("778", "k1"), ("779", "k2")].map { dish, kitchen in
            DemandRow(
                kitchen: KitchenID(kitchen), canteen: "c1", period: .lunch, dish: DishCode(dish),
                portions: 8)
        }
        var gaps = RecallGaps(
            lines, records, demand, on: RecallGapsTests.day, menu: menu, kitchens: kitchens,
            of: "k1")
        let notes = [
            "not followed, because neither kept recipes nor the menu know what is in it: "
                + "9 × 777 delivered, 5 × 777 sold, 8 × 778 planned, 4 × 红豆汤 sold",
            "not followed, because neither plan nor register names their kitchen: c3 (6 portions)",
        ]
        #expect(gaps.notes == notes)
        // A second ingredient of the lot meets the same portions, not others.
        gaps.merge(gaps)
        #expect(gaps.notes == notes)
    }

    @Test("days without a plan are told in one sentence, those in a row as a stretch")
    func days() {
        var gaps = RecallGaps()
        #expect(gaps.notes.isEmpty)
        gaps.unplanned = [RecallGapsTests.day]
        #expect(
            gaps.notes == [
                "no plan of 2026-11-24 is kept: today's recipes and register are used"
            ])
        gaps.unplanned.formUnion([1, 2, 5].map { RecallGapsTests.day + $0 })
        gaps.recipeless = [RecallGapsTests.day + 3]
        #expect(
            gaps.notes == [
                "no plan of 2026-11-24 to 2026-11-26, 2026-11-29 is kept: today's recipes and "
                    + "register are used",
                "the plan of 2026-11-27 keeps no recipes: today's are used",
            ])
    }
}
