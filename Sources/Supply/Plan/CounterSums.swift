internal import Meals

/// Daily sums of each counter, by the names of the counters, and how well each dish is liked.
struct CounterSums {
    private(set) var counters: [Counter] = []
    /// For each counter, its days in their order.
    private(set) var days: [[Sum]] = []
    /// For each counter and weekday, Monday first, the share of open days without a sale of it.
    private var idle: [[Double]] = []

    /// How much each dish is liked beside the others of its class on the same counter.
    ///
    /// 1 is the average; dishes that are new are average.
    private(set) var liking: [DishCode: Double] = [:]

    /// What one counter sold on one day.
    struct Sum {
        let day: Day
        var portions: Int
        /// True where something of the counter ran out.
        var soldOut: Bool
    }

    init(_ history: SalesHistory, menu: MenuBook) {
        guard let (first, last) = history.span else { return }
        let classes = DishClass.allCases.count
        let place = Dictionary(zip(DishClass.allCases, 0..<classes)) { a, _ in a }
        let classOfDish = menu.dishes.map { place[$0.dishClass] ?? 0 }
        let length = last - first + 1
        let meals = MealPeriod.allCases.count
        // One block for each canteen: meal by meal, class by class, day by day; -1 is no sale.
        var portions: [Int32] = []
        var soldOut: [Bool] = []
        // The district's: day by day, meal by meal, dish by dish.
        var sold = [Int32](repeating: -1, count: length * meals * menu.dishes.count)
        var blocks: [CanteenID: Int] = [:]
        var (canteen, block) = (CanteenID(""), -1)
        for entry in history.entries {
            guard let dish = menu.place(of: entry.dish) else { continue }
            if block < 0 || entry.canteen != canteen {
                canteen = entry.canteen
                block = blocks[canteen] ?? blocks.count
                if blocks.updateValue(block, forKey: canteen) == nil {
                    portions += [Int32](repeating: -1, count: meals * classes * length)
                    soldOut += [Bool](repeating: false, count: meals * classes * length)
                }
            }
            let counter = (block * meals + entry.period.place) * classes + classOfDish[dish]
            let cell = counter * length + (entry.day - first)
            portions[cell] = max(portions[cell], 0) + Int32(entry.portions)
            if entry.soldOut {
                soldOut[cell] = true
            } else {
                let meal = (entry.day - first) * meals + entry.period.place
                let place = meal * menu.dishes.count + dish
                sold[place] = max(sold[place], 0) + Int32(entry.portions)
            }
        }
        liking = CounterSums.liking(sold, menu)
        let offered = CounterSums.offered(menu, first..<first + length)
        var found: [(counter: Counter, days: [Sum], idle: [Double])] = []
        for (canteen, block) in blocks {
            let own = block * meals * classes * length..<(block + 1) * meals * classes * length
            let idle = IdleDays(
                portions: portions[own], soldOut: soldOut[own], length: length, first: first)
            for counter in 0..<meals * classes {
                let cells = (block * meals * classes + counter) * length
                let days = (0..<length).filter { portions[cells + $0] >= 0 }.map {
                    Sum(
                        day: first + $0, portions: Int(portions[cells + $0]),
                        soldOut: soldOut[cells + $0])
                }
                guard !days.isEmpty else { continue }
                let name = Counter(
                    canteen: canteen, period: MealPeriod.allCases[counter / classes],
                    dishClass: DishClass.allCases[counter % classes])
                found.append((name, days, idle.shares(of: counter, offered: offered)))
            }
        }
        let names = found.map { $0.counter.name }
        for place in found.indices.sorted(by: { names[$0] < names[$1] }) {
            counters.append(found[place].counter)
            days.append(found[place].days)
            idle.append(found[place].idle)
        }
    }

    /// The share of days like this one on which a counter sells nothing though its meal is open.
    func idleShare(_ counter: Int, on day: Day) -> Double { idle[counter][day.weekday - 1] }

    /// By day, meal and class, whether the menu has a dish of it.
    private static func offered(_ menu: MenuBook, _ days: Range<Day>) -> [Bool] {
        (days.lowerBound.number..<days.upperBound.number).flatMap { number in
            MealPeriod.allCases.flatMap { period in
                let dishes = menu.menu(on: Day(number: number), period).flatMap(menu.cooked)
                let classes = Set(dishes.map(\.dish.dishClass))
                return DishClass.allCases.map(classes.contains)
            }
        }
    }

    /// - Parameter sold: portions by day, meal and dish, -1 where there was no sale.
    private static func liking(_ sold: [Int32], _ menu: MenuBook) -> [DishCode: Double] {
        let dishes = menu.dishes.count
        var shares = [(sum: Double, count: Double)](repeating: (0, 0), count: dishes)
        for meal in 0..<sold.count / max(dishes, 1) {
            var whole: [DishClass: (portions: Int, dishes: Int)] = [:]
            let cells = sold[meal * dishes..<(meal + 1) * dishes]
            for (dish, portions) in zip(menu.dishes, cells) where portions >= 0 {
                whole[dish.dishClass, default: (0, 0)].portions += Int(portions)
                whole[dish.dishClass, default: (0, 0)].dishes += 1
            }
            for (place, portions) in cells.enumerated() where portions >= 0 {
                guard let all = whole[menu.dishes[place].dishClass], all.portions > 0 else {
                    continue
                }
                shares[place].sum += Double(Int(portions) * all.dishes) / Double(all.portions)
                shares[place].count += 1
            }
        }
        var liking: [DishCode: Double] = [:]
        for (dish, share) in zip(menu.dishes, shares) where share.count > 0 {
            liking[dish.code] = (share.sum + 2) / (share.count + 2)
        }
        return liking
    }
}

extension CounterSums {
    /// The portions of a middling day of each canteen that has sold anything.
    var sizes: [CanteenID: Double] {
        guard let first = days.lazy.compactMap(\.first?.day).min(),
            let last = days.lazy.compactMap(\.last?.day).max()
        else { return [:] }
        var portions: [CanteenID: [Int]] = [:]
        let none = [Int](repeating: -1, count: last - first + 1)
        for (counter, sums) in zip(counters, days) {
            var own = portions.removeValue(forKey: counter.canteen) ?? none
            for sum in sums {
                own[sum.day - first] = max(own[sum.day - first], 0) + sum.portions
            }
            portions[counter.canteen] = own
        }
        return portions.compactMapValues { $0.filter { $0 >= 0 }.map(Double.init).middle }
    }

    /// The series of all counters, sold-out days lifted to what would have been sold.
    ///
    /// What is not sold on a day is no value of it.
    func table(until: Day) -> SeriesTable {
        var entries: [SeriesTable.Entry] = []
        for (counter, days) in zip(counters, days) {
            let name = counter.name
            for (sum, demand) in zip(days, UnmetDemand.demand(days)) {
                entries.append(.init(series: name, day: sum.day, value: demand))
            }
        }
        return SeriesTable(entries, until: until)
    }
}
