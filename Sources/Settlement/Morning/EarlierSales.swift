package import Meals

/// The card sales of earlier settlement dates, looked up where a file speaks of one.
///
/// A date's window is read once, and only when it is asked for.
package final class EarlierSales {
    private let movements: TillMovements
    private let date: Day
    private var windows: [Day: [String: Movement]] = [:]

    /// - Parameter date: the settlement date that is compared; sales before it are looked for.
    package init(_ movements: TillMovements, before date: Day) {
        self.movements = movements
        self.date = date
    }

    /// A sale of a terminal; with an empty terminal, of any till of the merchant.
    package func find(
        terminal: String, merchant: String? = nil, _ sale: Movement.Original
    ) throws -> Movement? {
        // Sold after the cut-over it belongs to the next date; sealed late, to a later one.
        for window in [sale.time.day, sale.time.day + 1] where window < date {
            let sales = try sales(of: window)
            if terminal.isEmpty {
                let found = sales.values.filter {
                    $0.merchant == merchant && $0.trace == sale.trace
                        && $0.time.milliseconds / 1000 == sale.time.milliseconds / 1000
                }
                if found.count == 1 { return found.first }
            } else if let found = sales[EarlierSales.key(terminal, sale)] {
                return found
            }
        }
        return nil
    }

    private func sales(of window: Day) throws -> [String: Movement] {
        if let known = windows[window] { return known }
        var sales: [String: Movement] = [:]
        for movement in try movements.all(inWindow: window)
        where movement.kind == .sale && !movement.trace.isEmpty {
            let original = Movement.Original(trace: movement.trace, time: movement.time)
            sales[EarlierSales.key(movement.terminal, original)] = movement
        }
        windows[window] = sales
        return sales
    }

    private static func key(_ terminal: String, _ sale: Movement.Original) -> String {
        "\(terminal) \(sale.trace) \(sale.time.milliseconds / 1000)"
    }
}
