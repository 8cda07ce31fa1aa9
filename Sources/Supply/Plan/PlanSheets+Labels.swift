internal import Meals

extension PlanSheets {
    /// One box for one canteen.
    struct BoxLabel {
        /// The plan's row that it is a part of.
        let row: Int
        /// True for what waits for the second dispatch.
        let isSecond: Bool
        let times: LabelTimes
        /// The batches that its portions come from, mostly one.
        let batches: [String]
        let portions: Int
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
    /// Boxes are filled from the batches in their order.
    var boxLabels: [BoxLabel] { plan.kitchens.flatMap(boxLabels) }

    private func boxLabels(of kitchen: KitchenID) -> [BoxLabel] {
        var labels: [BoxLabel] = []
        labels.reserveCapacity(plan.rows.count)
        var pots = filledPots(of: kitchen)
        for isSecond in [false, true] {
            for stop in plan.stops where stop.kitchen == kitchen {
                fill(stop, isSecond, from: &pots[isSecond ? 1 : 0], into: &labels)
            }
        }
        return labels
    }

    private func fill(
        _ stop: ProductionPlan.Stop, _ isSecond: Bool, from pots: inout [LabelPot?],
        into labels: inout [BoxLabel]
    ) {
        for place in stop.rows {
            let row = plan.rows[place]
            var left = isSecond ? row.held : row.planned - row.held
            let cell = potCell(row.period, plan.dishes[place])
            guard left > 0, let times = pots[cell]?.times else { continue }
            while left > 0 {
                let portions = min(left, rules.portionsPerContainer)
                left -= portions
                labels.append(
                    BoxLabel(
                        row: place, isSecond: isSecond, times: times,
                        batches: pots[cell]?.take(portions) ?? [], portions: portions))
            }
        }
    }

    /// A dish's batches at one kitchen, meal and dispatch, from which boxes are filled.
    private struct LabelPot {
        let times: LabelTimes
        private let names: [String]
        private var lefts: [Int]
        private var next = 0

        init(times: LabelTimes, _ batches: [(name: String, portions: Int)]) {
            self.times = times
            names = batches.map(\.name)
            lefts = batches.map(\.portions)
        }

        /// The names of the batches that the next portions come from.
        mutating func take(_ portions: Int) -> [String] {
            var wanted = portions
            var taken: [String] = []
            while wanted > 0, next < names.count {
                let part = min(wanted, lefts[next])
                if part > 0 { taken.append(names[next]) }
                wanted -= part
                lefts[next] -= part
                if lefts[next] == 0 { next += 1 }
            }
            return taken
        }
    }

    private func potCell(_ period: MealPeriod, _ dish: Int) -> Int {
        period.place * plan.menu.dishes.count + dish
    }

    /// The pots of the first dispatch and of the second.
    private func filledPots(of kitchen: KitchenID) -> [[LabelPot?]] {
        let none = [LabelPot?](
            repeating: nil, count: MealPeriod.allCases.count * plan.menu.dishes.count)
        var pots = [none, none]
        for total in plan.totals(of: kitchen) {
            guard let dish = plan.menu.place(of: total.dish.code) else { continue }
            let batches = plan.batches(of: total)
            let limits = rules.limits(total.dish.keeping)
            for (run, leaves) in [rules.dispatch, rules.secondDispatch].enumerated() {
                guard let times = times(leaves[total.period], limits) else { continue }
                pots[run][potCell(total.period, dish)] = LabelPot(
                    times: times,
                    batches.filter { $0.isSecond == (run == 1) }.map { batch in
                        (
                            plan.batchName(kitchen, total.period, total.dish.code, batch.number),
                            batch.portions
                        )
                    })
            }
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
        let words = plan.menu.dishes.map { dish in
            (
                keep: rules.limits(dish.keeping).words,
                allergens: allergens(dish).joined(separator: " ")
            )
        }
        for kitchen in plan.kitchens {
            let rows = boxLabels(of: kitchen).map { label in
                let row = plan.rows[label.row]
                let (keep, allergens) = words[plan.dishes[label.row]]
                return [
                    row.period.rawValue, row.canteen.text, row.dish.text, dish(of: label.row).name,
                    label.batches.joined(separator: ";"), String(label.portions),
                    label.times.leavesText, label.times.madeText, label.times.eatBeforeText, keep,
                    allergens,
                ]
            }
            sheet.add(
                .init(heading: "厨房 \(kitchen)", facts: [], key: [kitchen.text], rows: rows))
        }
        return sheet
    }

    private func allergens(_ dish: Dish) -> [String] {
        plan.menu.labelled(dish).sorted().map(\.name)
    }

    /// The labels to be printed and stuck on, three in a row.
    package var labelPages: String {
        var body = ""
        let groups = Dictionary(grouping: boxLabels) {
            "\(plan.rows[$0.row].kitchen)|\(plan.rows[$0.row].period.place)"
        }
        for (_, labels) in groups.sorted(by: { $0.key < $1.key }) {
            body += "<section>\n<div class=\"labels\">\n"
            for label in labels {
                let row = plan.rows[label.row]
                let dish = dish(of: label.row)
                let allergens = allergens(dish).joined(separator: "、")
                // A box of two batches names the second by its number.
                let others = label.batches.dropFirst().map {
                    "、-" + ($0.split(separator: "-").last ?? "")
                }
                body += """
                    <div class="label"><span class="to">\(row.period.chinese)\
                    \(label.isSecond ? "后送" : "") \(label.portions) 份</span><b>\(dish.name.escaped)</b>
                    \(name(of: row.canteen).escaped) \(row.canteen.text.escaped)<br>
                    批次 \((label.batches.first ?? "").escaped)\(others.joined())<br>
                    制作 \(plan.day + label.times.made.days) \(label.times.made.text)<br>
                    请在 \(label.times.eatBeforeText) 前食用 · \(rules.limits(dish.keeping).words)<br>
                    <span class="allergens">\(allergens.isEmpty ? "" : "含 \(allergens)")</span></div>

                    """
            }
            body += "</div>\n</section>\n"
        }
        return Sheet.page(title: "标签 \(plan.day)", body: body)
    }
}
