internal import Meals

extension ProductionRecord {
    static let counts = ["planned", "prepared", "delivered", "served", "left", "wasted"]
    private static let times = ["cooked", "arrived", "sold_out_at"]

    /// Reads the form as CSV: `day,canteen,period,dish,planned,prepared,delivered,served,left,
    /// wasted` and, where known, `cooked,arrived,celsius,reason,sold_out_at`.
    ///
    /// A row of the printed form that nobody filled in is none. What was not written down of a
    /// filled row: all that was delivered was prepared, nothing is left or wasted, and of what was
    /// served the tills know.
    /// - Throws: every row that cannot be meant, such as more served than delivered.
    package static func read(
        csv bytes: [UInt8], file: String, menu: MenuBook
    ) throws(Problems) -> [ProductionRecord] {
        let table = try CSV(
            bytes, file: file, required: ["day", "canteen", "period", "dish"] + counts,
            optional: ["name", "celsius", "reason"] + times)
        var problems: [Problem] = []
        var records: [ProductionRecord] = []
        var lines: [Pot: Int] = [:]
        for row in table.rows where isFilled(row) {
            guard let record = read(row, menu, &problems) else { continue }
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
        _ row: CSV.Row, _ menu: MenuBook, _ problems: inout [Problem]
    ) -> ProductionRecord? {
        let meal = MealRow(row, menu: menu, problems: &problems)
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
        if let dish = meal.dish, menu[dish]?.dishClass == .set {
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
            arrived: clocks["arrived"]?.text, celsius: celsius, served: served, left: left,
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
