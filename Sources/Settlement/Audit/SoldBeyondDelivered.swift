package import Meals

/// Portions of a cooked dish in one sale.
package struct DishSale: Hashable, Sendable {
    /// The journal record behind it.
    package let ref: String
    package let canteen: CanteenID
    package let day: Day
    package let time: Moment
    package let dish: String
    /// Less what was voided or given back.
    package let portions: Int
    package let isSubsidised: Bool

    package init(
        ref: String, canteen: CanteenID, day: Day, time: Moment, dish: String, portions: Int,
        isSubsidised: Bool = false
    ) {
        self.ref = ref
        self.canteen = canteen
        self.day = day
        self.time = time
        self.dish = dish
        self.portions = portions
        self.isSubsidised = isSubsidised
    }
}

/// More sold of a dish in a day than a kitchen brought and did not take back.
package enum SoldBeyondDelivered {
    /// A canteen's dish on a day.
    package struct Pot: Hashable, Sendable {
        package let canteen: CanteenID
        package let day: Day
        package let dish: String

        package init(canteen: CanteenID, day: Day, dish: String) {
            self.canteen = canteen
            self.day = day
            self.dish = dish
        }
    }

    /// The flags of canteens and days for which deliveries are known; the evidence is the sales
    /// after the pot was empty, and once more those of them that were subsidised.
    ///
    /// - Parameter delivered: portions brought less those that went back. A dish that is missing
    ///   where others of the canteen and day are known was not brought.
    package static func flags(_ sales: [DishSale], delivered: [Pot: Int]) -> [AuditFlag] {
        struct Place: Hashable {
            let canteen: CanteenID
            let day: Day
        }
        let known = Set(delivered.keys.map { Place(canteen: $0.canteen, day: $0.day) })
        let pots = Dictionary(
            grouping: sales.filter { known.contains(Place(canteen: $0.canteen, day: $0.day)) }
        ) { Pot(canteen: $0.canteen, day: $0.day, dish: $0.dish) }
        return pots.flatMap { pot, sales -> [AuditFlag] in
            let sold = sales.reduce(0) { $0 + $1.portions }
            let brought = delivered[pot] ?? 0
            guard sold > brought else { return [] }
            var left = brought
            let beyond = sales.sorted { ($0.time, $0.ref) < ($1.time, $1.ref) }.filter { sale in
                left -= sale.portions
                return left < 0 && sale.portions > 0
            }
            func flag(_ rule: AuditRule, _ sales: [DishSale], _ words: String) -> AuditFlag {
                AuditFlag(
                    rule: rule, canteen: pot.canteen, day: pot.day, subject: pot.dish,
                    evidence: sales.map(\.ref), words: words)
            }
            let subsidised = beyond.filter(\.isSubsidised)
            return [
                flag(
                    .soldBeyondDelivered, beyond,
                    "\(sold) portions of \(pot.dish) sold, \(brought) delivered")
            ]
                + (subsidised.isEmpty
                    ? []
                    : [
                        flag(
                            .noFoodLeft, subsidised,
                            "\(subsidised.count) subsidised sales of \(pot.dish) after the "
                                + "\(brought) portions were gone")
                    ])
        }
        .sorted {
            ($0.day, $0.canteen, $0.subject, $0.rule.rawValue)
                < ($1.day, $1.canteen, $1.subject, $1.rule.rawValue)
        }
    }
}
