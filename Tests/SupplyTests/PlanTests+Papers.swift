import Meals
import Testing

@testable import Supply

/// What a plan's papers say together, and what a kitchen that is too small cooks.
extension PlanTests {
    @Test("kitchen totals, batches, packing lists, labels and routes all add up to the plan")
    func reconciled() throws {
        let canteens = (1...3).map { canteen($0, kitchen: $0 == 2 ? "k2" : "k1") }
        let plan = try plan(.init(history: history([1, 2, 3])), canteens, menu: try book())
        let all = plan.rows.reduce(0) { $0 + $1.planned }
        var cooked = 0
        for kitchen in plan.kitchens {
            for total in plan.totals(of: kitchen) {
                let batches = plan.batches(of: total)
                let most = plan.rules.batch[total.dish.dishClass] ?? 0
                #expect(batches.reduce(0) { $0 + $1.portions } == total.portions)
                #expect(batches.filter(\.isSecond).reduce(0) { $0 + $1.portions } == total.held)
                #expect(batches.allSatisfy { (1...most).contains($0.portions) })
                cooked += total.portions
            }
        }
        #expect(cooked == all)
        let sheets = PlanSheets(plan, routes: Routes(plan))
        let held = plan.rows.reduce(0) { $0 + $1.held }
        #expect(held > 0)
        let boxes = sheets.boxLabels
        #expect(boxes.reduce(0) { $0 + $1.portions } == all)
        #expect(boxes.filter(\.isSecond).reduce(0) { $0 + $1.portions } == held)
        #expect(Set(boxes.filter(\.isSecond).map(\.times.leaves.text)) == ["11:40"])
        let packed = try CSV(
            Array(sheets.packing.csv.utf8), file: "p",
            required: [
                "kitchen", "canteen", "period", "dish", "name", "ordered", "first", "held",
                "containers", "keep", "received", "celsius",
            ])
        let sum = packed.rows.reduce(0) { sum, row in
            sum + (Int(row["first"]) ?? 0) + (Int(row["held"]) ?? 0)
        }
        #expect(sum == all)
        let driven = try CSV(
            Array(sheets.routeSheet.csv.utf8), file: "r",
            required: [
                "kitchen", "route", "period", "dispatch", "stop", "canteen", "name", "window",
                "portions", "containers", "returned", "arrived", "celsius",
            ])
        #expect(driven.rows.reduce(0) { $0 + (Int($1["portions"]) ?? 0) } == all)
        #expect(sheets.all.allSatisfy { $0.rowCount > 0 && $0.html.contains("@page") })
    }

    @Test(
        "every batch is on a box, and one batch was made at one time", arguments: [7, 30, 40, 60])
    func batchesOnLabels(most: Int) throws {
        var shelf = Shelf()
        shelf.plan =
            "batch: {large-meat: \(most), vegetable: \(most), soup: \(most)}\n"
            + "hold_back: \"0.3\"\n"
        let canteens = (1...3).map { canteen($0, kitchen: $0 == 2 ? "k2" : "k1") }
        let plan = try plan(.init(history: history([1, 2, 3])), canteens, menu: try shelf.book())
        let sheets = PlanSheets(plan, routes: Routes(plan))
        var made: [String: Set<String>] = [:]
        var portions: [String: Int] = [:]
        for box in sheets.boxLabels {
            #expect(!box.batches.isEmpty)
            for batch in box.batches { made[batch, default: []].insert(box.times.madeText) }
            if let only = box.batches.first, box.batches.count == 1 {
                portions[only, default: 0] += box.portions
            }
        }
        #expect(made.values.allSatisfy { $0.count == 1 })
        var sampled: Set<String> = []
        for kitchen in plan.kitchens {
            for total in plan.totals(of: kitchen) {
                for batch in plan.batches(of: total) {
                    let name = plan.batchName(
                        kitchen, total.period, total.dish.code, batch.number)
                    #expect(made[name] != nil, "\(name) is on no box")
                    #expect(portions[name] ?? 0 <= batch.portions)
                    sampled.insert(name)
                }
            }
        }
        #expect(Set(made.keys) == sampled)
        #expect(sampled.allSatisfy { sheets.samples.csv.contains(",\($0),") })
    }

    @Test("labels and sheets say for each dish how it is kept and until when it may be eaten")
    func keeping() throws {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing("name: 肉,", with: "name: 肉, keep: cold,")
        shelf.plan = "cold_celsius: 6\ncold_minutes: 90\nhot_minutes: 100\n"
        let plan = try plan(
            .init(history: history([1])), [canteen(1)], menu: try shelf.book())
        let sheets = PlanSheets(plan, routes: Routes(plan))
        let lunch = sheets.boxLabels.filter { plan.rows[$0.row].period == .lunch }
        let cold = lunch.filter { plan.rows[$0.row].dish == "101" }
        #expect(Set(cold.filter { !$0.isSecond }.map(\.times.eatBefore.text)) == ["11:00"])
        let hot = lunch.filter { plan.rows[$0.row].dish != "101" }
        #expect(sheets.labelTable.csv.contains(",保温 ≥ 60 °C,"))
        #expect(Set(hot.filter { !$0.isSecond }.map(\.times.eatBefore.text)) == ["11:10"])
        for sheet in [sheets.production, sheets.packing, sheets.labelTable] {
            let rows = sheet.csv.split(separator: "\n").filter { $0.contains(",101,肉,") }
            #expect(!rows.isEmpty && rows.allSatisfy { $0.contains(",冷藏 0–6 °C,") })
        }
        #expect(sheets.labelPages.contains("请在 11:00 前食用 · 冷藏 0–6 °C"))
    }

    @Test("a kitchen that cannot cook all says what gives way, and pre-orders do not")
    func capacity() throws {
        var rules = PlanRules()
        rules.capacity = ["k1": 100]
        var basis = ProductionPlan.Basis(history: history([1, 2]))
        let day = PlanTests.monday + 28
        basis.orders = [
            PreOrder(day: day, canteen: "c1", period: .lunch, dish: "301", portions: 30)
        ]
        let plan = try plan(basis, [canteen(1), canteen(2)], menu: try book(rules))
        let lunch = plan.rows.filter { $0.period == .lunch }
        #expect(lunch.reduce(0) { $0 + $1.planned } == 100)
        #expect(plan.statements.count == 1)
        #expect(plan.statements.first?.contains("k1 can cook 100 portions at lunch and ") == true)
        #expect(plan.statements.first?.contains("素菜 by ") == true)
        #expect(lunch.allSatisfy { $0.planned >= $0.ordered })
    }

    @Test("no class is gone before each that may give way gave half", arguments: [150, 100, 60])
    func halves(capacity: Int) throws {
        let free = try plan(
            .init(history: history([1, 2])), [canteen(1), canteen(2)], menu: book())
        var rules = PlanRules()
        rules.capacity = ["k1": capacity]
        let cut = try plan(
            .init(history: history([1, 2])), [canteen(1), canteen(2)], menu: book(rules))
        func portions(_ plan: ProductionPlan, _ dishes: Set<DishCode>) -> Int {
            plan.rows.filter { $0.period == .lunch && dishes.contains($0.dish) }
                .reduce(0) { $0 + $1.planned }
        }
        let (meat, greens): (Set<DishCode>, Set<DishCode>) = (["101", "102"], ["301"])
        #expect(portions(cut, meat) + portions(cut, greens) == capacity)
        let half = portions(free, greens) - portions(free, greens) / 2
        if portions(cut, greens) < half {
            #expect(portions(cut, meat) <= portions(free, meat) - portions(free, meat) / 2)
        } else {
            #expect(portions(cut, greens) >= half)
        }
        let papers = PlanSheets(cut, routes: Routes(cut))
        for sheet in [papers.packing, papers.recordForm] {
            #expect(sheet.rowCount == cut.rows.count { $0.planned > 0 })
        }
    }
}
