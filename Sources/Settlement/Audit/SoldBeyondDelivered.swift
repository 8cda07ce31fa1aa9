package import Meals

/// Portions of a cooked dish in one sale.
package struct DishSale: Hashable, Sendable {
    /// The journal record behind it.
    package let ref: String
    package let canteen: CanteenID
    package let day: Day
    package let time: Moment
    package let period: MealPeriod
    package let dish: String
    /// Less what was voided or given back.
    package let portions: Int
    package let isSubsidised: Bool

    package init(
        ref: String, canteen: CanteenID, day: Day, time: Moment, period: MealPeriod, dish: String,
        portions: Int, isSubsidised: Bool = false
    ) {
        self.ref = ref
        self.canteen = canteen
        self.day = day
        self.time = time
        self.period = period
        self.dish = dish
        self.portions = portions
        self.isSubsidised = isSubsidised
    }
}

/// More sold of a dish at a meal than a kitchen brought and did not take back.
package enum SoldBeyondDelivered {
    /// A canteen's meal.
    package struct Meal: Hashable, Sendable {
        package let canteen: CanteenID
        package let day: Day
        package let period: MealPeriod
    }

    /// A canteen's dish at a meal.
    package struct Pot: Hashable, Sendable {
        package let meal: Meal
        package let dish: String

        package init(canteen: CanteenID, day: Day, period: MealPeriod, dish: String) {
            meal = Meal(canteen: canteen, day: day, period: period)
            self.dish = dish
        }

        fileprivate init(_ sale: DishSale) {
            self.init(
                canteen: sale.canteen, day: sale.day, period: sale.period, dish: sale.dish)
        }
    }

    /// Portions that a kitchen brought and took back.
    package struct Delivery: Hashable, Sendable {
        package var delivered: Int
        package var returned: Int

        package init(delivered: Int, returned: Int = 0) {
            self.delivered = delivered
            self.returned = returned
        }

        package var left: Int { delivered - returned }

        fileprivate var words: String {
            "\(delivered) delivered" + (returned > 0 ? ", \(returned) returned" : "")
        }
    }

    /// The flags of pots whose delivery is known, and of meals where only some are.
    ///
    /// A kitchen that wrote down one dish has not said of the others that it brought none: what was
    /// sold of those is told once a meal, and accuses nobody of selling what was not there.
    package static func flags(
        _ sales: [DishSale], delivered: [Pot: Delivery]
    ) -> [AuditFlag] {
        let recorded = Set(delivered.keys.map(\.meal))
        var known: [Pot: [DishSale]] = [:]
        var others: [Meal: [DishSale]] = [:]
        for sale in sales {
            let pot = Pot(sale)
            if delivered[pot] != nil {
                known[pot, default: []].append(sale)
            } else if recorded.contains(pot.meal) {
                others[pot.meal, default: []].append(sale)
            }
        }
        let flags =
            known.flatMap { pot, sales in
                delivered[pot].map { beyond($0, of: pot, sales) } ?? []
            } + others.compactMap { unrecorded($1, at: $0) }
        return flags.sorted {
            ($0.day, $0.canteen, $0.subject, $0.rule.rawValue, $0.evidence.first ?? "")
                < ($1.day, $1.canteen, $1.subject, $1.rule.rawValue, $1.evidence.first ?? "")
        }
    }

    /// The evidence is the sales after the pot was empty, and once more those of them that were
    /// subsidised.
    private static func beyond(
        _ delivery: Delivery, of pot: Pot, _ sales: [DishSale]
    ) -> [AuditFlag] {
        let sold = sales.reduce(0) { $0 + $1.portions }
        guard sold > delivery.left else { return [] }
        var left = delivery.left
        let beyond = sorted(sales).filter { sale in
            left -= sale.portions
            return left < 0 && sale.portions > 0
        }
        func flag(_ rule: AuditRule, _ sales: [DishSale], _ words: String) -> AuditFlag {
            AuditFlag(
                rule: rule, canteen: pot.meal.canteen, day: pot.meal.day, subject: pot.dish,
                evidence: sales.map(\.ref), words: words)
        }
        let subsidised = beyond.filter(\.isSubsidised)
        let place = "\(pot.dish) at \(pot.meal.period.rawValue)"
        let flags = [
            flag(.soldBeyondDelivered, beyond, "\(place): \(sold) sold, \(delivery.words)")
        ]
        if subsidised.isEmpty { return flags }
        return flags + [
            flag(
                .noFoodLeft, subsidised,
                "\(subsidised.count) subsidised sales of \(place) after the \(delivery.left) "
                    + "portions were gone")
        ]
    }

    /// What was sold at a meal of dishes that its records do not name.
    private static func unrecorded(_ sales: [DishSale], at meal: Meal) -> AuditFlag? {
        let dishes = Dictionary(grouping: sales, by: \.dish)
            .mapValues { $0.reduce(0) { $0 + $1.portions } }.filter { $0.value > 0 }
        guard !dishes.isEmpty else { return nil }
        var refs: [String] = []
        for sale in sorted(sales)
        where sale.portions > 0 && dishes[sale.dish] != nil && refs.last != sale.ref {
            refs.append(sale.ref)
        }
        return AuditFlag(
            rule: .soldUnrecorded, canteen: meal.canteen, day: meal.day,
            subject: meal.period.rawValue, evidence: refs,
            words: "\(dishes.values.reduce(0, +)) portions of \(dishes.count) dishes sold without "
                + "a delivery record at \(meal.period.rawValue)")
    }

    private static func sorted(_ sales: [DishSale]) -> [DishSale] {
        sales.sorted { ($0.time, $0.ref) < ($1.time, $1.ref) }
    }
}
