internal import Journal
package import Meals

/// What was sold at a canteen in a meal period, by item, voids and refunds taken off.
package struct SoldItem: Hashable, Sendable {
    package let canteen: CanteenID
    package let period: MealPeriod
    package let item: String
    package let portions: Int
}

extension BooksReader {
    /// Portions of the meals of a window, by canteen, period and item, in that order.
    package func soldItems(inWindow window: Day) throws -> [SoldItem] {
        var sums: [Name: Int] = [:]
        try each(inWindow: window) { record, canteen, store in
            switch record.body {
            case .sale(let sale):
                for line in sale.lines {
                    let name = Name(canteen: canteen, period: sale.period, item: line.item)
                    sums[name, default: 0] += line.quantity
                }
            case .void(let reversal), .refund(let reversal):
                guard let sale = try sale(reversal.sale, in: store) else { break }
                for line in reversal.lines where sale.lines.indices.contains(line.index) {
                    let item = sale.lines[line.index].item
                    let name = Name(canteen: canteen, period: sale.period, item: item)
                    sums[name, default: 0] -= line.quantity
                }
            case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
            }
        }
        return sums.filter { $0.value > 0 }.map { name, portions in
            SoldItem(
                canteen: name.canteen, period: name.period, item: name.item, portions: portions)
        }.sorted {
            ($0.canteen.text, $0.period.rawValue, $0.item)
                < ($1.canteen.text, $1.period.rawValue, $1.item)
        }
    }

    private struct Name: Hashable {
        let canteen: CanteenID
        let period: MealPeriod
        let item: String
    }
}
