package import Meals

extension ProductionRecord {
    /// What a person can have recorded: meals of canteens that there are, until today.
    package struct Bounds: Sendable {
        let canteens: Set<CanteenID>
        let today: Day

        package init(canteens: [Canteen], today: Day) {
            self.canteens = Set(canteens.map(\.id))
            self.today = today
        }

        fileprivate func check(_ row: CSV.Row, _ problems: inout [Problem]) {
            if let canteen = CanteenID(checked: row["canteen"].trimmed),
                !canteens.contains(canteen)
            {
                problems.append(
                    row.problem(
                        "canteen",
                        "the register has no canteen '\(canteen)'; correct its id or add it to "
                            + "canteens.csv"))
            }
            if let day = Day(written: row["day"].trimmed), day > today {
                problems.append(
                    row.problem(
                        "day", "\(day) is after today, \(today); record a meal once it was served"))
            }
            if row["period"].trimmed == MealPeriod.other.rawValue {
                problems.append(
                    row.problem(
                        "period", "'other' is no meal; write breakfast, lunch or dinner"))
            }
        }
    }

    static let counts = ["planned", "prepared", "delivered", "served", "left", "wasted"]
    private static let times = ["cooked", "arrived", "sold_out_at"]

    /// Reads the form as CSV: `day,canteen,period,dish,planned,prepared,delivered,served,left,
    /// wasted` and, where known, `cooked,arrived,celsius,reason,sold_out_at`.
    ///
    /// A row of the printed form that nobody filled in is none. What was not written down of a
    /// filled row: all that was delivered was prepared, nothing is left or wasted, and of what was
    /// served the tills know.
    /// - Parameters:
    ///   - bounds: what a person's file is held against; what is kept was when it came.
    ///   - isKept: true for a file that the desk keeps itself: its dishes may have left the menu
    ///     since, or be sets now.
    /// - Throws: every row that cannot be meant, such as more served than delivered.
    package static func read(
        csv bytes: [UInt8], file: String, menu: MenuBook, within bounds: Bounds? = nil,
        isKept: Bool = false
    ) throws(Problems) -> [ProductionRecord] {
        let table = try CSV(
            bytes, file: file, required: ["day", "canteen", "period", "dish"] + counts,
            optional: ["name", "celsius", "reason"] + times)
        var problems: [Problem] = []
        var records: [ProductionRecord] = []
        var lines: [Pot: Int] = [:]
        for row in table.rows where isFilled(row) {
            bounds?.check(row, &problems)
            guard let record = read(row, menu, isKept, &problems) else { continue }
            if let line = lines[record.pot] {
                problems.append(
                    row.problem(
                        "dish",
                        "\(record.dish) of that day, canteen and meal is there already, in row "
                            + "\(line)"))
            }
            lines[record.pot] = row.line
            records.append(record)
        }
        if !problems.isEmpty { throw Problems(problems) }
        return records
    }

    private static func isFilled(_ row: CSV.Row) -> Bool {
        (counts.dropFirst() + ["celsius", "reason"] + times).contains { !row[$0].trimmed.isEmpty }
    }

    private static func read(
        _ row: CSV.Row, _ menu: MenuBook, _ isKept: Bool, _ problems: inout [Problem]
    ) -> ProductionRecord? {
        let meal = MealRow(row, menu: menu, isKept: isKept, problems: &problems)
        var numbers = counts.map { column in
            row[column].trimmed.isEmpty && !["planned", "delivered"].contains(column)
                ? 0 : meal.count(column, problems: &problems) ?? 0
        }
        if row["prepared"].trimmed.isEmpty { numbers[1] = numbers[2] }
        let before = problems.count
        let (delivered, served, left, wasted) = (numbers[2], numbers[3], numbers[4], numbers[5])
        if served + left + wasted > delivered {
            problems.append(
                row.problem(
                    "served",
                    "\(served) served, \(left) left and \(wasted) wasted are more than the "
                        + "\(delivered) delivered"))
        }
        let reason = row["reason"].trimmed
        if wasted > 0, reason.isEmpty {
            problems.append(row.problem("reason", "\(wasted) portions wasted; say why"))
        }
        let clocks = clocks(row, &problems)
        if !isKept, let dish = meal.dish, menu[dish]?.dishClass == .set {
            problems.append(
                row.problem("dish", "\(dish) is a set; write a row for each dish that it holds"))
        }
        let degrees = row["celsius"].trimmed
        let celsius = Celsius(written: degrees)
        if !degrees.isEmpty, celsius == nil {
            problems.append(row.problem("celsius", "'\(degrees)' is not degrees (write 61.5)"))
        }
        guard problems.count == before, let day = meal.day, let period = meal.period,
            let dish = meal.dish
        else { return nil }
        return ProductionRecord(
            day: day, canteen: meal.canteen, period: period, dish: dish, planned: numbers[0],
            prepared: numbers[1], delivered: delivered, cooked: clocks["cooked"]?.text,
            arrived: clocks["arrived"]?.text, celsius: celsius,
            servedWritten: row["served"].trimmed.isEmpty ? nil : served, sold: nil, left: left,
            wasted: wasted, reason: reason.isEmpty ? nil : reason,
            soldOutAt: clocks["sold_out_at"]?.text)
    }

    private static func clocks(_ row: CSV.Row, _ problems: inout [Problem]) -> [String: Clock] {
        var clocks: [String: Clock] = [:]
        for column in times {
            let text = row[column].trimmed
            clocks[column] = Clock(written: text)
            if !text.isEmpty, clocks[column] == nil {
                problems.append(row.problem(column, "'\(text)' is not a time (write 10:05)"))
            }
        }
        if let cooked = clocks["cooked"], let arrived = clocks["arrived"],
            arrived.minutes < cooked.minutes
        {
            problems.append(
                row.problem("arrived", "\(arrived.text) is before it was cooked at \(cooked.text)"))
        }
        return clocks
    }
}
