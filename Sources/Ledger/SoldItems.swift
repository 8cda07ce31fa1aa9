internal import Journal
package import Meals

/// What was sold at a canteen in a meal period of a business day, by item, voids and refunds taken
/// off.
package struct SoldItem: Hashable, Sendable {
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    package let item: String
    package let portions: Int
}

extension BooksReader {
    /// Portions of the meals of some business days, by day, canteen, period and item, in that
    /// order; what was given back is taken off the day of its meal, whenever it was.
    package func soldItems(on days: ClosedRange<Day>) throws -> [SoldItem] {
        var sums: [Name: Int] = [:]
        func add(_ sale: Sale, _ canteen: CanteenID, _ item: String, _ portions: Int) {
            guard days.contains(sale.day) else { return }
            let name = Name(day: sale.day, canteen: canteen, period: sale.period, item: item)
            sums[name, default: 0] += portions
        }
        try each(soldOn: days) { record, canteen, store in
            switch record.body {
            case .sale(let sale):
                for line in sale.lines { add(sale, canteen, line.item, line.quantity) }
            case .void(let reversal), .refund(let reversal):
                guard let sale = try sale(reversal.sale, in: store) else { break }
                for line in reversal.lines where sale.lines.indices.contains(line.index) {
                    add(sale, canteen, sale.lines[line.index].item, -line.quantity)
                }
            case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
            }
        }
        return sums.filter { $0.value > 0 }.map { name, portions in
            SoldItem(
                day: name.day, canteen: name.canteen, period: name.period, item: name.item,
                portions: portions)
        }.sorted {
            ($0.day, $0.canteen.text, $0.period.rawValue, $0.item)
                < ($1.day, $1.canteen.text, $1.period.rawValue, $1.item)
        }
    }

    private struct Name: Hashable {
        let day: Day
        let canteen: CanteenID
        let period: MealPeriod
        let item: String
    }
}
