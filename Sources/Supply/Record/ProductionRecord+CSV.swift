internal import Meals

extension ProductionRecord {
    /// Records in the form that ``read(csv:file:menu:)`` takes, in the order of days, canteens and
    /// meals; of two for the same dish of a meal the later one stands.
    package static func csv(
        _ old: [ProductionRecord], replacedBy new: [ProductionRecord] = []
    ) -> String {
        var kept: [Pot: ProductionRecord] = [:]
        for record in old + new {
            let pot = Pot(
                day: record.day, canteen: record.canteen, period: record.period,
                dish: record.dish)
            kept[pot] = record
        }
        var text = CSV.row(
            ["day", "canteen", "period", "dish"] + counts
                + ["cooked", "arrived", "celsius", "reason", "sold_out_at"])
        let order = kept.values.sorted {
            ($0.day, $0.canteen, $0.period.place, $0.dish)
                < ($1.day, $1.canteen, $1.period.place, $1.dish)
        }
        for record in order {
            let numbers = [
                record.planned, record.prepared, record.delivered, record.served, record.left,
                record.wasted,
            ]
            text += CSV.row(
                ["\(record.day)", record.canteen.text, record.period.rawValue, record.dish.text]
                    + numbers.map { "\($0)" }
                    + [
                        record.cooked ?? "", record.arrived ?? "",
                        record.celsius.map { "\($0)" } ?? "", record.reason ?? "",
                        record.soldOutAt ?? "",
                    ])
        }
        return text
    }
}

/// One dish of a meal at a canteen.
private struct Pot: Hashable {
    let day: Day
    let canteen: CanteenID
    let period: MealPeriod
    let dish: DishCode
}

extension [ProductionRecord] {
    /// The records with the tills' own numbers where the tills sold the dish.
    package func served(by tills: SalesHistory) -> [ProductionRecord] {
        var sold: [Pot: Int] = [:]
        for entry in tills.entries {
            let pot = Pot(
                day: entry.day, canteen: entry.canteen, period: entry.period, dish: entry.dish)
            sold[pot, default: 0] += entry.portions
        }
        return map { record in
            let pot = Pot(
                day: record.day, canteen: record.canteen, period: record.period,
                dish: record.dish)
            return sold[pot].map { record.serving($0) } ?? record
        }
    }
}
