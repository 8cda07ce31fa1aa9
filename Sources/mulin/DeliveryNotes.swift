import Ledger
import Meals
import Store
import Supply

/// Posts what production records say was delivered and went back, for settlement and audit.
struct DeliveryNotes {
    let menu: MenuBook
    /// Who cooked for a canteen on a day.
    let kitchens: (Day) throws -> [CanteenID: KitchenID]

    /// Replaces earlier figures for the same dishes and meals; the day's sums per kitchen and
    /// canteen are made again from all dishes that are known.
    ///
    /// A portion costs what the plan says one thrown away does.
    func post(_ records: [ProductionRecord], to store: Store) throws {
        try store.write { store in
            for record in records {
                try store.replace(
                    DishDeliveryRow(
                        day: record.day, canteen: record.canteen, period: record.period,
                        dish: record.dish.text, delivered: record.delivered,
                        returned: record.left))
            }
            for day in Set(records.map(\.day)) {
                let kitchens = try kitchens(day)
                let touched = Set(records.filter { $0.day == day }.map(\.canteen))
                let rows = try store.reading.dishDeliveries(on: day)
                for (canteen, rows) in Dictionary(grouping: rows, by: \.canteen)
                where touched.contains(canteen) {
                    guard let kitchen = kitchens[canteen] else { continue }
                    // Another plan may have had another kitchen.
                    try store.removeDeliveries(on: day, to: canteen)
                    let portions = rows.reduce(0) { $0 + $1.delivered }
                    try store.replace(
                        DeliveryRow(
                            day: day, kitchen: kitchen, canteen: canteen, portions: portions,
                            returned: rows.reduce(0) { $0 + $1.returned },
                            amount: menu.planRules.waste * portions))
                }
            }
        }
    }
}

extension MenuBook {
    /// The cooked dishes behind an item of a sale, by their codes.
    func cookedItems(_ item: String) -> [(dish: String, portions: Int)] {
        dish(item: item).map { cooked($0).map { ($0.dish.code.text, $0.portions) } } ?? []
    }
}
