package import Meals

/// A lot of an ingredient as it came in, and the days on which a kitchen cooked from it.
package struct Lot: Hashable, Sendable {
    package let name: String
    package let ingredient: IngredientID
    package let kitchen: KitchenID
    package let days: ClosedRange<Day>

    package init(
        name: String, ingredient: IngredientID, kitchen: KitchenID, days: ClosedRange<Day>
    ) {
        self.name = name
        self.ingredient = ingredient
        self.kitchen = kitchen
        self.days = days
    }

    /// Rows of one lot, those of an ingredient and kitchen whose days meet as one: no batch is told
    /// twice.
    package static func joined(_ lots: [Lot]) -> [Lot] {
        var joined: [Lot] = []
        let sorted = lots.sorted {
            ($0.ingredient, $0.kitchen, $0.days.lowerBound, $0.days.upperBound)
                < ($1.ingredient, $1.kitchen, $1.days.lowerBound, $1.days.upperBound)
        }
        for lot in sorted {
            guard let last = joined.last, last.name == lot.name, last.kitchen == lot.kitchen,
                last.ingredient == lot.ingredient,
                lot.days.lowerBound <= last.days.upperBound + 1
            else {
                joined.append(lot)
                continue
            }
            let end = max(last.days.upperBound, lot.days.upperBound)
            joined[joined.count - 1] = Lot(
                name: lot.name, ingredient: lot.ingredient, kitchen: lot.kitchen,
                days: last.days.lowerBound...end)
        }
        return joined
    }

    /// Reads `lot,ingredient,kitchen,from,to`, both days included.
    ///
    /// A lot that came to several kitchens, or in several ingredients, has several rows.
    /// - Parameters:
    ///   - kitchens: those that any canteen has, or any plan had; nil lets any.
    ///   - kept: ingredients of earlier days' recipes, asked for where the menu lacks one.
    /// - Throws: every row that cannot be understood.
    package static func read(
        csv bytes: [UInt8], file: String, menu: MenuBook, kitchens: Set<KitchenID>? = nil,
        kept: () throws -> Set<IngredientID> = { [] }
    ) throws -> [Lot] {
        let table = try CSV(
            bytes, file: file, required: ["lot", "ingredient", "kitchen", "from", "to"])
        var problems: [Problem] = []
        var lots: [Lot] = []
        let isOld = table.rows.contains {
            menu.ingredient(IngredientID($0["ingredient"].trimmed)) == nil
        }
        let old = isOld ? try kept() : []
        for row in table.rows {
            let id = IngredientID(row["ingredient"].trimmed)
            if menu.ingredient(id) == nil, !old.contains(id) {
                problems.append(row.problem("ingredient", "the menu has no ingredient '\(id)'"))
            }
            let kitchen = KitchenID(row["kitchen"].trimmed)
            if row["lot"].trimmed.isEmpty { problems.append(row.problem("lot", "is empty")) }
            if let kitchens, !kitchens.contains(kitchen) {
                let known = kitchens.map(\.text).sorted().joined(separator: ", ")
                problems.append(
                    row.problem(
                        "kitchen", "there is no kitchen '\(kitchen.text)'; known are \(known)"))
            }
            guard let from = Day(row["from"].trimmed), let to = Day(row["to"].trimmed), from <= to
            else {
                problems.append(row.problem("from", "two dates in order are expected in from, to"))
                continue
            }
            lots.append(
                Lot(
                    name: row["lot"].trimmed, ingredient: id,
                    kitchen: kitchen, days: from...to))
        }
        if !problems.isEmpty { throw Problems(problems) }
        return lots
    }
}
