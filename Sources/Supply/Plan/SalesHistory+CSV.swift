package import Meals

extension SalesHistory {
    /// Reads portions that were sold before the tills' own journals begin:
    /// `day,canteen,period,dish,portions[,sold_out]`, where `sold_out` is `yes` or empty; a set is
    /// opened into its dishes.
    ///
    /// - Parameter isKept: true for a file that the desk keeps itself; a row whose dish has left
    ///   the menu since comes as it is.
    /// - Throws: every row that cannot be understood, and one that is there twice.
    package static func entries(
        csv bytes: [UInt8], file: String, menu: MenuBook, isKept: Bool = false
    ) throws(Problems) -> [Entry] {
        let table = try CSV(
            bytes, file: file, required: ["day", "canteen", "period", "dish", "portions"],
            optional: ["sold_out"])
        var problems: [Problem] = []
        var seen: Set<Pot> = []
        var entries: [Entry] = []
        for row in table.rows {
            let meal = MealRow(row, menu: menu, isKept: isKept, problems: &problems)
            let portions = meal.count("portions", problems: &problems)
            let soldOut = row["sold_out"].trimmed
            if !["", "yes"].contains(soldOut) {
                problems.append(
                    row.problem("sold_out", "'\(soldOut)' is not yes; leave it empty for no"))
            }
            guard let day = meal.day, let period = meal.period, let dish = meal.dish, let portions
            else { continue }
            let entry = Entry(
                day: day, canteen: meal.canteen, period: period, dish: dish, portions: portions,
                soldOut: soldOut == "yes")
            if !seen.insert(entry.pot).inserted {
                problems.append(
                    row.problem("dish", "\(dish) of that day, canteen and meal is there already"))
            }
            guard let cooked = menu[dish].map(menu.cooked) else {
                entries.append(entry)
                continue
            }
            entries += cooked.map { inner, each in
                Entry(
                    day: day, canteen: meal.canteen, period: period, dish: inner.code,
                    portions: portions * each, soldOut: soldOut == "yes")
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return entries
    }

    /// The whole history in the same form, each dish of a meal once, with LF ends.
    package var csv: String {
        var sums: [Pot: (portions: Int, soldOut: Bool)] = [:]
        for entry in entries {
            let sum = sums[entry.pot] ?? (0, false)
            sums[entry.pot] = (sum.portions + entry.portions, sum.soldOut || entry.soldOut)
        }
        var text = CSV.row(["day", "canteen", "period", "dish", "portions", "sold_out"])
        for (pot, sum) in sums.sorted(by: { $0.key < $1.key }) {
            text += CSV.row([
                "\(pot.day)", pot.canteen.text, pot.period.rawValue, pot.dish.text,
                "\(sum.portions)", sum.soldOut ? "yes" : "",
            ])
        }
        return text
    }

    /// Adds what was counted elsewhere, for canteens and days of which the tills know nothing; a
    /// written 0 is a day on which nobody wanted it.
    package mutating func add(before others: [Entry]) {
        struct Place: Hashable {
            let day: Day
            let canteen: CanteenID
        }
        let known = Set(entries.map { Place(day: $0.day, canteen: $0.canteen) })
        for entry in others
        where !known.contains(Place(day: entry.day, canteen: entry.canteen)) { add(entry) }
    }
}
