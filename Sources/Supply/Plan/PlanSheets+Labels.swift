internal import Meals

extension PlanSheets {
    /// One box for one canteen.
    struct BoxLabel {
        let kitchen: KitchenID
        let canteen: CanteenID
        let venue: String
        let period: MealPeriod
        let dish: Dish
        let batch: String
        let portions: Int
        let made: String
        let eatBefore: String
        let allergens: [Allergen]
    }

    /// A label for each box of the first dispatch; it never names a diner.
    ///
    /// Boxes are filled from the batches in their order; the name is that of the batch which a
    /// box's first portion comes from.
    var boxLabels: [BoxLabel] {
        let totals = potTotals
        var filled: [String: Int] = [:]
        var labels: [BoxLabel] = []
        for row in plan.rows {
            guard let dish = plan.menu[row.dish], let leaves = rules.dispatch[row.period] else {
                continue
            }
            let pot = "\(row.kitchen)|\(row.period.rawValue)|\(row.dish)"
            let total = totals[pot] ?? 0
            let batches = plan.batches(of: dish, portions: total)
            var left = row.planned - row.held
            while left > 0 {
                let portions = min(left, rules.portionsPerContainer)
                var (number, reached) = (0, batches.first ?? 0)
                while reached <= filled[pot, default: 0], number + 1 < batches.count {
                    number += 1
                    reached += batches[number]
                }
                filled[pot, default: 0] += portions
                left -= portions
                let made = Clock(leaves) + -30
                labels.append(
                    BoxLabel(
                        kitchen: row.kitchen, canteen: row.canteen,
                        venue: name(of: row.canteen), period: row.period, dish: dish,
                        batch: plan.batchName(row.kitchen, row.period, row.dish, number + 1),
                        portions: portions, made: made.text,
                        eatBefore: (made + rules.longestMinutes).text,
                        allergens: plan.menu.allergens(dish).sorted()))
            }
        }
        return labels
    }

    /// 标签: the labels as a table.
    package var labelTable: Sheet {
        var sheet = Sheet(
            name: "labels", title: "标签 \(plan.day)", facts: [], keys: ["kitchen"],
            columns: [
                .init(heading: "餐次", name: "period"), .init(heading: "助餐点", name: "canteen"),
                .init(heading: "编号", name: "dish"), .init(heading: "菜品", name: "name"),
                .init(heading: "批次", name: "batch", isWhole: true),
                .init(heading: "份数", name: "portions", isNumber: true),
                .init(heading: "制作", name: "made"), .init(heading: "食用截止", name: "eat_before"),
                .init(heading: "温度", name: "celsius"),
                .init(heading: "致敏物质", name: "allergens"),
            ])
        let groups = Dictionary(grouping: boxLabels, by: \.kitchen)
        for (kitchen, labels) in groups.sorted(by: { $0.key < $1.key }) {
            sheet.add(
                .init(
                    heading: "厨房 \(kitchen)", facts: [], key: [kitchen.text],
                    rows: labels.map { label in
                        [
                            label.period.rawValue, label.canteen.text, label.dish.code.text,
                            label.dish.name, label.batch, "\(label.portions)", label.made,
                            label.eatBefore, "≥ \(rules.leastCelsius) °C",
                            label.allergens.map(\.name).joined(separator: " "),
                        ]
                    }))
        }
        return sheet
    }

    /// The labels to be printed and stuck on, three in a row.
    package var labelPages: String {
        var body = ""
        let groups = Dictionary(grouping: boxLabels) { "\($0.kitchen)|\($0.period.place)" }
        for (_, labels) in groups.sorted(by: { $0.key < $1.key }) {
            body += "<section>\n<div class=\"labels\">\n"
            for label in labels {
                let allergens = label.allergens.map(\.name).joined(separator: "、")
                body += """
                    <div class="label"><span class="to">\(label.period.chinese) \
                    \(label.portions) 份</span><b>\(label.dish.name.escaped)</b>
                    \(label.venue.escaped) \(label.canteen.text.escaped)<br>
                    批次 \(label.batch.escaped)<br>
                    制作 \(plan.day) \(label.made)<br>
                    请在 \(label.eatBefore) 前食用 · 保温 ≥ \(rules.leastCelsius) °C<br>
                    <span class="allergens">\(allergens.isEmpty ? "" : "含 \(allergens)")</span></div>

                    """
            }
            body += "</div>\n</section>\n"
        }
        return Sheet.page(title: "标签 \(plan.day)", body: body)
    }

    /// 留样登记: one sample of each dish of each meal at each kitchen.
    package var samples: Sheet {
        var sheet = Sheet(
            name: "samples", title: "食品留样登记 \(plan.day)",
            facts: ["每份不少于 \(rules.sampleGrams) 克", "保存不少于 \(rules.sampleHours) 小时", "0–8 °C"],
            keys: ["kitchen"],
            columns: [
                .init(heading: "餐次", name: "period"), .init(heading: "编号", name: "dish"),
                .init(heading: "菜品", name: "name"),
                .init(heading: "批次", name: "batch", isWhole: true),
                .init(heading: "至少 克", name: "least_grams", isNumber: true),
                .init(heading: "实重 克", name: "grams", isBlank: true),
                .init(heading: "留样时间", name: "taken", isBlank: true),
                .init(heading: "保存至", name: "keep_until", isWhole: true),
                .init(heading: "留样人", name: "by", isBlank: true),
                .init(heading: "处理", name: "discarded", isBlank: true),
            ])
        for kitchen in plan.kitchens {
            let rows = plan.totals(of: kitchen).map { period, dish, _ in
                let start = Clock(rules.dispatch[period] ?? "00:00") + rules.sampleHours * 60
                let until = plan.day + start.minutes / 1440
                return [
                    period.rawValue, dish.code.text, dish.name,
                    plan.batchName(kitchen, period, dish.code, 1), "\(rules.sampleGrams)", "", "",
                    "\(until) \(start.text)", "", "",
                ]
            }
            sheet.add(
                .init(heading: "厨房 \(kitchen)", facts: [], key: [kitchen.text], rows: rows))
        }
        sheet.foot = ["食品安全员 ____________"]
        sheet.isWide = true
        return sheet
    }

    private var potTotals: [String: Int] {
        plan.rows.reduce(into: [:]) { sums, row in
            sums["\(row.kitchen)|\(row.period.rawValue)|\(row.dish)", default: 0] += row.planned
        }
    }
}
