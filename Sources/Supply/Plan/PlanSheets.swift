package import Meals

/// The papers of one day's plan.
package struct PlanSheets: Sendable {
    let plan: ProductionPlan
    let routes: Routes
    private let stock: Stock
    /// Boxes that stand at the canteens from the days before.
    let standing: [CanteenID: Int]
    private let names: [CanteenID: String]
    /// What each kitchen buys, in the order of the kitchens.
    package let purchases: [(kitchen: KitchenID, purchase: Purchase)]

    package init(
        _ plan: ProductionPlan, routes: Routes, stock: Stock = Stock(),
        standing: [CanteenID: Int] = [:]
    ) {
        self.plan = plan
        self.routes = routes
        self.stock = stock
        self.standing = standing
        purchases = plan.purchases(from: stock)
        names = Dictionary(plan.canteens.map { ($0.id, $0.name) }) { first, _ in first }
    }

    /// What stands in the stores once everything came in and was cooked.
    package var left: Stock { stock.after(purchases, on: plan.day) }

    var rules: PlanRules { plan.rules }

    func name(of canteen: CanteenID) -> String {
        names[canteen] ?? canteen.text
    }

    /// Every paper that is a table.
    package var all: [Sheet] {
        [production, purchase, packing, routeSheet, labelTable, samples, recordForm]
    }

    /// 生产单: what each kitchen cooks, in which batches.
    package var production: Sheet {
        var sheet = Sheet(
            name: "production", title: "生产单 \(plan.day)", facts: [], keys: ["kitchen"],
            columns: [
                .init(heading: "餐次", name: "period"), .init(heading: "编号", name: "dish"),
                .init(heading: "菜品", name: "name", isWhole: true),
                .init(heading: "份数", name: "portions", isNumber: true, isChief: true),
                .init(heading: "其中后送", name: "held", isNumber: true, isRare: true),
                .init(heading: "锅次", name: "batches"),
                .init(heading: "存放", name: "keep", isWhole: true),
                .init(heading: "完成时间", name: "done", isBlank: true),
                .init(heading: "中心温度", name: "celsius", isBlank: true),
            ])
        for kitchen in plan.kitchens {
            let totals = plan.totals(of: kitchen)
            let rows = totals.map { total in
                [
                    total.period.rawValue, total.dish.code.text, total.dish.name,
                    "\(total.portions)", "\(total.held)",
                    PlanSheets.written(plan.batches(of: total)),
                    rules.limits(total.dish.keeping).words,
                ]
            }
            let sums = Dictionary(
                totals.map { ($0.period, $0.portions) }, uniquingKeysWith: +)
            let facts = sums.sorted { $0.key.place < $1.key.place }
                .map { "\($0.key.chinese) \($0.value) 份" }
            sheet.add(
                .init(
                    heading: "厨房 \(kitchen)", facts: facts + statements(kitchen),
                    key: [kitchen.text], rows: rows))
        }
        sheet.foot = ["厨师长 ____________", "食品安全员 ____________"]
        return sheet
    }

    private func statements(_ kitchen: KitchenID) -> [String] {
        plan.statements.filter { $0.hasPrefix("\(kitchen) can cook") }
    }

    /// Batches as `3 × 78 + 1 × 79，后送 1 × 35`.
    private static func written(_ batches: [ProductionPlan.Batch]) -> String {
        [false, true].compactMap { isSecond in
            var runs: [(count: Int, size: Int)] = []
            for batch in batches where batch.isSecond == isSecond {
                if let last = runs.last, last.size == batch.portions {
                    runs[runs.count - 1].count += 1
                } else {
                    runs.append((1, batch.portions))
                }
            }
            let text = runs.map { "\($0.count) × \($0.size)" }.joined(separator: " + ")
            return runs.isEmpty ? nil : (isSecond ? "后送 " : "") + text
        }.joined(separator: "，")
    }

    /// 采购单: each line from the need to the surplus, by supplier and cut-off.
    package var purchase: Sheet {
        var sheet = Sheet(
            name: "purchase", title: "采购单 用于 \(plan.day)", facts: [],
            keys: ["kitchen", "supplier", "cutoff"],
            columns: [
                .init(heading: "代码", name: "ingredient", isWhole: true),
                .init(heading: "食材", name: "name"),
                .init(heading: "净料 公斤", name: "net_grams", isWeight: true),
                .init(heading: "出成率", name: "edible", isNumber: true),
                .init(heading: "毛料 公斤", name: "grams", isWeight: true),
                .init(heading: "结存 公斤", name: "carried_grams", isRare: true, isWeight: true),
                .init(heading: "先用", name: "use_first", isWhole: true),
                .init(heading: "过期 公斤", name: "expired_grams", isRare: true, isWeight: true),
                .init(heading: "包装", name: "pack", isWhole: true),
                .init(heading: "需要 包", name: "packs_needed", isNumber: true),
                .init(heading: "订购 包", name: "packs", isNumber: true),
                .init(heading: "订购", name: "order", isWhole: true, isChief: true),
                .init(heading: "起订", name: "minimum"),
                .init(heading: "剩余 公斤", name: "surplus_grams", isWeight: true),
            ])
        for (kitchen, purchase) in purchases {
            let suppliers = Set(purchase.lines.map(\.ingredient.supplier))
                .sorted { ($0?.text ?? "~") < ($1?.text ?? "~") }
            for id in suppliers {
                let supplier = id.flatMap { plan.menu.supplier($0) }
                let rows = purchase.lines.filter { $0.ingredient.supplier == id }
                    .map(PlanSheets.row)
                sheet.add(
                    .init(
                        heading: "\(supplier?.name ?? "未定供应商") · 厨房 \(kitchen)",
                        facts: [
                            "订货截止 \(plan.day + -1) \(supplier?.cutoff ?? "—")"
                        ],
                        key: [kitchen.text, id?.text ?? "", supplier?.cutoff ?? ""], rows: rows))
            }
        }
        sheet.foot = ["采购 ____________", "验收 ____________"]
        sheet.isWide = true
        return sheet
    }

    private static func row(_ line: PurchaseLine) -> [String] {
        [
            line.ingredient.id.text, line.ingredient.name, line.net.shown(3),
            line.ingredient.edible.shown(3), line.required.shown(3), line.carried.shown(3),
            line.first.map {
                "\(($0.grams / Exact(1000)).shown(2)) 公斤 至 \($0.until.description.dropFirst(5))"
            } ?? "",
            line.shelf.expired.shown(3),
            "\(line.ingredient.pack)", "\(line.packsNeeded)",
            "\(line.packs)", "\(line.bought)", line.isRaisedToMinimum ? "起订" : "",
            line.surplus.shown(3),
        ]
    }

    /// 配货单: what each canteen gets with the first and the second dispatch.
    package var packing: Sheet {
        var sheet = Sheet(
            name: "packing", title: "配货单 \(plan.day)", facts: [], keys: ["kitchen", "canteen"],
            columns: [
                .init(heading: "餐次", name: "period"), .init(heading: "编号", name: "dish"),
                .init(heading: "菜品", name: "name"),
                .init(heading: "报餐", name: "ordered", isNumber: true, isRare: true),
                .init(heading: "首送 份", name: "first", isNumber: true),
                .init(heading: "后送 份", name: "held", isNumber: true, isRare: true),
                .init(heading: "箱", name: "containers", isNumber: true),
                .init(heading: "存放", name: "keep", isWhole: true),
                .init(heading: "实收", name: "received", isBlank: true),
                .init(heading: "温度", name: "celsius", isBlank: true),
            ])
        let words = plan.menu.dishes.map { rules.limits($0.keeping).words }
        for stop in plan.stops {
            let total = plan.rows[stop.rows].reduce(0) { $0 + $1.planned }
            sheet.add(
                .init(
                    heading: "\(name(of: stop.canteen)) \(stop.canteen)",
                    facts: ["厨房 \(stop.kitchen)", "合计 \(total) 份"] + lateChanges(stop.canteen),
                    key: [stop.kitchen.text, stop.canteen.text],
                    rows: cookedRows(stop).map { place in
                        let row = plan.rows[place]
                        let first = row.planned - row.held
                        return [
                            row.period.rawValue, row.dish.text, dish(of: place).name,
                            String(row.ordered), String(first), String(row.held),
                            String(containers(first)), words[plan.dishes[place]],
                        ]
                    }))
        }
        sheet.foot = ["装货 ____________", "收货 ____________", "到达时间 ________"]
        return sheet
    }

    /// What a canteen ordered after the cut-off, and why.
    private func lateChanges(_ canteen: CanteenID) -> [String] {
        plan.orders.filter { $0.canteen == canteen }.compactMap { order in
            order.reason.map { reason in
                "改单 \(order.period.chinese) \(order.dish) × \(order.portions)：\(reason)"
            }
        }
    }

    /// The rows of a stop that have portions: a cut may have left none of a dish.
    func cookedRows(_ stop: ProductionPlan.Stop) -> [Int] {
        stop.rows.filter { plan.rows[$0].planned > 0 }
    }

    /// The dish of a row by its place.
    func dish(of row: Int) -> Dish { plan.menu.dishes[plan.dishes[row]] }

    func containers(_ portions: Int) -> Int {
        (portions + rules.portionsPerContainer - 1) / rules.portionsPerContainer
    }
}
