internal import Journal
package import Meals

/// One line of a sale, under the name of its receipt.
package struct ReceiptLine: Hashable, Sendable {
    /// The record's own name, as `YP001A01-001-0000012`.
    package let receipt: String
    package let canteen: CanteenID
    package let period: MealPeriod
    /// A dish's code, or the words of an open item.
    package let item: String
}

extension BooksReader {
    /// Every line sold in a window, in the order of terminals and records; a line that was given
    /// back later is there too, because someone may have eaten of it.
    package func soldLines(inWindow window: Day) throws -> [ReceiptLine] {
        var lines: [ReceiptLine] = []
        try each(inWindow: window) { record, canteen, _ in
            guard case .sale(let sale) = record.body else { return }
            let name = "\(record.id)"
            for line in sale.lines {
                lines.append(
                    ReceiptLine(
                        receipt: name, canteen: canteen, period: sale.period, item: line.item))
            }
        }
        return lines
    }
}
