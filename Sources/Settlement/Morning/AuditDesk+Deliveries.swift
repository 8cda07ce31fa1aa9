internal import Journal
internal import Ledger
internal import Meals
internal import Store

extension AuditDesk {
    /// What was sold beyond what kitchens delivered, where their deliveries are known by dish.
    ///
    /// - Parameter cooked: the cooked dishes behind an item, with their portions; none for an item
    ///   that no kitchen makes.
    func soldBeyondDelivered(
        from: Day, to: Day, cooked: (String) -> [(dish: String, portions: Int)]
    ) throws -> [AuditFlag] {
        try ledger.store.read { store in
            var delivered: [SoldBeyondDelivered.Pot: Int] = [:]
            for offset in 0...max(0, to - from) {
                for row in try store.dishDeliveries(on: from + offset) {
                    let pot = SoldBeyondDelivered.Pot(
                        canteen: row.canteen, day: row.day, dish: row.dish)
                    delivered[pot, default: 0] += row.delivered - row.returned
                }
            }
            if delivered.isEmpty { return [] }
            var sales: [String: SoldSale] = [:]
            for terminal in try store.terminals() {
                for offset in 0...max(0, to - from) {
                    try store.eachRecord(inWindow: from + offset, terminal: terminal.number) {
                        row in
                        guard let record = try? Record(bytes: row.bytes) else { return }
                        switch record.body {
                        case .sale(let sale):
                            sales["\(record.id)"] = SoldSale(
                                sale: sale, canteen: terminal.canteen, time: record.trueTime)
                        case .void(let reversal), .refund(let reversal):
                            for line in reversal.lines {
                                sales["\(reversal.sale)"]?.back[line.index, default: 0] +=
                                    line.quantity
                            }
                        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose:
                            break
                        }
                    }
                }
            }
            let portions = sales.flatMap { $1.portions(ref: $0, cooked: cooked) }
            return SoldBeyondDelivered.flags(portions, delivered: delivered)
        }
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
        sale.lines.enumerated().flatMap { index, line in
            let sold = line.quantity - (back[index] ?? 0)
            return cooked(line.item).map { dish, each in
                DishSale(
                    ref: ref, canteen: canteen, day: sale.day, time: time, dish: dish,
                    portions: sold * each)
            }
        }
    }
}
