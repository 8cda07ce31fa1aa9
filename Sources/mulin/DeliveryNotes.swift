import Ledger
import Meals
import Store
import Supply

/// Posts what production records say was delivered and went back, for settlement and audit.
struct DeliveryNotes {
    let menu: MenuBook
    /// Who cooks for whom by the register of today.
    let register: [CanteenID: KitchenID]
    /// Who cooks for whom by the sheets of a day's plan; none where no plan of the day is kept.
    let planned: (Day) throws -> [CanteenID: KitchenID]

    init(_ desk: SupplyDesk) {
        menu = desk.menu
        register = Dictionary(desk.canteens.map { ($0.id, $0.kitchen) }) { first, _ in first }
        planned = { day in
            let rows = try SupplyWrittenPlan(desk, day)?.demand() ?? []
            return Dictionary(rows.map { ($0.canteen, $0.kitchen) }) { first, _ in first }
        }
    }

    /// Replaces earlier figures for the same dishes and meals; the day's sums per kitchen and
    /// canteen are made again from all dishes that are known.
    ///
    /// A portion costs what the plan's rules say that a canteen owes its kitchen.
    func post(_ records: [ProductionRecord], to store: Store) throws {
        try store.write { store in
            for record in records {
                try store.replace(
                    DishDeliveryRow(
                        day: record.day, canteen: record.canteen, period: record.period,
                        dish: record.dish.text, delivered: record.delivered,
                        returned: record.left))
            }
            for (day, records) in Dictionary(grouping: records, by: \.day) {
                let kitchens = try kitchens(on: day, in: store.reading)
                let touched = Set(records.map(\.canteen))
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
                            amount: menu.planRules.transfer * portions))
                }
            }
        }
    }

    /// Who cooked for whom on a day: the day's plan says it; without one the books do where they
    /// have a delivery of that day, because the register may have changed since.
    private func kitchens(
        on day: Day, in store: StoreReading
    ) throws -> [CanteenID: KitchenID] {
        let booked = try store.deliveries(on: day).map { ($0.canteen, $0.kitchen) }
        return register.merging(booked) { _, booked in booked }
            .merging(try planned(day)) { _, planned in planned }
    }
}

extension MenuBook {
    /// The cooked dishes behind an item of a sale, by their codes.
    func cookedItems(_ item: String) -> [(dish: String, portions: Int)] {
        dish(item: item).map { cooked($0).map { ($0.dish.code.text, $0.portions) } } ?? []
    }
}
