package import Meals

/// A sale's line as a recall needs it.
package struct SoldLine: Hashable, Sendable {
    /// The receipt's own name: terminal, epoch and number.
    package let receipt: String
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    package let item: String
    package let portions: Int

    package init(
        receipt: String, day: Day, canteen: CanteenID, period: MealPeriod, item: String,
        portions: Int = 1
    ) {
        self.receipt = receipt
        self.day = day
        self.canteen = canteen
        self.period = period
        self.item = item
        self.portions = portions
    }
}

/// Where a lot went: the dishes cooked from it, the canteens that got them, the receipts.
package struct Recall: Sendable {
    /// One dish of one meal that a kitchen cooked while the lot was in use.
    package struct Batch: Hashable, Sendable {
        package let day: Day
        package let period: MealPeriod
        package let dish: DishCode
        package let canteens: [CanteenID]
        package let receipts: [String]
    }

    package let lot: Lot
    package let batches: [Batch]

    package var canteens: [CanteenID] { Set(batches.flatMap(\.canteens)).sorted() }
    package var receipts: [String] { Set(batches.flatMap(\.receipts)).sorted() }

    private struct Cooking: Hashable {
        let day: Day
        let period: MealPeriod
        let dish: DishCode
    }

    /// One dish at one canteen on one day.
    private struct Place: Hashable {
        let day: Day
        let canteen: CanteenID
        let dish: DishCode
    }

    /// Follows a lot through what was cooked and delivered to what was sold.
    ///
    /// A dish that is sold outside the meal it came for leads to the pots that the canteen did get
    /// of it on that day.
    /// - Parameters:
    ///   - cooked: portions by day, as production records or plans have them.
    ///   - spared: dishes of a canteen's meals of which its record says that none came.
    package init(
        _ lot: Lot, cooked: [(day: Day, row: DemandRow)], sold: [SoldLine], menu: MenuBook,
        spared: Set<Pot> = []
    ) {
        let dishes = Set(
            menu.dishes.filter { dish in
                menu.gramsPerPortion(dish).contains { $0.ingredient.id == lot.ingredient }
            }.map(\.code))
        var pots: [Cooking: Set<CanteenID>] = [:]
        var meals: [Place: Set<MealPeriod>] = [:]
        for (day, row) in cooked
        where lot.days.contains(day) && row.kitchen == lot.kitchen && dishes.contains(row.dish)
            && row.portions > 0
        {
            let pot = Cooking(day: day, period: row.period, dish: row.dish)
            pots[pot, default: []].insert(row.canteen)
            let place = Place(day: day, canteen: row.canteen, dish: row.dish)
            meals[place, default: []].insert(row.period)
        }
        // A line sells a dish, or a set that holds it.
        var holding: [String: [DishCode]] = [:]
        for dish in menu.dishes {
            let inside = menu.cooked(dish).map(\.dish.code).filter(dishes.contains)
            if !inside.isEmpty { holding[dish.code.text] = inside }
        }
        var receipts: [Cooking: Set<String>] = [:]
        for line in sold {
            for dish in holding[line.item] ?? [] {
                let place = Place(day: line.day, canteen: line.canteen, dish: dish)
                let own = Pot(
                    day: line.day, canteen: line.canteen, period: line.period, dish: dish)
                guard let came = meals[place], !spared.contains(own) else { continue }
                for period in came.contains(line.period) ? [line.period] : came {
                    let pot = Cooking(day: line.day, period: period, dish: dish)
                    receipts[pot, default: []].insert(line.receipt)
                }
            }
        }
        self.lot = lot
        batches = pots.map { pot, canteens in
            Batch(
                day: pot.day, period: pot.period, dish: pot.dish, canteens: canteens.sorted(),
                receipts: (receipts[pot] ?? []).sorted())
        }.sorted { ($0.day, $0.period.place, $0.dish) < ($1.day, $1.period.place, $1.dish) }
    }

    /// The recall of a lot from recalls of it that share no day.
    package init(_ lot: Lot, of parts: [Recall]) {
        self.lot = lot
        batches = parts.flatMap(\.batches)
            .sorted { ($0.day, $0.period.place, $0.dish) < ($1.day, $1.period.place, $1.dish) }
    }

    /// What must have come to the counters where nobody wrote it down: one row for each dish that
    /// was sold at a canteen and meal of a day.
    package static func deliveries(
        behind lines: [SoldLine], kitchens: [CanteenID: KitchenID], menu: MenuBook
    ) -> [(day: Day, row: DemandRow)] {
        var opened: [String: [DishCode]] = [:]
        for dish in menu.dishes { opened[dish.code.text] = menu.cooked(dish).map(\.dish.code) }
        var meals: [Place: Set<MealPeriod>] = [:]
        for line in lines where line.period != .other {
            for dish in opened[line.item] ?? [] {
                let place = Place(day: line.day, canteen: line.canteen, dish: dish)
                meals[place, default: []].insert(line.period)
            }
        }
        for line in lines where line.period == .other {
            guard let sold = menu.dish(item: line.item) else { continue }
            for dish in opened[line.item] ?? [] {
                let place = Place(day: line.day, canteen: line.canteen, dish: dish)
                if meals[place] == nil { meals[place] = [menu.meal(of: sold, on: line.day)] }
            }
        }
        return meals.flatMap { place, periods in
            periods.compactMap { period in
                kitchens[place.canteen].map { kitchen in
                    let row = DemandRow(
                        kitchen: kitchen, canteen: place.canteen, period: period,
                        dish: place.dish, portions: 1)
                    return (place.day, row)
                }
            }
        }
    }
}
