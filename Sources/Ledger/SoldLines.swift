internal import Journal
package import Meals
internal import Store

/// One line of a sale, under the name of its receipt.
package struct ReceiptLine: Hashable, Sendable {
    /// The record's own name, as `YP001A01-001-0000012`.
    package let receipt: String
    /// The business day.
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    /// A dish's code, or the words of an open item.
    package let item: String
    package let portions: Int
}

extension BooksReader {
    /// Windows in which lines of meals on some business days may lie.
    package func windows(ofMealsOn days: ClosedRange<Day>) throws -> [Day] {
        try store.read { try $0.windows() }.filter { $0 >= days.lowerBound }
    }

    /// Every line of a window that was sold on one of some business days, in the order of
    /// terminals and records; a line that was given back later is there too, because someone may
    /// have eaten of it.
    package func soldLines(
        inWindow window: Day, on days: ClosedRange<Day>
    ) throws -> [ReceiptLine] {
        var lines: [ReceiptLine] = []
        try each(inWindow: window, until: days.upperBound) { record, canteen, _ in
            guard case .sale(let sale) = record.body, days.contains(sale.day) else { return }
            let name = "\(record.id)"
            for line in sale.lines {
                lines.append(
                    ReceiptLine(
                        receipt: name, day: sale.day, canteen: canteen, period: sale.period,
                        item: line.item, portions: line.quantity))
            }
        }
        return lines
    }
}
