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
    /// In whole degrees at arrival; nil if not measured.
    package let celsius: Int?
    /// From the till's journals where they exist, else as written.
    package let served: Int
    package let left: Int
    package let wasted: Int
    package let reason: String?
    /// When it ran out; nil where something was left or nobody wrote it.
    package let soldOutAt: String?
}

extension ProductionRecord {
    static let counts = ["planned", "prepared", "delivered", "served", "left", "wasted"]

    /// Reads the form as CSV: `day,canteen,period,dish,planned,prepared,delivered,served,left,
    /// wasted` and, where known, `cooked,arrived,celsius,reason,sold_out_at`.
    ///
    /// A row of the printed form that nobody filled in is none. What was not written down of a
    /// filled row: all that was delivered was prepared, nothing is left or wasted, and of what was
    /// served the tills know.
    /// - Parameter isKept: true for a file that the desk keeps itself; its dishes may have left the
    ///   menu since, or be sets now.
    /// - Throws: every row that cannot be meant, such as more served than delivered.
    package static func read(
        csv bytes: [UInt8], file: String, menu: MenuBook, isKept: Bool = false
    ) throws(Problems) -> [ProductionRecord] {
        let table = try CSV(
            bytes, file: file, required: ["day", "canteen", "period", "dish"] + counts,
            optional: ["name", "cooked", "arrived", "celsius", "reason", "sold_out_at"])
        var problems: [Problem] = []
        var records: [ProductionRecord] = []
        var lines: [Pot: Int] = [:]
        for row in table.rows where isFilled(row) {
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
        (counts.dropFirst() + ["cooked", "arrived", "celsius", "reason", "sold_out_at"])
            .contains { !row[$0].trimmed.isEmpty }
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
        var times: [String?] = []
        for column in ["cooked", "arrived", "sold_out_at"] {
            let text = row[column].trimmed
            if !text.isEmpty, !Clock.isTime(text) {
                problems.append(row.problem(column, "'\(text)' is not a time (write 10:05)"))
            }
            times.append(text.isEmpty ? nil : text)
        }
        if let cooked = times[0], let arrived = times[1], Clock.isTime(cooked),
            Clock.isTime(arrived), Clock(arrived).minutes < Clock(cooked).minutes
        {
            problems.append(
                row.problem("arrived", "\(arrived) is before it was cooked at \(cooked)"))
        }
        if !isKept, let dish = meal.dish, menu[dish]?.dishClass == .set {
            problems.append(
                row.problem("dish", "\(dish) is a set; write a row for each dish that it holds"))
        }
        let celsius = row["celsius"].trimmed
        if !celsius.isEmpty, (Int(decimal: celsius.utf8) ?? 200) > 120 {
            problems.append(row.problem("celsius", "'\(celsius)' is not whole degrees"))
        }
        guard problems.count == before, let day = meal.day, let period = meal.period,
            let dish = meal.dish
        else { return nil }
        return ProductionRecord(
            day: day, canteen: meal.canteen, period: period, dish: dish, planned: numbers[0],
            prepared: numbers[1], delivered: delivered, cooked: times[0], arrived: times[1],
            celsius: Int(decimal: celsius.utf8), served: served, left: left, wasted: wasted,
            reason: reason.isEmpty ? nil : reason, soldOutAt: times[2])
    }

    /// What an inspector would point at, by the way that the dish is to be kept.
    package func warnings(_ menu: MenuBook) -> [String] {
        var warnings: [String] = []
        let limits = menu.planRules.limits(menu[dish]?.keeping ?? .hot)
        if let celsius, let allowed = limits.celsius, !allowed.contains(celsius) {
            warnings.append(
                "\(dish) at \(canteen) arrived at \(celsius) °C, "
                    + (celsius < allowed.lowerBound
                        ? "below \(allowed.lowerBound) °C" : "above \(allowed.upperBound) °C"))
        }
        if let cooked, let arrived {
            let minutes = Clock(arrived).minutes - Clock(cooked).minutes
            if minutes > limits.wayMinutes {
                warnings.append(
                    "\(dish) at \(canteen) was \(minutes) minutes on its way, above "
                        + "\(limits.wayMinutes)")
            }
        }
        if served > delivered {
            warnings.append(
                "\(dish) at \(canteen) was sold \(served) times and \(delivered) were delivered")
        }
        return warnings
    }

    /// The record with the till's own number of portions served.
    package func serving(_ portions: Int) -> ProductionRecord {
        ProductionRecord(
            day: day, canteen: canteen, period: period, dish: dish, planned: planned,
            prepared: prepared, delivered: delivered, cooked: cooked, arrived: arrived,
            celsius: celsius, served: portions, left: left, wasted: wasted, reason: reason,
            soldOutAt: soldOutAt)
    }

    /// What the next forecast learns: a dish that ran out would have sold more.
    package var sale: SalesHistory.Entry {
        SalesHistory.Entry(
            day: day, canteen: canteen, period: period, dish: dish, portions: served,
            soldOut: soldOutAt != nil || (delivered > 0 && served >= delivered))
    }
}

extension Clock {
    static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = Int(decimal: parts[0].utf8), let minute = Int(decimal: parts[1].utf8)
        else { return false }
        return hour < 24 && minute < 60
    }
}

/// What a canteen's waste and shortage cost, by the plan's own prices.
package struct CanteenLosses: Hashable, Sendable {
    package let canteen: CanteenID
    package let wasted: Int
    package let waste: Fen
    /// Portions that would have been sold, after the dish ran out.
    package let missing: Int
    package let shortage: Fen

    /// Losses of each canteen, by its id.
    ///
    /// A dish that ran out misses what its plan's quantile leaves open: at least one portion, and
    /// as many as the other canteens that did not run out sold beyond their share.
    package static func of(
        _ records: [ProductionRecord], canteens: [Canteen], rules: PlanRules
    ) -> [CanteenLosses] {
        struct Pot: Hashable {
            let day: Day
            let period: MealPeriod
            let dish: DishCode
        }
        var open: [Pot: (served: Int, planned: Int)] = [:]
        for record in records where !record.sale.soldOut {
            let pot = Pot(day: record.day, period: record.period, dish: record.dish)
            let old = open[pot] ?? (0, 0)
            open[pot] = (old.served + record.served, old.planned + record.planned)
        }
        let kinds = Dictionary(canteens.map { ($0.id, $0.kind) }) { first, _ in first }
        return Dictionary(grouping: records, by: \.canteen).sorted { $0.key < $1.key }
            .map { canteen, records in
                let wasted = records.reduce(0) { $0 + $1.wasted + $1.left }
                var missing = 0
                var shortage = Fen.zero
                for record in records where record.sale.soldOut {
                    let pot = Pot(day: record.day, period: record.period, dish: record.dish)
                    let (served, planned) = open[pot] ?? (0, 0)
                    let wanted = planned > 0 ? record.planned * served / planned : 0
                    let more = max(1, wanted - record.served)
                    missing += more
                    shortage +=
                        rules.shortage(
                            kinds[canteen] ?? .canteen, record.period, soldOutAt: record.soldOutAt)
                        * more
                }
                return CanteenLosses(
                    canteen: canteen, wasted: wasted, waste: rules.waste * wasted,
                    missing: missing, shortage: shortage)
            }
    }
}
