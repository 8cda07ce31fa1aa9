import Meals
import Testing

@testable import Supply

@Suite("what the kitchens keep between two plans")
struct KitchenPapersTests {
    static let day = Day(number: 20_781)

    private func entry(
        _ canteen: String, _ dish: String, _ portions: Int, days: Int = 0, soldOut: Bool = false
    ) -> SalesHistory.Entry {
        .init(
            day: KitchenPapersTests.day + days, canteen: CanteenID(canteen), period: .lunch,
            dish: DishCode(dish), portions: portions, soldOut: soldOut)
    }

    @Test("counts from before come back as they were written, each dish of a meal once")
    func historyAndBack() throws {
        let menu = try Shelf().book()
        var history = SalesHistory()
        history.add(entry("c2", "101", 5))
        history.add(entry("c1", "102", 7, soldOut: true))
        history.add(entry("c1", "102", 2))
        #expect(
            history.csv == """
                day,canteen,period,dish,portions,sold_out
                2026-11-24,c1,lunch,102,9,yes
                2026-11-24,c2,lunch,101,5,

                """)
        let back = try SalesHistory.entries(
            csv: Array(history.csv.utf8), file: "h.csv", menu: menu)
        #expect(back == [entry("c1", "102", 9, soldOut: true), entry("c2", "101", 5)])
    }

    @Test("a count of sets is a count of the dishes that they hold")
    func setsInHistory() throws {
        let csv =
            "day,canteen,period,dish,portions\n2026-11-24,c1,lunch,901,3\n2026-11-24,c1,lunch,301,4\n"
        let entries = try SalesHistory.entries(
            csv: Array(csv.utf8), file: "h.csv", menu: try Shelf().book())
        #expect(entries == [entry("c1", "101", 3), entry("c1", "301", 6), entry("c1", "301", 4)])
    }

    @Test("orders come back as they were written; new ones of a dish of a meal replace the old")
    func ordersAndBack() throws {
        func order(_ dish: String, _ portions: Int, _ reason: String? = nil) -> PreOrder {
            PreOrder(
                day: KitchenPapersTests.day, canteen: "c1", period: .lunch, dish: DishCode(dish),
                portions: portions, orderedAt: reason == nil ? nil : "2026-11-23 17:00",
                reason: reason)
        }
        let old = [order("301", 5), order("101", 2), order("101", 3)]
        let text = PreOrder.csv(old.replaced(by: [order("101", 9, "团体, 改")]))
        let back = try PreOrder.read(
            csv: Array(text.utf8), file: "o.csv", menu: try Shelf().book(), canteens: ["c1"])
        #expect(back == [order("101", 9, "团体, 改"), order("301", 5)])
        let problems = try #require(throws: Problems.self) {
            try PreOrder.read(
                csv: Array(text.replacing("c1,lunch,301", with: "c2,other,301").utf8),
                file: "o.csv", menu: try Shelf().book(), canteens: ["c1"])
        }
        #expect(
            problems.all.map(\.description) == [
                "o.csv:3: canteen: the register has no canteen 'c2'",
                "o.csv:3: period: 'other' is no meal; write breakfast, lunch or dinner",
            ])
    }

    @Test("a van that leaves before half past midnight was loaded the day before")
    func midnight() throws {
        var shelf = Shelf()
        shelf.plan = "dispatch: {lunch: \"00:10\"}\nhot_minutes: 1450\n"
        let plan = try plan(shelf: shelf)
        let sheets = PlanSheets(plan, routes: Routes(plan))
        #expect(sheets.boxLabels.first?.times.made.days == -1)
        #expect(sheets.labelTable.csv.contains(",2026-11-23 23:40,23:50,"))
        #expect(sheets.labelPages.contains("制作 2026-11-23 23:40"))
        #expect(sheets.routeSheet.csv.contains(",00:11–00:26,"))
    }

    @Test("the tables are plain to a spreadsheet")
    func plain() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing("name: 肉", with: "name: '=1+1'")
        shelf.dishes = shelf.dishes.replacing("name: 蛋", with: "name: '＠SUM'")
        let plan = try plan(shelf: shelf)
        let csv = PlanSheets(plan, routes: Routes(plan)).packing.csv
        #expect(!csv.contains(",=1+1,") && !csv.contains(",＠SUM,"))
        #expect(csv.contains(",'=1+1,") || csv.contains(",'＠SUM,"))
    }

    @Test("each batch has a sample of its own")
    func samples() throws {
        var shelf = Shelf()
        shelf.plan = "batch: {large-meat: 3}\n"
        let samples = PlanSheets(try plan(shelf: shelf), routes: Routes(try plan(shelf: shelf)))
            .samples
        #expect(samples.rowCount == 2)
        #expect(samples.csv.contains("k1-2026-11-24-L-102-2"))
    }

    @Test(
        "a count that cannot be meant is refused with its row",
        arguments: [
            ("2026-11-24,c1,lunch,999,5,", "h.csv:2: dish: the menu has no dish '999'"),
            ("2026-11-24,c1,lunch,101,-5,", "h.csv:2: portions: '-5' is not a number"),
            ("2026-11-24,c1,lunch,101,5,no", "h.csv:2: sold_out: 'no' is not yes"),
            (
                "2026-11-24,c1,lunch,101,5,\n2026-11-24,c1,lunch,101,6,",
                "h.csv:3: dish: 101 of that day, canteen and meal is there already"
            ),
        ])
    func historyMistakes(row: String, complaint: String) throws {
        let head = "day,canteen,period,dish,portions,sold_out\n"
        let menu = try Shelf().book()
        do {
            _ = try SalesHistory.entries(csv: Array((head + row).utf8), file: "h.csv", menu: menu)
            Issue.record("the row was taken")
        } catch {
            #expect(error.description.hasPrefix(complaint), "\(error)")
        }
    }

    @Test("the tills' own numbers of a canteen and day stand, others fill in")
    func tillsStand() {
        var history = SalesHistory()
        history.add(entry("c1", "101", 5))
        history.add(before: [
            entry("c1", "101", 50), entry("c1", "301", 50), entry("c2", "101", 8),
            entry("c1", "101", 4, days: -1), entry("c2", "301", 0),
        ])
        #expect(
            history.entries == [
                entry("c1", "101", 5), entry("c2", "101", 8), entry("c1", "101", 4, days: -1),
                entry("c2", "301", 0),
            ])
    }

    @Test("a sale outside the meals counts to the meal that had the dish")
    func otherMeals() throws {
        var shelf = Shelf()
        shelf.week = Shelf.week().replacing(
            #"breakfast: []"#, with: #"breakfast: ["301"]"#)
        let menu = try shelf.book()
        var history = SalesHistory()
        history.add(
            [
                SoldPortions(canteen: "c1", period: .other, item: "301", portions: 2),
                SoldPortions(canteen: "c1", period: .other, item: "101", portions: 3),
            ], on: KitchenPapersTests.day, menu: menu)
        #expect(history.entries.map(\.period) == [.breakfast, .lunch])
    }

    func plan(_ days: Int = 0, shelf: Shelf = Shelf()) throws -> ProductionPlan {
        let menu = try shelf.book()
        var basis = ProductionPlan.Basis(history: SalesHistory())
        let day = KitchenPapersTests.day + days
        basis.orders = [
            PreOrder(day: day, canteen: "c1", period: .lunch, dish: "102", portions: 4)
        ]
        let canteen = Canteen(
            id: "c1", name: "食堂", kind: .canteen, street: "310110001",
            merchant: "898310158120001", terminals: [], kitchen: "k1", seats: 50)
        return try #require(
            ProductionPlan.plans(for: day...day, basis: basis, menu: menu, canteens: [canteen])
                .first)
    }

    @Test("the printed form is read back: unfilled rows are none, blanks mean what it says")
    func form() throws {
        let menu = try Shelf().book()
        let form = PlanSheets(try plan(), routes: Routes(try plan())).recordForm
        #expect(try ProductionRecord.read(csv: Array(form.csv.utf8), file: "f", menu: menu) == [])
        #expect(form.html.contains("A4 landscape"))
        let row = "2026-11-24,c1,lunch,102,蛋,4"
        let filled = form.csv.replacing("\(row),,,,,,,,,,", with: "\(row),,10:05,4,10:40,71,,1,,,")
        let record = try #require(
            try ProductionRecord.read(csv: Array(filled.utf8), file: "f", menu: menu).first)
        #expect((record.planned, record.prepared, record.delivered) == (4, 4, 4))
        #expect((record.served, record.left, record.wasted) == (0, 1, 0))
        #expect((record.cooked, record.arrived) == ("10:05", "10:40") && record.celsius == 71)
        let bare = form.csv.replacing("\(row),,,,,,,,,,", with: "\(row),4,,,,,,,,,")
        #expect(throws: Problems.self) {
            try ProductionRecord.read(csv: Array(bare.utf8), file: "f", menu: menu)
        }
    }

    @Test("production records come back as they were written, and a later one replaces its like")
    func records() throws {
        let menu = try Shelf().book()
        let head =
            "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted,cooked,arrived,"
            + "celsius,reason,sold_out_at\n"
        let (a, b, c) = (
            "2026-11-24,c1,lunch,101,50,50,50,40,5,5,09:30,11:30,60,\"掉落,打翻\",\n",
            "2026-11-24,c1,dinner,101,50,50,50,50,0,0,,,,,18:10\n",
            "2026-11-24,c1,lunch,101,50,50,50,41,9,0,,,,,\n"
        )
        func read(_ rows: String) throws -> [ProductionRecord] {
            try ProductionRecord.read(csv: Array((head + rows).utf8), file: "r", menu: menu)
        }
        #expect(ProductionRecord.csv(try read(b + a)) == head + a + b)
        #expect(ProductionRecord.csv(try read(a + b), replacedBy: try read(c)) == head + c + b)
        #expect(ProductionRecord.csv(try read(a), replacedBy: try read(a)) == head + a)
        // The till's number stands, and tells that a dish ran out where nobody wrote it.
        var tills = SalesHistory()
        tills.add(
            .init(
                day: KitchenPapersTests.day, canteen: "c1", period: .lunch, dish: "101",
                portions: 50))
        let served = try read(a + b).served(by: tills)
        #expect(served.map(\.served) == [50, 50])
        #expect(served.map(\.sale.soldOut) == [true, true])
        #expect(try read(a).map(\.sale.soldOut) == [false])
        let over = try #require(try read(a).first).serving(51)
        #expect(over.warnings(menu).contains { $0.hasPrefix("101 at c1 was sold 51 times") })
    }
}
