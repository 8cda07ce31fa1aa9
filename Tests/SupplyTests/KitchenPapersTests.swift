import Meals
import Testing

@testable import Supply

@Suite("what the kitchens keep between two plans")
struct KitchenPapersTests {
    private static let day = Day(number: 20_781)

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

    private func plan(_ days: Int = 0, shelf: Shelf = Shelf()) throws -> ProductionPlan {
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

    @Test("what a plan leaves in store is what came in less what it takes, and comes back so")
    func stock() throws {
        let menu = try Shelf().book()
        let first = Stock().after(try plan())
        // 8 eggs of 55 g, as they are bought; a box of 360 comes.
        #expect(first["k1"] == ["egg": Exact(55 * 352)])
        let written = try Stock(csv: Array(first.csv.utf8), file: "stock.csv", menu: menu)
        #expect(written == first)
        var sheets = PlanSheets(try plan(1), routes: Routes(try plan(1)), stock: first)
        #expect(sheets.purchase.csv.contains(",egg,鸡蛋,387.200,0.880,440.000,19360.000,"))
        #expect(sheets.purchase.csv.contains(",0,0,0 箱,,18920.000\n"))
        #expect(first.after(try plan(1))["k1"] == ["egg": Exact(55 * 344)])
        // Another kitchen's store is not ours, and what a plan does not touch stays.
        let text = "kitchen,ingredient,grams\nk2,egg,100\nk1,pork,12.5\n"
        let other = try Stock(csv: Array(text.utf8), file: "stock.csv", menu: menu)
        let after = other.after(try plan())
        #expect(after["k2"] == ["egg": Exact(100)])
        #expect(after["k1"] == ["egg": Exact(55 * 352), "pork": Exact(25, 2)])
        sheets = PlanSheets(try plan(), routes: Routes(try plan()), stock: other)
        #expect(sheets.purchase.csv.contains(",440.000,0.000,"))
    }

    @Test(
        "a store that cannot be is refused with its row",
        arguments: [
            ("k1,gold,1", "s.csv:2: ingredient: the menu has no ingredient 'gold'"),
            ("k1,egg,-1", "s.csv:2: grams: '-1' is not an amount"),
            ("k1,egg,1\nk1,egg,2", "s.csv:3: ingredient: 'egg' is there twice"),
            ("k1,egg,1,2026-02-30", "s.csv:2: expires: '2026-02-30' is not a date"),
        ])
    func stockMistakes(rows: String, complaint: String) throws {
        let menu = try Shelf().book()
        do {
            _ = try Stock(
                csv: Array(
                    "kitchen,ingredient,grams\(rows.contains("2026") ? ",expires" : "")\n\(rows)\n"
                        .utf8), file: "s.csv", menu: menu)
            Issue.record("the store was taken")
        } catch {
            #expect(error.description.hasPrefix(complaint), "\(error)")
        }
    }

    @Test("what expires first is cooked first, and what has expired is neither counted nor kept")
    func expiry() throws {
        var shelf = Shelf()
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 360 个,", with: "pack: 4 个, keeps: 3,")
        let day = KitchenPapersTests.day
        // 8 eggs are needed, 440 g as they are bought.
        let text = """
            kitchen,ingredient,grams,expires
            k1,egg,30,\(day + 5)
            k1,egg,100,\(day + -1)
            k1,egg,50,\(day)
            k1,egg,40,
            k1,pork,70,\(day + -1)
            k1,oil,10,\(day)

            """
        let stock = try Stock(csv: Array(text.utf8), file: "s", menu: try shelf.book())
        let plan = try plan(shelf: shelf)
        let line = try #require(
            Purchase(
                plan.demand(), menu: plan.menu, stock: stock.shelves(of: "k1", on: day)
            ).lines.first)
        // 320 g are missing: two boxes of 220 g.
        #expect((line.carried, line.shelf.expired) == (Exact(120), Exact(100)))
        #expect((line.packs, line.surplus) == (2, Exact(120)))
        #expect(line.first?.until == day)
        #expect(line.first?.grams == Exact(50))
        let sheet = PlanSheets(plan, routes: Routes(plan), stock: stock).purchase
        #expect(sheet.csv.contains(",440.000,120.000,0.05 公斤 至 11-24,100.000,4 个,"))
        let after = stock.after(plan)
        #expect(
            after.csv == """
                kitchen,ingredient,grams,expires
                k1,egg,120.000,\(day + 3)
                k1,oil,10.000,\(day)

                """)
        // On the next day the oil is gone, and so are the eggs on the fourth.
        #expect(after.shelves(of: "k1", on: day + 1)["oil"]?.grams == .zero)
        #expect(after.shelves(of: "k1", on: day + 3)["egg"]?.grams == Exact(120))
        #expect(after.shelves(of: "k1", on: day + 4)["egg"]?.expired == Exact(120))
        // A store that covers the need keeps what expires last.
        let full = try Stock(
            csv: Array("kitchen,ingredient,grams,expires\nk1,egg,300,\nk1,egg,200,\(day)\n".utf8),
            file: "s", menu: plan.menu)
        #expect(full.after(plan).csv.hasSuffix("grams,expires\nk1,egg,60.000,\n"))
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

extension Stock {
    /// What stands there once a plan was bought for and cooked.
    fileprivate func after(_ plan: ProductionPlan) -> Stock {
        after(plan.purchases(from: self), on: plan.day)
    }
}
