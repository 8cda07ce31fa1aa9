internal import Meals

/// The papers of one day's plan.
package struct PlanSheets: Sendable {
    let plan: ProductionPlan
    private let routes: Routes
    private let stock: Stock

    package init(_ plan: ProductionPlan, routes: Routes, stock: Stock = Stock()) {
        self.plan = plan
        self.routes = routes
        self.stock = stock
    }

    var rules: PlanRules { plan.rules }

    func name(of canteen: CanteenID) -> String {
        plan.canteens.first { $0.id == canteen }?.name ?? canteen.text
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
                .init(heading: "菜品", name: "name"),
                .init(heading: "份数", name: "portions", isNumber: true),
                .init(heading: "其中后送", name: "held", isNumber: true, isRare: true),
                .init(heading: "锅次", name: "batches", isWhole: true),
                .init(heading: "完成时间", name: "done", isBlank: true),
                .init(heading: "中心温度", name: "celsius", isBlank: true),
            ])
        for kitchen in plan.kitchens {
            let rows = plan.totals(of: kitchen).map { period, dish, portions in
                let held = plan.rows
                    .filter {
                        $0.kitchen == kitchen && $0.period == period && $0.dish == dish.code
                    }
                    .reduce(0) { $0 + $1.held }
                return [
                    period.rawValue, dish.code.text, dish.name, "\(portions)", "\(held)",
                    PlanSheets.written(plan.batches(of: dish, portions: portions)), "", "",
                ]
            }
            let total = plan.rows.filter { $0.kitchen == kitchen }.reduce(0) { $0 + $1.planned }
            sheet.add(
                .init(
                    heading: "厨房 \(kitchen)", facts: ["合计 \(total) 份"] + statements(kitchen),
                    key: [kitchen.text], rows: rows))
        }
        sheet.foot = ["厨师长 ____________", "食品安全员 ____________"]
        return sheet
    }

    private func statements(_ kitchen: KitchenID) -> [String] {
        plan.statements.filter { $0.hasPrefix("\(kitchen) can cook") }
    }

    /// Batches as `3 × 78 + 1 × 79`.
    private static func written(_ batches: [Int]) -> String {
        var runs: [(count: Int, size: Int)] = []
        for size in batches {
            if let last = runs.last, last.size == size {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((1, size))
            }
        }
        return runs.map { "\($0.count) × \($0.size)" }.joined(separator: " + ")
    }

    /// 采购单: each line from the need to the surplus, by supplier and cut-off.
    package var purchase: Sheet {
        var sheet = Sheet(
            name: "purchase", title: "采购单 用于 \(plan.day)", facts: [],
            keys: ["kitchen", "supplier", "cutoff"],
            columns: [
                .init(heading: "代码", name: "ingredient", isWhole: true),
                .init(heading: "食材", name: "name"),
                .init(heading: "净料 克", name: "net_grams", isNumber: true),
                .init(heading: "出成率", name: "edible", isNumber: true),
                .init(heading: "毛料 克", name: "grams", isNumber: true),
                .init(heading: "结存 克", name: "carried_grams", isNumber: true, isRare: true),
                .init(heading: "包装", name: "pack", isWhole: true),
                .init(heading: "需要 包", name: "packs_needed", isNumber: true),
                .init(heading: "订购 包", name: "packs", isNumber: true),
                .init(heading: "订购", name: "order", isWhole: true),
                .init(heading: "起订", name: "minimum"),
                .init(heading: "剩余 克", name: "surplus_grams", isNumber: true),
            ])
        for kitchen in plan.kitchens {
            let purchase = Purchase(
                plan.demand(of: kitchen), menu: plan.menu, stock: stock[kitchen])
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
            line.ingredient.id.text, line.ingredient.name, line.net.shown(1),
            line.ingredient.edible.shown(3), line.required.shown(1), line.carried.shown(1),
            "\(line.ingredient.pack)", "\(line.packsNeeded)",
            "\(line.packs)", "\(line.bought)", line.isRaisedToMinimum ? "起订" : "",
            line.surplus.shown(1),
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
                .init(heading: "实收", name: "received", isBlank: true),
                .init(heading: "温度", name: "celsius", isBlank: true),
            ])
        for (canteen, rows) in byCanteen {
            sheet.add(
                .init(
                    heading: "\(name(of: canteen)) \(canteen)",
                    facts: ["厨房 \(rows[0].kitchen)", "合计 \(rows.reduce(0) { $0 + $1.planned }) 份"],
                    key: [rows[0].kitchen.text, canteen.text],
                    rows: rows.map { row in
                        [
                            row.period.rawValue, row.dish.text, plan.menu[row.dish]?.name ?? "",
                            "\(row.ordered)", "\(row.planned - row.held)", "\(row.held)",
                            "\(containers(row.planned - row.held))", "", "",
                        ]
                    }))
        }
        sheet.foot = ["装货 ____________", "收货 ____________", "到达时间 ________"]
        return sheet
    }

    var byCanteen: [(canteen: CanteenID, rows: [ProductionPlan.Row])] {
        let groups = Dictionary(grouping: plan.rows, by: \.canteen)
        return groups.sorted { ($0.value[0].kitchen, $0.key) < ($1.value[0].kitchen, $1.key) }
            .map { ($0.key, $0.value) }
    }

    private func containers(_ portions: Int) -> Int {
        (portions + rules.portionsPerContainer - 1) / rules.portionsPerContainer
    }

    /// 配送单: each route's stops with their windows and the boxes that go and come back.
    package var routeSheet: Sheet {
        var sheet = Sheet(
            name: "routes", title: "配送单 \(plan.day)", facts: [],
            keys: ["kitchen", "route", "period", "dispatch"],
            columns: [
                .init(heading: "序", name: "stop", isNumber: true),
                .init(heading: "助餐点", name: "canteen"), .init(heading: "名称", name: "name"),
                .init(heading: "时间窗", name: "window", isWhole: true),
                .init(heading: "份数", name: "portions", isNumber: true),
                .init(heading: "送箱", name: "containers", isNumber: true),
                .init(heading: "回收箱", name: "returned", isNumber: true, isRare: true),
                .init(heading: "到达", name: "arrived", isBlank: true),
                .init(heading: "温度", name: "celsius", isBlank: true),
            ])
        let portions = Dictionary(grouping: plan.rows, by: \.canteen)
        for route in routes.routes {
            // A box comes back with the next van that calls.
            var standing: [CanteenID: Int] = [:]
            for tour in tours {
                let start = Clock(tour.time)
                var rows: [[String]] = []
                for canteen in route.canteens {
                    let loads = (portions[canteen] ?? []).filter { $0.period == tour.period }
                        .map { tour.isSecond ? $0.held : $0.planned - $0.held }
                    guard loads.reduce(0, +) > 0 else { continue }
                    let arrival = start + (rows.count + 1) * rules.minutesPerStop
                    let boxes = loads.reduce(0) { $0 + containers($1) }
                    rows.append([
                        "\(rows.count + 1)", canteen.text, name(of: canteen),
                        "\((arrival + -5).text)–\((arrival + 10).text)",
                        "\(loads.reduce(0, +))", "\(boxes)", "\(standing[canteen] ?? 0)", "", "",
                    ])
                    standing[canteen] = boxes
                }
                sheet.add(
                    .init(
                        heading: "线路 \(route.name) · \(tour.period.chinese)"
                            + (tour.isSecond ? "后送" : ""),
                        facts: ["厨房 \(route.kitchen)", "发车 \(tour.time)"],
                        key: [
                            route.kitchen.text, route.name,
                            tour.period.rawValue + (tour.isSecond ? "-second" : ""), tour.time,
                        ], rows: rows))
            }
        }
        sheet.foot = ["司机 ____________", "车牌 ____________", "回厨房 ________"]
        return sheet
    }

    private var tours: [(period: MealPeriod, time: String, isSecond: Bool)] {
        [MealPeriod.breakfast, .lunch, .dinner].flatMap { period in
            [(rules.dispatch[period], false), (rules.secondDispatch[period], true)]
                .compactMap { time, isSecond in time.map { (period, $0, isSecond) } }
        }
    }
}

extension MealPeriod {
    /// The meal as a sheet names it.
    var chinese: String {
        switch self {
        case .breakfast: "早餐"
        case .lunch: "午餐"
        case .dinner: "晚餐"
        case .other: "其他"
        }
    }
}
