package import Meals

/// 报餐: portions that a canteen has asked for.
package struct PreOrder: Hashable, Sendable {
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode
    package let portions: Int
    /// Why it came after the cut-off; nil for one that came in time.
    package let reason: String?

    package init(
        day: Day, canteen: CanteenID, period: MealPeriod, dish: DishCode, portions: Int,
        reason: String? = nil
    ) {
        self.day = day
        self.canteen = canteen
        self.period = period
        self.dish = dish
        self.portions = portions
        self.reason = reason
    }
}

extension PreOrder {
    /// The order in cooked dishes, a set opened.
    func opened(_ menu: MenuBook) -> [PreOrder] {
        guard let dish = menu[dish] else { return [] }
        return menu.cooked(dish).map { inner, each in
            PreOrder(
                day: day, canteen: canteen, period: period, dish: inner.code,
                portions: portions * each, reason: reason)
        }
    }

    /// Reads `day,canteen,period,dish,portions[,ordered_at,reason]`.
    ///
    /// An order after the lock of the day before (`ordered_at` as `2026-11-23 16:45`) needs a
    /// reason.
    /// - Throws: every row that cannot be understood.
    package static func read(
        csv bytes: [UInt8], file: String, menu: MenuBook
    ) throws(Problems) -> [PreOrder] {
        let table = try CSV(
            bytes, file: file, required: ["day", "canteen", "period", "dish", "portions"],
            optional: ["ordered_at", "reason"])
        var problems: [Problem] = []
        var orders: [PreOrder] = []
        for row in table.rows {
            let meal = MealRow(row, menu: menu, problems: &problems)
            let portions = meal.count("portions", problems: &problems)
            let reason = row["reason"].trimmed
            let late = PreOrder.isLate(
                row["ordered_at"].trimmed, for: meal.day, lock: menu.planRules.lock)
            if late == nil {
                problems.append(
                    row.problem("ordered_at", "is not a day and time (write 2026-11-23 16:45)"))
            } else if late == true, reason.isEmpty {
                problems.append(
                    row.problem(
                        "reason",
                        "the order came after \(menu.planRules.lock) of the day before; say why"))
            }
            guard let day = meal.day, let period = meal.period, let dish = meal.dish,
                let portions
            else { continue }
            orders.append(
                PreOrder(
                    day: day, canteen: meal.canteen, period: period, dish: dish,
                    portions: portions, reason: reason.isEmpty ? nil : reason))
        }
        if !problems.isEmpty { throw Problems(problems) }
        return orders
    }

    /// Nil where the time cannot be read.
    private static func isLate(_ text: String, for day: Day?, lock: String) -> Bool? {
        if text.isEmpty { return false }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard parts.count == 2, let ordered = Day(parts[0]), parts[1].utf8.count >= 5 else {
            return nil
        }
        guard let day else { return false }
        return ordered >= day || (ordered == day + -1 && parts[1].prefix(5) >= lock)
    }
}

/// The columns that every table of meals has.
struct MealRow {
    let row: CSV.Row
    let day: Day?
    let canteen: CanteenID
    let period: MealPeriod?
    let dish: DishCode?

    init(_ row: CSV.Row, menu: MenuBook, problems: inout [Problem]) {
        self.row = row
        day = Day(row["day"].trimmed)
        canteen = CanteenID(row["canteen"].trimmed)
        period = MealPeriod(rawValue: row["period"].trimmed)
        let code = DishCode(row["dish"].trimmed)
        dish = menu[code] == nil ? nil : code
        if day == nil {
            problems.append(
                row.problem("day", "'\(row["day"])' is not a date (write 2026-11-23)"))
        }
        if CanteenID(checked: row["canteen"].trimmed) == nil {
            problems.append(row.problem("canteen", "'\(row["canteen"])' is no canteen's id"))
        }
        if period == nil {
            problems.append(
                row.problem("period", "'\(row["period"])' is not breakfast, lunch or dinner"))
        }
        if dish == nil {
            problems.append(row.problem("dish", "the menu has no dish '\(row["dish"])'"))
        }
    }

    /// A whole number from 0 up; nil and a problem for anything else.
    func count(_ column: String, problems: inout [Problem]) -> Int? {
        let number = Int(decimal: row[column].trimmed.utf8)
        if number.map({ $0 > 1_000_000 }) ?? true {
            problems.append(row.problem(column, "'\(row[column])' is not a number of portions"))
            return nil
        }
        return number
    }
}
