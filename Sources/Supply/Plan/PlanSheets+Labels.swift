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
        /// How it is to be kept, in words.
        let keep: String
        let allergens: [Allergen]
    }

    /// A label for each box of the first dispatch; it never names a diner.
    ///
    /// Boxes are filled from the batches in their order; the name is that of the batch which a
    /// box's first portion comes from.
    var boxLabels: [BoxLabel] {
        let allergens = plan.menu.dishes.map { plan.menu.labelled($0).sorted() }
        var labels: [BoxLabel] = []
        labels.reserveCapacity(plan.rows.count)
        var pots: [Pot?] = []
        var kitchen: KitchenID?
        for stop in plan.stops {
            if stop.kitchen != kitchen {
                kitchen = stop.kitchen
                pots = filledPots(of: stop.kitchen)
            }
            let venue = name(of: stop.canteen)
            for place in stop.rows {
                let row = plan.rows[place]
                let cell = potCell(row.period, plan.dishes[place])
                guard let pot = pots[cell] else { continue }
                var left = row.planned - row.held
                while left > 0 {
                    let portions = min(left, rules.portionsPerContainer)
                    left -= portions
                    guard let batch = pots[cell]?.take(portions) else { break }
                    labels.append(
                        BoxLabel(
                            kitchen: stop.kitchen, canteen: stop.canteen, venue: venue,
                            period: row.period, dish: dish(of: place), batch: batch,
                            portions: portions, made: pot.made,
                            eatBefore: pot.eatBefore, keep: pot.keep,
                            allergens: allergens[plan.dishes[place]]))
                }
            }
        }
        return labels
    }

    /// A dish's batches at one kitchen and meal, from which boxes are filled in their order.
    private struct Pot {
        let made: String
        let eatBefore: String
        let keep: String
        let batches: [Int]
        let names: [String]
        private var number = 0
        private var reached = 0
        private var filled = 0

        /// - Parameter leaves: when the van leaves, half an hour after the food is in its boxes.
        init(leaves: Clock, limits: PlanRules.Limits, batches: [Int], names: [String]) {
            let made = leaves + -30
            self.made = made.text
            eatBefore = (made + limits.minutes).text
            keep = limits.words
            self.batches = batches
            self.names = names
            reached = batches.first ?? 0
        }

        /// The name of the batch that the next portions begin with.
        mutating func take(_ portions: Int) -> String {
            while reached <= filled, number + 1 < batches.count {
                number += 1
                reached += batches[number]
            }
            filled += portions
            return names[number]
        }
    }

    private func potCell(_ period: MealPeriod, _ dish: Int) -> Int {
        period.place * plan.menu.dishes.count + dish
    }

    private func filledPots(of kitchen: KitchenID) -> [Pot?] {
        var pots = [Pot?](
            repeating: nil, count: MealPeriod.allCases.count * plan.menu.dishes.count)
        for total in plan.totals(of: kitchen) {
            guard let leaves = rules.dispatch[total.period],
                let dish = plan.menu.place(of: total.dish.code)
            else { continue }
            let batches = plan.batches(of: total.dish, portions: total.portions)
            pots[potCell(total.period, dish)] = Pot(
                leaves: Clock(leaves), limits: rules.limits(total.dish.keeping), batches: batches,
                names: (1...max(batches.count, 1)).map {
                    plan.batchName(kitchen, total.period, total.dish.code, $0)
                })
        }
        return pots
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
                .init(heading: "存放", name: "keep", isWhole: true),
                .init(heading: "致敏物质", name: "allergens"),
            ])
        let labels = boxLabels
        var first = 0
        while first < labels.count {
            let kitchen = labels[first].kitchen
            var end = first
            while end < labels.count, labels[end].kitchen == kitchen { end += 1 }
            let own = labels[first..<end]
            first = end
            sheet.add(
                .init(
                    heading: "厨房 \(kitchen)", facts: [], key: [kitchen.text],
                    rows: own.map { label in
                        [
                            label.period.rawValue, label.canteen.text, label.dish.code.text,
                            label.dish.name, label.batch, String(label.portions), label.made,
                            label.eatBefore, label.keep,
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
                    请在 \(label.eatBefore) 前食用 · \(label.keep)<br>
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
            let rows = plan.totals(of: kitchen).map { total in
                let start = Clock(rules.dispatch[total.period] ?? "00:00") + rules.sampleHours * 60
                let until = plan.day + start.minutes / 1440
                return [
                    total.period.rawValue, total.dish.code.text, total.dish.name,
                    plan.batchName(kitchen, total.period, total.dish.code, 1),
                    "\(rules.sampleGrams)", "", "",
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
}
