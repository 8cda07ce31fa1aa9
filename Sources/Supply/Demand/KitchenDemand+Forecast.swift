package import Meals

extension KitchenDemand {
    /// Takes a day's sales for the next day's appetite: as many portions of each class at each
    /// canteen and meal, of the dishes that are on the menu then.
    ///
    /// Within a class a dish that was sold draws in proportion to its portions across the
    /// district at that meal; a dish that was not sold draws like the average one that was.
    /// Where the day offers no set, sold sets count as the dishes that they held.
    package static func forecast(
        sold: [SoldPortions], on day: Day, for tomorrow: Day, menu: MenuBook, canteens: [Canteen]
    ) -> KitchenDemand {
        var forecast = Forecast(soldOn: day, for: tomorrow, menu: menu, canteens: canteens)
        for portions in sold { forecast.count(portions) }
        forecast.spread()
        return KitchenDemand(
            day: tomorrow, served: forecast.served.sorted(by: DemandRow.precedes),
            cooked: forecast.cooked.sorted(by: DemandRow.precedes),
            unplaced: forecast.unplaced.sorted(by: UnplacedPortions.precedes), menu: menu)
    }
}

/// A forecast in the making.
private struct Forecast {
    private struct Counter: Hashable {
        let period: MealPeriod
        let dishClass: DishClass
    }

    private let day: Day
    private let tomorrow: Day
    private let menu: MenuBook
    private let canteens: [CanteenID: Canteen]
    private var portions: [Counter: [CanteenID: Int]] = [:]
    private var popularity: [MealPeriod: [DishCode: Int]] = [:]

    private(set) var served: [DemandRow] = []
    private(set) var unplaced: [UnplacedPortions] = []

    init(soldOn day: Day, for tomorrow: Day, menu: MenuBook, canteens: [Canteen]) {
        self.day = day
        self.tomorrow = tomorrow
        self.menu = menu
        self.canteens = Dictionary(canteens.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Puts sold portions to the meal and class that they tell about.
    mutating func count(_ sold: SoldPortions) {
        guard sold.portions > 0 else { return }
        guard canteens[sold.canteen] != nil else {
            return unplaced.append(UnplacedPortions(sold: sold, reason: .unknownCanteen))
        }
        guard let dish = menu.dish(item: sold.item) else {
            return unplaced.append(UnplacedPortions(sold: sold, reason: .unknownDish))
        }
        let period = sold.period == .other ? menu.meal(of: dish, on: day) : sold.period
        let offered = menu.menu(on: tomorrow, period)
        let opened = dish.dishClass == .set && !offered.contains { $0.dishClass == .set }
        for (dish, each) in opened ? menu.cooked(dish) : [(dish, 1)] {
            let portions = sold.portions * each
            guard offered.contains(where: { $0.dishClass == dish.dishClass }) else {
                let left = SoldPortions(
                    canteen: sold.canteen, period: sold.period, item: dish.code.text,
                    portions: portions)
                unplaced.append(UnplacedPortions(sold: left, reason: .noDish(of: dish.dishClass)))
                continue
            }
            let counter = Counter(period: period, dishClass: dish.dishClass)
            self.portions[counter, default: [:]][sold.canteen, default: 0] += portions
            popularity[period, default: [:]][dish.code, default: 0] += portions
        }
    }

    mutating func spread() {
        for (counter, byCanteen) in portions {
            let dishes = menu.menu(on: tomorrow, counter.period)
                .filter { $0.dishClass == counter.dishClass }
            let weights = weights(of: dishes, counter)
            let sold = byCanteen.compactMap { id, count in canteens[id].map { ($0, count) } }
            for kitchen in Dictionary(grouping: sold, by: { $0.0.kitchen }).values {
                var apportionment = Apportionment(weights: weights)
                for (canteen, count) in kitchen.sorted(by: { $0.0.id < $1.0.id }) {
                    for (dish, portions) in zip(dishes, apportionment.deal(count))
                    where portions > 0 {
                        served.append(
                            DemandRow(
                                kitchen: canteen.kitchen, canteen: canteen.id,
                                period: counter.period, dish: dish.code, portions: portions))
                    }
                }
            }
        }
    }

    private func weights(of dishes: [Dish], _ counter: Counter) -> [Int] {
        let sold = (popularity[counter.period] ?? [:])
            .filter { menu[$0.key]?.dishClass == counter.dishClass }
        let total = sold.values.reduce(0, +)
        // The average is total / count; all weights are multiplied by the count to stay whole.
        return dishes.map { dish in sold[dish.code].map { $0 * sold.count } ?? total }
    }

    /// The served portions with every set opened.
    var cooked: [DemandRow] {
        struct Pot: Hashable {
            let kitchen: KitchenID
            let canteen: CanteenID
            let period: MealPeriod
            let dish: DishCode
        }
        var pots: [Pot: Int] = [:]
        for row in served {
            guard let dish = menu[row.dish] else { continue }
            for (inner, each) in menu.cooked(dish) {
                let pot = Pot(
                    kitchen: row.kitchen, canteen: row.canteen, period: row.period,
                    dish: inner.code)
                pots[pot, default: 0] += row.portions * each
            }
        }
        return pots.map { pot, portions in
            DemandRow(
                kitchen: pot.kitchen, canteen: pot.canteen, period: pot.period, dish: pot.dish,
                portions: portions)
        }
    }
}

extension DemandRow {
    fileprivate static func precedes(_ a: DemandRow, _ b: DemandRow) -> Bool {
        (a.kitchen, a.canteen, a.period.place, a.dish)
            < (b.kitchen, b.canteen, b.period.place, b.dish)
    }
}

extension UnplacedPortions {
    fileprivate static func precedes(_ a: UnplacedPortions, _ b: UnplacedPortions) -> Bool {
        let (a, b) = (a.sold, b.sold)
        return (a.canteen, a.period.place, a.item, a.portions)
            < (b.canteen, b.period.place, b.item, b.portions)
    }
}
