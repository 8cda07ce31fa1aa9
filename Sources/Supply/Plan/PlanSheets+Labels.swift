internal import Meals

extension PlanSheets {
    /// One box for one canteen.
    struct BoxLabel {
        let kitchen: KitchenID
        let canteen: CanteenID
        let venue: String
        let period: MealPeriod
        /// True for what waits for the second dispatch.
        let isSecond: Bool
        let times: LabelTimes
        let dish: Dish
        let batch: String
        let portions: Int
        /// How it is to be kept, in words.
        let keep: String
        let allergens: [Allergen]
    }

    /// When a box leaves, was filled and must be eaten, and how the papers write it; half an hour
    /// before its van leaves the food is in it.
    struct LabelTimes {
        let leaves: Clock
        let made: Clock
        let eatBefore: Clock
        let leavesText: String
        let madeText: String
        let eatBeforeText: String
    }

    private func times(_ leaves: String?, _ limits: PlanRules.Limits) -> LabelTimes? {
        leaves.map { text in
            let leaves = Clock(text)
            let made = leaves + -30
            let eatBefore = made + limits.minutes
            return LabelTimes(
                leaves: leaves, made: made, eatBefore: eatBefore, leavesText: leaves.text,
                madeText: written(made), eatBeforeText: written(eatBefore))
        }
    }

    /// A label for each box of both dispatches; it never names a diner.
    ///
    /// Boxes are filled from the batches in their order, those of the second dispatch last; the
    /// name is that of the batch which a box's first portion comes from.
    var boxLabels: [BoxLabel] {
        let allergens = plan.menu.dishes.map { plan.menu.labelled($0).sorted() }
        var labels: [BoxLabel] = []
        labels.reserveCapacity(plan.rows.count)
        for kitchen in plan.kitchens {
            var pots = filledPots(of: kitchen)
            for isSecond in [false, true] {
                for stop in plan.stops where stop.kitchen == kitchen {
                    fill(stop, isSecond, from: &pots, allergens, into: &labels)
                }
            }
        }
        return labels
    }

    private func fill(
        _ stop: ProductionPlan.Stop, _ isSecond: Bool, from pots: inout [LabelPot?],
        _ allergens: [[Allergen]], into labels: inout [BoxLabel]
    ) {
        let venue = name(of: stop.canteen)
        for place in stop.rows {
            let row = plan.rows[place]
            let cell = potCell(row.period, plan.dishes[place])
            guard let pot = pots[cell], let times = isSecond ? pot.second : pot.first else {
                continue
            }
            var left = isSecond ? row.held : row.planned - row.held
            while left > 0 {
                let portions = min(left, rules.portionsPerContainer)
                left -= portions
                guard let batch = pots[cell]?.take(portions) else { break }
                labels.append(
                    BoxLabel(
                        kitchen: stop.kitchen, canteen: stop.canteen, venue: venue,
                        period: row.period, isSecond: isSecond, times: times,
                        dish: dish(of: place), batch: batch, portions: portions,
                        keep: pot.limits.words,
                        allergens: allergens[plan.dishes[place]]))
            }
        }
    }

    /// A dish's batches at one kitchen and meal, from which boxes are filled in their order.
    private struct LabelPot {
        let limits: PlanRules.Limits
        let first: LabelTimes?
        let second: LabelTimes?
        private let batches: [Int]
        private let names: [String]
        private var number = 0
        private var reached = 0
        private var filled = 0

        init(
            limits: PlanRules.Limits, first: LabelTimes?, second: LabelTimes?, batches: [Int],
            names: [String]
        ) {
            self.limits = limits
            self.first = first
            self.second = second
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

    private func filledPots(of kitchen: KitchenID) -> [LabelPot?] {
        var pots = [LabelPot?](
            repeating: nil, count: MealPeriod.allCases.count * plan.menu.dishes.count)
        for total in plan.totals(of: kitchen) {
            guard let dish = plan.menu.place(of: total.dish.code) else { continue }
            let batches = plan.batches(of: total.dish, portions: total.portions)
            let limits = rules.limits(total.dish.keeping)
            pots[potCell(total.period, dish)] = LabelPot(
                limits: limits, first: times(rules.dispatch[total.period], limits),
                second: times(rules.secondDispatch[total.period], limits), batches: batches,
                names: (1...max(batches.count, 1)).map {
                    plan.batchName(kitchen, total.period, total.dish.code, $0)
                })
        }
        return pots
    }

    /// A time as a paper of the day writes it: with its date where it is another day's.
    func written(_ clock: Clock) -> String {
        clock.days == 0 ? clock.text : "\(plan.day + clock.days) \(clock.text)"
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
                .init(heading: "发车", name: "dispatch"),
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
                            label.dish.name, label.batch, String(label.portions),
                            label.times.leavesText,
                            label.times.madeText, label.times.eatBeforeText, label.keep,
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
                    <div class="label"><span class="to">\(label.period.chinese)\
                    \(label.isSecond ? "后送" : "") \(label.portions) 份</span><b>\(label.dish.name.escaped)</b>
                    \(label.venue.escaped) \(label.canteen.text.escaped)<br>
                    批次 \(label.batch.escaped)<br>
                    制作 \(plan.day + label.times.made.days) \(label.times.made.text)<br>
                    请在 \(label.times.eatBeforeText) 前食用 · \(label.keep)<br>
                    <span class="allergens">\(allergens.isEmpty ? "" : "含 \(allergens)")</span></div>

                    """
            }
            body += "</div>\n</section>\n"
        }
        return Sheet.page(title: "标签 \(plan.day)", body: body)
    }
}
