internal import Meals

/// The columns that every table of meals has.
struct MealRow {
    let row: CSV.Row
    let day: Day?
    let canteen: CanteenID
    let period: MealPeriod?
    let dish: DishCode?

    /// - Parameter isKept: true for a row that was taken earlier: its dish may have left the menu.
    init(_ row: CSV.Row, menu: MenuBook, isKept: Bool = false, problems: inout [Problem]) {
        self.row = row
        day = Day(written: row["day"].trimmed)
        canteen = CanteenID(row["canteen"].trimmed)
        period = MealPeriod(rawValue: row["period"].trimmed)
        let code = DishCode(row["dish"].trimmed)
        let isKnown =
            menu[code] != nil || (isKept && DishCode(checked: row["dish"].trimmed) != nil)
        dish = isKnown ? code : nil
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
