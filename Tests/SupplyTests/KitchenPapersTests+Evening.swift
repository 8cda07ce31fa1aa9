import Meals
import Testing

@testable import Supply

/// What one evening leaves to the next.
extension KitchenPapersTests {
    @Test("an order that says nothing of when it came came when its file was handed in")
    func receivedOrders() throws {
        let menu = try Shelf().book()
        let text = "day,canteen,period,dish,portions\n2026-11-24,c1,lunch,301,9\n"
        func read(_ day: Int, _ clock: String, _ reason: String? = nil) throws -> [PreOrder] {
            try PreOrder.read(
                csv: Array(text.utf8), file: "o.csv", menu: menu,
                received: PreOrder.Receipt(
                    day: Day(year: 2026, month: 11, day: day) ?? Day(number: 0), clock: clock,
                    reason: reason))
        }
        let early = try #require(try read(23, "16:29", "x").first)
        #expect(early.orderedAt == "2026-11-23 16:29" && early.reason == nil)
        #expect(throws: Problems.self) { try read(23, "16:30") }
        #expect(throws: Problems.self) { try read(24, "09:00") }
        #expect(try read(24, "09:00", "重阳").first?.reason == "重阳")
        let ahead =
            "day,canteen,period,dish,portions,ordered_at,reason\n"
            + "2026-11-24,c1,lunch,301,9,2026-11-24 17:00,x\n"
        #expect(throws: Problems.self) {
            try PreOrder.read(
                csv: Array(ahead.utf8), file: "o.csv", menu: menu,
                received: PreOrder.Receipt(day: KitchenPapersTests.day, clock: "16:59"))
        }
        // For a day that is over it is only written down.
        #expect(try read(25, "09:00").first?.orderedAt == nil)
    }

    @Test("boxes that stand since the evening come back with the first van, and are passed on")
    func standing() throws {
        let plan = try plan()
        func sheet(_ standing: [CanteenID: Int]) -> String {
            PlanSheets(plan, routes: Routes(plan), standing: standing).routeSheet.csv
        }
        func returned(_ csv: String) throws -> [Int] {
            try CSV(
                Array(csv.utf8), file: "r", required: ["returned"],
                optional: [
                    "kitchen", "route", "period", "dispatch", "stop", "canteen", "name", "window",
                    "portions", "containers", "arrived", "celsius",
                ]
            ).rows.map { Int($0["returned"]) ?? -1 }
        }
        #expect(try returned(sheet([:])).first == 0)
        let csv = sheet(["c1": 3])
        #expect(try returned(csv).first == 3)
        let left = try PlanSheets.standing(csv: Array(csv.utf8), file: "r")
        #expect(left.keys.map(\.text) == ["c1"] && left["c1"] ?? 0 > 0)
    }

    @Test("what is ordered after a supplier's cut-off is told with its lines")
    func cutoffs() throws {
        var shelf = Shelf()
        shelf.ingredients =
            shelf.ingredients.replacing("pack: 360 个,", with: "pack: 4 个, supplier: s1,")
            + "\nsuppliers:\n  - {id: s1, name: 蛋行, cutoff: \"15:00\"}\n"
        let plan = try plan(shelf: shelf)
        let sheets = PlanSheets(plan, routes: Routes(plan))
        let eve = KitchenPapersTests.day + -1
        #expect(sheets.missedCutoffs(today: eve, time: "14:59") == [])
        let late = sheets.missedCutoffs(today: eve, time: "15:00")
        #expect(late.count == 1 && late[0].contains("蛋行 takes orders until \(eve) 15:00: 1 lines"))
        #expect(sheets.missedCutoffs(today: eve + 1, time: "06:00") == late)
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
}

extension Stock {
    /// What stands there once a plan was bought for and cooked.
    fileprivate func after(_ plan: ProductionPlan) -> Stock {
        after(plan.purchases(from: self), on: plan.day)
    }
}
