package import Meals

/// What a kitchen brought to a canteen in a day, and what went back.
package struct Delivery: Hashable, Sendable {
    package let kitchen: KitchenID
    package let canteen: CanteenID
    package let day: Day
    package let portions: Int
    /// Portions that were not sold.
    package let returned: Int
    /// What the kitchen asks for all portions.
    package let amount: Fen
}

package enum Deliveries {
    /// The part of the menu price that a kitchen asks for; made up.
    package static let costShare = Rational(11, 20)

    /// The deliveries behind a day's sales, by kitchen and canteen: everything sold, and 2 to
    /// 9 % more.
    ///
    /// A portion is one unit of a sale's line, a set counting once. A voided sale was never
    /// handed over; a refunded one was, and does not go back to the kitchen.
    package static func make(
        district: District, sales: [PlannedSale], seed: UInt64, day: Day
    ) -> [Delivery] {
        var random = SeededRandom(seed: seed, "deliveries \(day)")
        var sold: [CanteenID: (portions: Int, value: Fen)] = [:]
        for sale in sales {
            if case .void = sale.later { continue }
            let before = sold[sale.canteen] ?? (0, .zero)
            let portions = sale.lines.reduce(0) { $0 + $1.quantity }
            sold[sale.canteen] = (before.portions + portions, before.value + sale.gross)
        }
        let inOrder = district.canteens.sorted { ($0.kitchen, $0.id) < ($1.kitchen, $1.id) }
        return inOrder.compactMap { canteen in
            guard let (portions, value) = sold[canteen.id], portions > 0 else { return nil }
            let returned = portions * random.within(2...9) / 100 + random.below(4)
            let delivered = Rational(Int64(portions + returned), Int64(portions))
            return Delivery(
                kitchen: canteen.kitchen, canteen: canteen.id, day: day,
                portions: portions + returned, returned: returned,
                amount: value.times(costShare * delivered, .halfUp))
        }
    }

    /// A table with the columns `kitchen,canteen,date,portions,returned,amount`.
    package static func csv(_ deliveries: [Delivery]) -> String {
        var text = CSV.row(["kitchen", "canteen", "date", "portions", "returned", "amount"])
        for delivery in deliveries {
            text += CSV.row([
                delivery.kitchen.text, delivery.canteen.text, "\(delivery.day)",
                "\(delivery.portions)", "\(delivery.returned)", delivery.amount.yuan,
            ])
        }
        return text
    }
}
