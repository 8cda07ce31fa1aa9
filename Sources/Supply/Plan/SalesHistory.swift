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
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    /// Adds a day's sales; sets are opened, and what no dish is known for is left out.
    ///
    /// A sale outside the meals counts to the meal that had the dish.
    package mutating func add(_ sold: [SoldPortions], on day: Day, menu: MenuBook) {
        for portions in sold where portions.portions > 0 {
            guard let dish = menu.dish(item: portions.item) else { continue }
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
        struct Key: Hashable {
            let day: Day
            let canteen: CanteenID
            let period: MealPeriod
            let dish: DishCode
        }
        func key(_ entry: Entry) -> Key {
            Key(day: entry.day, canteen: entry.canteen, period: entry.period, dish: entry.dish)
        }
        let known = Set(entries.map(key))
        let soldOut = Set(others.filter(\.soldOut).map(key))
        if !soldOut.isEmpty {
            entries = entries.map { entry in
                guard soldOut.contains(key(entry)) else { return entry }
                return Entry(
                    day: entry.day, canteen: entry.canteen, period: entry.period,
                    dish: entry.dish, portions: entry.portions, soldOut: true)
            }
        }
        entries += others.filter { !known.contains(key($0)) }
    }

    mutating func replaceEntries(_ body: (Entry) -> Entry) { entries = entries.map(body) }

    package var lastDay: Day? { entries.map(\.day).max() }
}

/// What makes a series: one class of dishes over one counter at one meal.
struct Counter: Hashable {
    let canteen: CanteenID
    let period: MealPeriod
    let dishClass: DishClass

    var name: String { "\(canteen)|\(period.rawValue)|\(dishClass.rawValue)" }
}

extension SalesHistory {
    /// Daily sums of each counter; a day on which something of a counter ran out counts as at
    /// least its own middle.
    func sums(menu: MenuBook) -> [Counter: [Day: (portions: Int, soldOut: Bool)]] {
        var sums: [Counter: [Day: (portions: Int, soldOut: Bool)]] = [:]
        for entry in entries {
            guard let dish = menu[entry.dish] else { continue }
            let counter = Counter(
                canteen: entry.canteen, period: entry.period, dishClass: dish.dishClass)
            var sum = sums[counter]?[entry.day] ?? (0, false)
            sum.portions += entry.portions
            sum.soldOut = sum.soldOut || entry.soldOut
            sums[counter, default: [:]][entry.day] = sum
        }
        return sums
    }

    /// The series of all counters, sold-out days lifted to what an open day would have brought.
    func table(menu: MenuBook, until: Day) -> SeriesTable {
        var entries: [SeriesTable.Entry] = []
        for (counter, days) in sums(menu: menu).sorted(by: { $0.key.name < $1.key.name }) {
            let open = days.values.filter { !$0.soldOut }.map { Double($0.portions) }.middle
            for (day, sum) in days.sorted(by: { $0.key < $1.key }) {
                let sold = Double(sum.portions)
                entries.append(
                    .init(
                        series: counter.name, day: day,
                        value: sum.soldOut ? max(sold, open ?? sold) : sold))
            }
        }
        return SeriesTable(entries, until: until)
    }

    /// How much each dish is liked beside the others of its class on the same counter.
    ///
    /// 1 is the average; dishes that are new are average.
    func liking(menu: MenuBook) -> [DishCode: Double] {
        struct Meal: Hashable {
            let day: Day
            let period: MealPeriod
            let dishClass: DishClass
        }
        var meals: [Meal: [DishCode: Int]] = [:]
        for entry in entries where !entry.soldOut {
            guard let dish = menu[entry.dish] else { continue }
            let meal = Meal(day: entry.day, period: entry.period, dishClass: dish.dishClass)
            meals[meal, default: [:]][entry.dish, default: 0] += entry.portions
        }
        var shares: [DishCode: (sum: Double, count: Double)] = [:]
        let order = meals.sorted {
            ($0.key.day, $0.key.period.place, $0.key.dishClass.rawValue)
                < ($1.key.day, $1.key.period.place, $1.key.dishClass.rawValue)
        }
        for (_, sold) in order {
            let total = sold.values.reduce(0, +)
            guard total > 0 else { continue }
            for (dish, portions) in sold {
                let old = shares[dish] ?? (0, 0)
                let share = Double(portions * sold.count) / Double(total)
                shares[dish] = (old.sum + share, old.count + 1)
            }
        }
        return shares.mapValues { ($0.sum + 2) / ($0.count + 2) }
    }
}
