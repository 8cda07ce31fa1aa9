package import Meals

/// What was sold of cooked dishes, day by day: the memory that a plan rests on.
package struct SalesHistory: Sendable {
    /// Portions of one dish over one counter at one meal.
    package struct Entry: Hashable, Sendable {
        package let day: Day
        package let canteen: CanteenID
        package let period: MealPeriod
        package let dish: DishCode
        package let portions: Int
        /// True where it ran out: more would have been sold.
        package let soldOut: Bool

        package init(
            day: Day, canteen: CanteenID, period: MealPeriod, dish: DishCode, portions: Int,
            soldOut: Bool = false
        ) {
            self.day = day
            self.canteen = canteen
            self.period = period
            self.dish = dish
            self.portions = portions
            self.soldOut = soldOut
        }

        var pot: Pot { Pot(day: day, canteen: canteen, period: period, dish: dish) }
    }

    package private(set) var entries: [Entry] = []
    /// Portions of what the menu does not have, by the words of the sale.
    private var unknown: [String: Int] = [:]

    package init() {}

    /// What was sold and no kitchen can plan for; nil where there is none.
    package var unknownNote: String? {
        guard !unknown.isEmpty else { return nil }
        let most = unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let names = most.prefix(5).map { "\($0.key) × \($0.value)" }.joined(separator: ", ")
        return
            "\(unknown.values.reduce(0, +)) portions were sold of what the menu does not have and are "
            + "not planned: \(names)\(most.count > 5 ? ", …" : "")"
    }

    /// Adds a day's sales; sets are opened, and what no dish is known for is only counted.
    ///
    /// A sale outside the meals counts to the meal that had the dish.
    package mutating func add(_ sold: [SoldPortions], on day: Day, menu: MenuBook) {
        for portions in sold where portions.portions > 0 {
            guard let dish = menu.dish(item: portions.item) else {
                unknown[portions.item, default: 0] += portions.portions
                continue
            }
            let period =
                portions.period == .other ? menu.meal(of: dish, on: day) : portions.period
            for (inner, each) in menu.cooked(dish) {
                entries.append(
                    Entry(
                        day: day, canteen: portions.canteen, period: period, dish: inner.code,
                        portions: portions.portions * each))
            }
        }
    }

    package mutating func add(_ entry: Entry) { entries.append(entry) }

    /// Adds what others wrote down: a dish that has a number of its own keeps it and is only
    /// marked as sold out.
    package mutating func merge(_ others: [Entry]) {
        let known = Set(entries.map(\.pot))
        let soldOut = Set(others.filter(\.soldOut).map(\.pot))
        if !soldOut.isEmpty {
            entries = entries.map { entry in
                guard soldOut.contains(entry.pot) else { return entry }
                return Entry(
                    day: entry.day, canteen: entry.canteen, period: entry.period,
                    dish: entry.dish, portions: entry.portions, soldOut: true)
            }
        }
        entries += others.filter { !known.contains($0.pot) }
    }

    mutating func replaceEntries(_ body: (Entry) -> Entry) { entries = entries.map(body) }

    package var lastDay: Day? { span?.last }

    /// The first and the last day of all entries.
    var span: (first: Day, last: Day)? {
        guard let one = entries.first?.day else { return nil }
        var (first, last) = (one, one)
        for place in entries.indices {
            first = min(first, entries[place].day)
            last = max(last, entries[place].day)
        }
        return (first, last)
    }
}

/// What makes a series: one class of dishes over one counter at one meal.
struct Counter: Hashable {
    let canteen: CanteenID
    let period: MealPeriod
    let dishClass: DishClass

    var name: String { "\(canteen)|\(period.rawValue)|\(dishClass.rawValue)" }
}
