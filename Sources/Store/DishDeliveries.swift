internal import GRDB
package import Meals

/// What a kitchen brought of one dish to one canteen for one meal, and what went back.
package struct DishDeliveryRow: Hashable, Sendable {
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    /// The code of a cooked dish, never of a set.
    package let dish: String
    package let delivered: Int
    package let returned: Int

    package init(
        day: Day, canteen: CanteenID, period: MealPeriod, dish: String, delivered: Int,
        returned: Int
    ) {
        self.day = day
        self.canteen = canteen
        self.period = period
        self.dish = dish
        self.delivered = delivered
        self.returned = returned
    }
}

extension Schema {
    static let dishDeliveries = """
        CREATE TABLE dish_delivery (
            day INTEGER NOT NULL,
            canteen TEXT NOT NULL,
            period TEXT NOT NULL,
            dish TEXT NOT NULL,
            delivered INTEGER NOT NULL CHECK (delivered >= 0),
            returned INTEGER NOT NULL CHECK (returned BETWEEN 0 AND delivered),
            PRIMARY KEY (day, canteen, period, dish)
        ) STRICT, WITHOUT ROWID;
        """
}

extension StoreReading {
    /// By canteen, meal and dish.
    package func dishDeliveries(on day: Day) throws -> [DishDeliveryRow] {
        try rows(
            """
            SELECT canteen, period, dish, delivered, returned FROM dish_delivery
            WHERE day = ? ORDER BY canteen, period, dish
            """, [day.number]
        ) { row in
            DishDeliveryRow(
                day: day, canteen: CanteenID(row[0] as String),
                period: MealPeriod(rawValue: row[1] as String) ?? .other, dish: row[2] as String,
                delivered: row[3] as Int, returned: row[4] as Int)
        }
    }
}

extension StoreTransaction {
    /// Takes back the day's sums for a canteen, whichever kitchen they are of.
    package func removeDeliveries(on day: Day, to canteen: CanteenID) throws {
        try run(
            "DELETE FROM delivery WHERE day = ? AND canteen = ?", [day.number, canteen.text])
    }

    /// Puts a delivery in the place of an earlier figure for the same dish and meal.
    package func replace(_ delivery: DishDeliveryRow) throws {
        try run(
            """
            INSERT OR REPLACE INTO dish_delivery
                (day, canteen, period, dish, delivered, returned)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.day.number, delivery.canteen.text, delivery.period.rawValue,
                delivery.dish, delivery.delivered, delivery.returned,
            ])
    }
}
