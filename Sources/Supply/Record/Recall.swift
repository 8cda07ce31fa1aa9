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
        /// True where a plan alone tells of it: nobody has recorded or sold any of it yet, and what
        /// is packed or on the road can still be held back.
        package var isPlanned = false
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

    /// What a lot's kitchen cooked from it: who got of each pot, and at which meals.
    private struct Pots {
        var canteens: [Cooking: Set<CanteenID>] = [:]
        var meals: [Place: Set<MealPeriod>] = [:]

        init(_ rows: [(day: Day, row: DemandRow)], of lot: Lot, dishes: Set<DishCode>) {
            for (day, row) in rows
            where lot.days.contains(day) && row.kitchen == lot.kitchen
                && dishes.contains(row.dish) && row.portions > 0
            {
                let pot = Cooking(day: day, period: row.period, dish: row.dish)
                canteens[pot, default: []].insert(row.canteen)
                let place = Place(day: day, canteen: row.canteen, dish: row.dish)
                meals[place, default: []].insert(row.period)
            }
        }
    }

    /// Follows a lot through what was cooked and delivered to what was sold.
    ///
    /// A dish that is sold outside the meal it came for leads to the pots that the canteen did get
    /// of it on that day.
    /// - Parameters:
    ///   - cooked: portions by day, as production records or the tills have them.
    ///   - spared: dishes of a canteen's meals of which its record says that none came.
    ///   - planned: portions of a plan that nothing is recorded or sold of yet. One that a sale
    ///     outside the meals can only have come from counts as cooked.
    package init(
        _ lot: Lot, cooked: [(day: Day, row: DemandRow)], sold: [SoldLine], menu: MenuBook,
        spared: Set<Pot> = [], planned: [(day: Day, row: DemandRow)] = []
    ) {
        let dishes = Set(
            menu.dishes.filter { dish in
                menu.gramsPerPortion(dish).contains { $0.ingredient.id == lot.ingredient }
            }.map(\.code))
        var came = Pots(cooked, of: lot, dishes: dishes)
        var coming = Pots(planned, of: lot, dishes: dishes)
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
                let known = came.meals[place]
                guard let meals = known ?? coming.meals[place], !spared.contains(own) else {
                    continue
                }
                for period in meals.contains(line.period) ? [line.period] : meals {
                    let pot = Cooking(day: line.day, period: period, dish: dish)
                    receipts[pot, default: []].insert(line.receipt)
                    if known == nil {
                        coming.canteens[pot]?.remove(line.canteen)
                        came.canteens[pot, default: []].insert(line.canteen)
                    }
                }
            }
        }
        self.lot = lot
        let sold = came.canteens.map { pot, canteens in
            Batch(
                day: pot.day, period: pot.period, dish: pot.dish, canteens: canteens.sorted(),
                receipts: (receipts[pot] ?? []).sorted())
        }
        let open = coming.canteens.filter { !$0.value.isEmpty }.map { pot, canteens in
            Batch(
                day: pot.day, period: pot.period, dish: pot.dish, canteens: canteens.sorted(),
                receipts: [], isPlanned: true)
        }
        batches = (sold + open).sorted(by: Recall.precedes)
    }

    private static func precedes(_ a: Batch, _ b: Batch) -> Bool {
        (a.day, a.period.place, a.dish, a.isPlanned ? 1 : 0)
            < (b.day, b.period.place, b.dish, b.isPlanned ? 1 : 0)
    }

    /// The recall of a lot from recalls of it that share no day.
    package init(_ lot: Lot, of parts: [Recall]) {
        self.lot = lot
        batches = parts.flatMap(\.batches).sorted(by: Recall.precedes)
    }

    /// What must have come to the counters where nobody wrote it down: one row for each dish that
    /// was sold at a canteen and meal of a day.
    ///
    /// - Parameter planned: what was to come; a sale outside the meals tells of no other pot than
    ///   those.
    package static func deliveries(
        behind lines: [SoldLine], kitchens: [CanteenID: KitchenID], menu: MenuBook,
        planned: [(day: Day, row: DemandRow)] = []
    ) -> [(day: Day, row: DemandRow)] {
        let coming = Set(
            planned.map { Place(day: $0.day, canteen: $0.row.canteen, dish: $0.row.dish) })
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
                if meals[place] == nil, !coming.contains(place) {
                    meals[place] = [menu.meal(of: sold, on: line.day)]
                }
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
