internal import Meals

extension PlanSheets {
    /// 留样登记: one sample of each batch of each meal at each kitchen.
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
            let rows = plan.totals(of: kitchen).flatMap { total in
                plan.batches(of: total).map { batch in
                    let leaves = (batch.isSecond ? rules.secondDispatch : rules.dispatch)[
                        total.period]
                    let until = Clock(leaves ?? "00:00") + rules.sampleHours * 60
                    return [
                        total.period.rawValue, total.dish.code.text, total.dish.name,
                        plan.batchName(kitchen, total.period, total.dish.code, batch.number),
                        "\(rules.sampleGrams)", written(until),
                    ]
                }
            }
            sheet.add(
                .init(heading: "厨房 \(kitchen)", facts: [], key: [kitchen.text], rows: rows))
        }
        sheet.foot = ["食品安全员 ____________"]
        sheet.isWide = true
        return sheet
    }
}
