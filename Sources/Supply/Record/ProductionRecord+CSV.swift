internal import Meals

extension ProductionRecord {
    /// Records in the form that ``read(csv:file:menu:)`` takes, in the order of days, canteens and
    /// meals; of two for the same dish of a meal the later one stands.
    package static func csv(
        _ old: [ProductionRecord], replacedBy new: [ProductionRecord] = []
    ) -> String {
        var text = CSV.row(
            ["day", "canteen", "period", "dish"] + counts
                + ["cooked", "arrived", "celsius", "reason", "sold_out_at"])
        for record in old.replaced(by: new) {
            let numbers: [Int?] = [
                record.planned, record.prepared, record.delivered, record.servedWritten,
                record.left, record.wasted,
            ]
            text += CSV.row(
                ["\(record.day)", record.canteen.text, record.period.rawValue, record.dish.text]
                    + numbers.map { $0.map { "\($0)" } ?? "" }
                    + [
                        record.cooked ?? "", record.arrived ?? "",
                        record.celsius.map { "\($0)" } ?? "", record.reason ?? "",
                        record.soldOutAt ?? "",
                    ])
        }
        return text
    }
}

extension ProductionRecord {
    /// What a record is of; there is one record of each.
    package var pot: Pot { Pot(day: day, canteen: canteen, period: period, dish: dish) }
}

extension [ProductionRecord] {
    /// One record of each dish of a meal at a canteen, the later where there are two, in the order
    /// of days, canteens and meals.
    package func replaced(by new: [ProductionRecord]) -> [ProductionRecord] {
        let kept = Dictionary((self + new).map { ($0.pot, $0) }) { _, later in later }
        return kept.values.sorted { $0.pot < $1.pot }
    }

    /// The records with the tills' own numbers where the tills sold the dish.
    package func served(by tills: SalesHistory) -> [ProductionRecord] {
        var sold: [Pot: Int] = [:]
        for entry in tills.entries { sold[entry.pot, default: 0] += entry.portions }
        return map { record in
            sold[record.pot].map { record.serving($0) } ?? record
        }
    }
}
