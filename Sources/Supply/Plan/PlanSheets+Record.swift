internal import Meals

extension PlanSheets {
    /// 生产记录: what each canteen writes down of each dish; its CSV, filled in, is what
    /// ``ProductionRecord/read(csv:file:menu:)`` takes.
    package var recordForm: Sheet {
        func blank(_ heading: String, _ name: String) -> Sheet.Column {
            .init(heading: heading, name: name, isBlank: true)
        }
        var sheet = Sheet(
            name: "record", title: "生产记录 \(plan.day)",
            facts: [
                "热菜送达不低于 \(rules.leastCelsius) °C，冷菜不高于 \(rules.mostColdCelsius) °C",
                "热菜出锅至送达不超过 \(rules.longestMinutes) 分钟",
                "售出留空则以收银记录为准",
            ],
            keys: ["day", "canteen"],
            columns: [
                .init(heading: "餐次", name: "period", isWhole: true),
                .init(heading: "编号", name: "dish"),
                .init(heading: "菜品", name: "name", isWhole: true),
                .init(heading: "计划", name: "planned", isNumber: true),
                blank("制作", "prepared"), blank("出锅", "cooked"), blank("送达", "delivered"),
                blank("到达", "arrived"), blank("温度", "celsius"), blank("售出", "served"),
                blank("剩余", "left"), blank("废弃", "wasted"), blank("原因", "reason"),
                blank("售罄", "sold_out_at"),
            ])
        for stop in plan.stops {
            sheet.add(
                .init(
                    heading: "\(name(of: stop.canteen)) \(stop.canteen)",
                    facts: ["厨房 \(stop.kitchen)"], key: ["\(plan.day)", stop.canteen.text],
                    rows: cookedRows(stop).map { place in
                        let row = plan.rows[place]
                        return [
                            row.period.rawValue, row.dish.text, dish(of: place).name,
                            String(row.planned),
                        ]
                    }))
        }
        sheet.foot = ["填表 ____________", "食品安全员 ____________"]
        sheet.isWide = true
        return sheet
    }
}
