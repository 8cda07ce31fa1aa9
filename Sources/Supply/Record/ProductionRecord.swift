package import Meals

/// 生产记录: what became of one dish at one canteen and meal.
package struct ProductionRecord: Hashable, Sendable {
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode
    package let planned: Int
    package let prepared: Int
    package let delivered: Int
    /// When it left the pot and when it reached the counter, such as `10:05`; nil if not written.
    package let cooked: String?
    package let arrived: String?
    /// At arrival; nil if not measured.
    package let celsius: Celsius?
    /// As the form says; nil if nobody wrote it.
    package let servedWritten: Int?
    /// As the tills' journals say; nil where they did not sell it.
    package let sold: Int?
    package let left: Int
    package let wasted: Int
    package let reason: String?
    /// When it ran out; nil where something was left or nobody wrote it.
    package let soldOutAt: String?
}

extension ProductionRecord {
    /// From the tills' journals where they exist, else as written.
    package var served: Int { sold ?? servedWritten ?? 0 }

    /// The record with the till's own number of portions served.
    package func serving(_ portions: Int) -> ProductionRecord {
        ProductionRecord(
            day: day, canteen: canteen, period: period, dish: dish, planned: planned,
            prepared: prepared, delivered: delivered, cooked: cooked, arrived: arrived,
            celsius: celsius, servedWritten: servedWritten, sold: portions, left: left,
            wasted: wasted, reason: reason, soldOutAt: soldOutAt)
    }

    /// What the next forecast learns: a dish that ran out would have sold more.
    package var sale: SalesHistory.Entry {
        SalesHistory.Entry(
            day: day, canteen: canteen, period: period, dish: dish, portions: served,
            soldOut: soldOutAt != nil || (delivered > 0 && served >= delivered))
    }
}
