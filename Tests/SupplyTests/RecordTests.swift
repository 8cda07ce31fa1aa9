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
        let menu = try Shelf().book()
        let read = try records(
            """
            2026-11-24,c1,lunch,101,50,50,50,40,10,0,09:30,11:30,60,,
            2026-11-24,c1,lunch,102,50,50,50,40,10,0,09:30,11:31,59,,
            """)
        #expect(read[0].warnings(menu) == [])
        #expect(
            read[1].warnings(menu) == [
                "102 at c1 arrived at 59 °C, below 60 °C",
                "102 at c1 was 121 minutes on its way, above 120",
            ])
    }

    @Test("a cold dish is warned of where it got warm, and one that needs no temperature never")
    func keeping() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing("name: 肉,", with: "name: 肉, keep: cold,")
            .replacing("name: 蛋,", with: "name: 蛋, keep: ambient,")
        let menu = try shelf.book()
        let read = try records(
            """
            2026-11-24,c1,lunch,101,50,50,50,40,10,0,07:30,11:30,8,,
            2026-11-24,c1,dinner,101,50,50,50,40,10,0,07:30,11:31,9,,
            2026-11-24,c1,lunch,102,50,50,50,40,10,0,07:30,11:30,30,,
            2026-11-24,c1,lunch,301,50,50,50,40,10,0,,,59,,
            """)
        #expect(
            read.map { $0.warnings(menu) } == [
                [],
                [
                    "101 at c1 arrived at 9 °C, above 8 °C",
                    "101 at c1 was 241 minutes on its way, above 240",
                ], [], ["301 at c1 arrived at 59 °C, below 60 °C"],
            ])
    }

    @Test(
        "a record that cannot be is refused with its row",
        arguments: [
            ("2026-11-24,c1,lunch,101,50,50,50,45,10,0,,,,,", "r.csv:2: served: 45 served, 10"),
            ("2026-11-24,c1,lunch,101,50,50,50,40,0,10,,,,,", "r.csv:2: reason: 10 portions"),
            ("2026-11-24,c1,lunch,101,50,50,50,40,0,0,9:5,,,,", "r.csv:2: cooked: '9:5'"),
            ("2026-11-24,c1,lunch,101,x,50,50,40,0,0,,,,,", "r.csv:2: planned: 'x'"),
            (
                "2026-11-24,c1,lunch,101,50,50,50,40,0,0,10:05,10:04,,,",
                "r.csv:2: arrived: 10:04 is before it was cooked at 10:05"
            ),
            (
                "2026-11-24,c1,lunch,901,50,50,50,40,0,0,,,,,",
                "r.csv:2: dish: 901 is a set; write a row for each dish that it holds"
            ),
            (
                "2026-11-24,c1,lunch,101,50,50,50,40,0,0,,,,,\n2026-11-24,c1,dinner,101,1,1,1,1,0,0,,,,,"
                    + "\n2026-11-24,c1,lunch,101,50,50,50,41,0,0,,,,,",
                "r.csv:4: dish: 101 of that day, canteen and meal is there already, in row 2"
            ),
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
        // c2 sold nine tenths of its plan; c1 planned 50, so 45 would do: one portion at least, before 12:45.
        #expect(losses.map(\.missing) == [1, 0])
        #expect(losses.map(\.shortage) == [Fen(2000), .zero])
        #expect(losses.map(\.wasted) == [0, 10])
        #expect(losses.map(\.waste) == [.zero, Fen(5000)])
        #expect(read.map(\.sale.soldOut) == [true, false])
    }

    @Test("a record that is read twice counts once")
    func once() throws {
        let read = try records("2026-11-24,c1,lunch,101,50,50,50,40,10,0,,,,,\n")
        let later = try records("2026-11-24,c1,lunch,101,50,50,50,45,5,0,,,,,\n")
        #expect(read.replaced(by: read) == read)
        #expect(read.replaced(by: later) == later)
        var history = SalesHistory()
        history.merge(read.replaced(by: read).map(\.sale))
        #expect(history.entries.map(\.portions) == [40])
    }

    @Test("a dish of which a record says that none came at a meal accuses no receipt of that meal")
    func spared() throws {
        let menu = try Shelf().book()
        let day = Day(number: 20_781)
        func line(_ receipt: String, _ period: MealPeriod) -> SoldLine {
            SoldLine(receipt: receipt, day: day, canteen: "c1", period: period, item: "101")
        }
        let lot = Lot(name: "L", ingredient: "pork", kitchen: "k1", days: day...day)
        let recall = Recall(
            lot,
            cooked: [
                (
                    day,
                    DemandRow(
                        kitchen: "k1", canteen: "c1", period: .dinner, dish: "101", portions: 5)
                )
            ], sold: [line("r1", .lunch), line("r2", .dinner), line("r3", .other)], menu: menu,
            spared: [Pot(day: day, canteen: "c1", period: .lunch, dish: "101")])
        #expect(recall.receipts == ["r2", "r3"])
    }

    @Test("a lot of a kitchen that nobody has is refused with its row and the kitchens that are")
    func unknownKitchen() throws {
        let csv =
            "lot,ingredient,kitchen,from,to\nL,pork,k1,2026-11-24,2026-11-24\nL,pork,K1,2026-11-24,2026-11-24\n"
        let problems = try #require(throws: Problems.self) {
            try Lot.read(
                csv: Array(csv.utf8), file: "l.csv", menu: try Shelf().book(),
                kitchens: ["k1", "k2"])
        }
        #expect(
            problems.description
                == "l.csv:3: kitchen: there is no kitchen 'K1'; known are k1, k2")
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

    @Test("a dish sold outside its meal leads to the pots that its canteen got of it that day")
    func recallOutsideMeals() throws {
        let menu = try Shelf().book()
        let day = Day(number: 20_781)
        func line(_ receipt: String, _ period: MealPeriod, _ canteen: CanteenID = "c1") -> SoldLine
        {
            SoldLine(receipt: receipt, day: day, canteen: canteen, period: period, item: "101")
        }
        let lot = Lot(name: "L1", ingredient: "pork", kitchen: "k1", days: day...day)
        let row = DemandRow(
            kitchen: "k1", canteen: "c1", period: .lunch, dish: "101", portions: 5)
        let recall = Recall(
            lot, cooked: [(day, row)],
            sold: [
                line("r1", .lunch), line("r2", .other), line("r3", .dinner),
                line("r4", .other, "c2"),
            ],
            menu: menu)
        #expect(recall.receipts == ["r1", "r2", "r3"])
        // With a pot for each meal, each sale of a meal belongs to its own.
        let both = Recall(
            lot,
            cooked: [
                (day, row),
                (
                    day,
                    DemandRow(
                        kitchen: "k1", canteen: "c1", period: .dinner, dish: "101", portions: 5)
                ),
            ], sold: [line("r1", .lunch), line("r3", .dinner)], menu: menu)
        #expect(both.batches.map(\.receipts) == [["r1"], ["r3"]])
    }

    @Test("without records, what was sold tells what came: no receipt is missed, none is accused")
    func recallBySales() throws {
        let menu = try Shelf().book()
        let monday = Day(number: 20_778)
        var random = PlainRandom(77)
        let items = ["101", "102", "301", "901", "红豆汤"]
        let periods: [MealPeriod] = [.lunch, .dinner, .other]
        let lines = (0..<2000).map { number in
            SoldLine(
                receipt: "r\(number / 2)", day: monday + Int.random(in: 0..<6, using: &random),
                canteen: CanteenID("c\(Int.random(in: 1...6, using: &random))"),
                period: periods[Int.random(in: 0..<3, using: &random)],
                item: items[Int.random(in: 0..<5, using: &random)])
        }
        let kitchens = Dictionary(
            uniqueKeysWithValues: (1...6).map {
                (CanteenID("c\($0)"), KitchenID($0 % 2 == 0 ? "k2" : "k1"))
            })
        let cooked = Recall.deliveries(behind: lines, kitchens: kitchens, menu: menu)
        let lot = Lot(
            name: "L", ingredient: "pork", kitchen: "k1", days: (monday + 1)...(monday + 3))
        let recall = Recall(lot, cooked: cooked, sold: lines, menu: menu)
        let expected = lines.filter { line in
            lot.days.contains(line.day) && kitchens[line.canteen] == "k1"
                && ["101", "901"].contains(line.item)
        }
        #expect(expected.count > 100)
        #expect(recall.receipts == Set(expected.map(\.receipt)).sorted())
        #expect(recall.canteens == Set(expected.map(\.canteen)).sorted())
    }

    @Test("rows of a lot whose days meet are one, and tell no batch twice")
    func joinedLots() {
        let day = Day(number: 20_781)
        func lot(_ from: Int, _ to: Int, _ kitchen: KitchenID = "k1") -> Lot {
            Lot(name: "L", ingredient: "oil", kitchen: kitchen, days: day + from...day + to)
        }
        let joined = Lot.joined([
            lot(4, 5), lot(0, 1), lot(1, 2), lot(0, 1), lot(3, 3), lot(8, 9), lot(0, 0, "k2"),
        ])
        #expect(joined == [lot(0, 5), lot(8, 9), lot(0, 0, "k2")])
    }
}
