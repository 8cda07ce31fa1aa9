internal import Meals

/// Kept rows of dishes that the menu no longer has: they stay in their files and are not used.
package struct GoneDishes: Sendable {
    /// By file, rows of each dish.
    private var rows: [String: [DishCode: Int]] = [:]
    private let menu: MenuBook

    package init(_ menu: MenuBook) { self.menu = menu }

    /// The rows whose dish can still be cooked; the others are counted.
    ///
    /// - Parameters:
    ///   - file: its short name, such as `records.csv`.
    ///   - sets: true where the rows may be of sets.
    package mutating func taking<Row>(
        from kept: [Row], file: String, sets: Bool, dish: (Row) -> DishCode
    ) -> [Row] {
        kept.filter { row in
            let code = dish(row)
            if let known = menu[code], sets || known.dishClass != .set { return true }
            rows[file, default: [:]][code, default: 0] += 1
            return false
        }
    }

    /// One sentence on all of them; nil where there are none.
    package var note: String? {
        guard !rows.isEmpty else { return nil }
        let files = rows.sorted { $0.key < $1.key }.map { file, dishes in
            let count = dishes.values.reduce(0, +)
            let codes = dishes.keys.sorted().map(\.text).joined(separator: ", ")
            return "\(count) \(count == 1 ? "row" : "rows") of \(file) (\(codes))"
        }
        return "not used, because the menu no longer has the dishes: "
            + files.joined(separator: ", ")
    }
}
