internal import Journal
internal import Meals
internal import Store

extension AuditDesk {
    /// What kitchens brought on some days, by canteen, meal and dish.
    static func delivered(
        from: Day, to: Day, in store: StoreReading
    ) throws -> [SoldBeyondDelivered.Pot: SoldBeyondDelivered.Delivery] {
        var delivered: [SoldBeyondDelivered.Pot: SoldBeyondDelivered.Delivery] = [:]
        for offset in 0...max(0, to - from) {
            for row in try store.dishDeliveries(on: from + offset) {
                let pot = SoldBeyondDelivered.Pot(
                    canteen: row.canteen, day: row.day, period: row.period, dish: row.dish)
                delivered[pot] = .init(delivered: row.delivered, returned: row.returned)
            }
        }
        return delivered
    }
}

/// Sales, less what came back, beside what kitchens delivered; without deliveries it keeps none.
struct DeliveredSales {
    private let delivered: [SoldBeyondDelivered.Pot: SoldBeyondDelivered.Delivery]
    private var sales: [String: SoldSale] = [:]

    init(_ delivered: [SoldBeyondDelivered.Pot: SoldBeyondDelivered.Delivery]) {
        self.delivered = delivered
    }

    mutating func take(_ record: Record, at canteen: CanteenID) {
        if delivered.isEmpty { return }
        switch record.body {
        case .sale(let sale):
            sales["\(record.id)"] = SoldSale(
                sale: sale, canteen: canteen, time: record.trueTime)
        case .void(let reversal), .refund(let reversal):
            for line in reversal.lines {
                sales["\(reversal.sale)"]?.back[line.index, default: 0] += line.quantity
            }
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
        }
    }

    /// What was sold beyond what kitchens delivered, where their deliveries are known by dish.
    ///
    /// - Parameter cooked: the cooked dishes behind an item, with their portions; none for an item
    ///   that no kitchen makes.
    func beyondDelivered(
        _ cooked: (String) -> [(dish: String, portions: Int)]
    ) -> [AuditFlag] {
        if delivered.isEmpty { return [] }
        let portions = sales.flatMap { $1.portions(ref: $0, cooked: cooked) }
        return SoldBeyondDelivered.flags(portions, delivered: delivered)
    }
}

/// A sale with what was given back of its lines.
private struct SoldSale {
    let sale: Sale
    let canteen: CanteenID
    let time: Moment
    var back: [Int: Int] = [:]

    func portions(
        ref: String, cooked: (String) -> [(dish: String, portions: Int)]
    ) -> [DishSale] {
        // Whole back is no subsidy any more.
        let isSubsidised =
            sale.subsidy > .zero
            && sale.lines.indices.contains { back[$0] ?? 0 < sale.lines[$0].quantity }
        return sale.lines.enumerated().flatMap { index, line in
            let sold = line.quantity - (back[index] ?? 0)
            return cooked(line.item).map { dish, each in
                DishSale(
                    ref: ref, canteen: canteen, day: sale.day, time: time, period: sale.period,
                    dish: dish, portions: sold * each, isSubsidised: isSubsidised)
            }
        }
    }
}
