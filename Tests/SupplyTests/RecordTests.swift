import Meals
import Testing

@testable import Supply

@Suite struct ProductionRecordTests {
    private static let head =
        "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted,cooked,arrived,"
        + "celsius,reason,sold_out_at\n"

    private func records(_ rows: String) throws -> [ProductionRecord] {
        try ProductionRecord.read(
            csv: Array((ProductionRecordTests.head + rows).utf8), file: "r.csv",
            menu: try Shelf().book())
    }

    @Test("what arrives cold or late is warned of, at the limit nothing is")
    func warnings() throws {
        let rules = PlanRules()
        let read = try records(
            """
            2026-11-24,c1,lunch,101,50,50,50,40,10,0,09:30,11:30,60,,
            2026-11-24,c1,lunch,102,50,50,50,40,10,0,09:30,11:31,59,,
            """)
        #expect(read[0].warnings(rules) == [])
        #expect(
            read[1].warnings(rules) == [
                "102 at c1 arrived at 59 °C, below 60 °C",
                "102 at c1 was 121 minutes on its way, above 120",
            ])
    }

    @Test(
        "a record that cannot be is refused with its row",
        arguments: [
            ("2026-11-24,c1,lunch,101,50,50,50,45,10,0,,,,,", "r.csv:2: served: 45 served, 10"),
            ("2026-11-24,c1,lunch,101,50,50,50,40,0,10,,,,,", "r.csv:2: reason: 10 portions"),
            ("2026-11-24,c1,lunch,101,50,50,50,40,0,0,9:5,,,,", "r.csv:2: cooked: '9:5'"),
            ("2026-11-24,c1,lunch,101,x,50,50,40,0,0,,,,,", "r.csv:2: planned: 'x'"),
        ])
    func refused(row: String, complaint: String) throws {
        do {
            _ = try records(row)
            Issue.record("the row was taken")
        } catch let problems as Problems {
            #expect(problems.description.hasPrefix(complaint), "\(problems)")
        }
    }

    @Test("losses are in money: what was thrown away, and what ran out beside those who had enough")
    func losses() throws {
        let read = try records(
            """
            2026-11-24,c1,lunch,101,50,50,50,50,0,0,,,,,12:10
            2026-11-24,c2,lunch,101,100,100,100,90,4,6,,,,掉落,
            """)
        let rules = PlanRules()
        let losses = CanteenLosses.of(read, canteens: [], rules: rules)
        // c2 sold nine tenths of its plan; c1 planned 50, so 45 would do: one portion at least.
        #expect(losses.map(\.missing) == [1, 0])
        #expect(losses.map(\.shortage) == [Fen(1400), .zero])
        #expect(losses.map(\.wasted) == [0, 10])
        #expect(losses.map(\.waste) == [.zero, Fen(5000)])
        #expect(read.map(\.sale.soldOut) == [true, false])
    }

    @Test("a lot leads to its batches, their canteens and every receipt, through sets too")
    func recall() throws {
        let menu = try Shelf().book()
        let day = Day(number: 20_781)
        func row(_ canteen: String, _ dish: String, _ kitchen: String = "k1") -> DemandRow {
            DemandRow(
                kitchen: KitchenID(kitchen), canteen: CanteenID(canteen), period: .lunch,
                dish: DishCode(dish), portions: 5)
        }
        let cooked: [(day: Day, row: DemandRow)] = [
            (day, row("c1", "101")), (day, row("c2", "301")), (day + 1, row("c1", "101")),
            (day, row("c3", "101", "k2")), (day + 5, row("c1", "101")),
        ]
        func line(_ receipt: String, _ canteen: String, _ item: String, _ days: Int = 0) -> SoldLine
        {
            SoldLine(
                receipt: receipt, day: day + days, canteen: CanteenID(canteen), period: .lunch,
                item: item)
        }
        let sold = [
            line("r1", "c1", "101"), line("r2", "c1", "901"), line("r3", "c1", "301"),
            line("r4", "c3", "101"), line("r5", "c1", "101", 1), line("r6", "c1", "101", 5),
        ]
        let lot = Lot(name: "L1", ingredient: "pork", kitchen: "k1", days: day...(day + 1))
        let recall = Recall(lot, cooked: cooked, sold: sold, menu: menu)
        #expect(recall.batches.map(\.day) == [day, day + 1])
        #expect(recall.canteens == ["c1"])
        #expect(recall.receipts == ["r1", "r2", "r5"])
    }
}
