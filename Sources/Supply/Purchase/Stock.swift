package import Meals

/// Grams of each ingredient that stand in each kitchen's store, by the day until which they keep.
package struct Stock: Hashable, Sendable {
    /// By kitchen and ingredient, the first to expire first.
    private var batches: [KitchenID: [IngredientID: [Batch]]] = [:]

    package init() {}

    /// What came in together.
    package struct Batch: Hashable, Sendable {
        /// The last day on which it may be cooked; nil for what does not expire.
        package let expires: Day?
        package let grams: Exact

        fileprivate static func precedes(_ a: Batch, _ b: Batch) -> Bool {
            guard let first = a.expires else { return false }
            return b.expires.map { first < $0 } ?? true
        }
    }

    /// What a kitchen has of one ingredient on a day.
    package struct Shelf: Hashable, Sendable {
        /// What may be cooked, the first to expire first.
        package var usable: [Batch] = []
        /// Grams that have expired by then and are thrown away.
        package var expired = Exact.zero

        package var grams: Exact { usable.reduce(.zero) { $0 + $1.grams } }

        /// What is left of it once some grams were taken, the first to expire first.
        func without(_ grams: Exact) -> [Batch] {
            var left = grams
            return usable.compactMap { batch in
                let taken = min(left, batch.grams)
                left = left - taken
                return taken == batch.grams
                    ? nil : Batch(expires: batch.expires, grams: batch.grams - taken)
            }
        }
    }

    /// All that one kitchen has, expired or not.
    package subscript(kitchen: KitchenID) -> [IngredientID: Exact] {
        (batches[kitchen] ?? [:]).mapValues { $0.reduce(.zero) { $0 + $1.grams } }
    }

    /// What one kitchen can cook from on a day.
    package func shelves(of kitchen: KitchenID, on day: Day) -> [IngredientID: Shelf] {
        (batches[kitchen] ?? [:]).mapValues { batches in
            var shelf = Shelf()
            for batch in batches {
                if let expires = batch.expires, expires < day {
                    shelf.expired = shelf.expired + batch.grams
                } else {
                    shelf.usable.append(batch)
                }
            }
            return shelf
        }
    }

    /// What stands there once a day's purchases, made from it, came in and their portions were
    /// cooked.
    ///
    /// What expires first is cooked first, and what has expired is gone. Ingredients that nobody
    /// cooks stay. Grams are cut to a thousandth, so that the store never holds more on
    /// paper than in truth.
    package func after(
        _ purchases: [(kitchen: KitchenID, purchase: Purchase)], on day: Day
    ) -> Stock {
        var stock = self
        for (kitchen, purchase) in purchases {
            for (ingredient, shelf) in shelves(of: kitchen, on: day) {
                stock.put(shelf.usable, ingredient, kitchen)
            }
            for line in purchase.lines {
                let carried = line.shelf.grams
                var left = line.shelf.without(min(line.required, carried))
                let bought = line.surplus - left.reduce(.zero) { $0 + $1.grams }
                left.append(
                    Batch(expires: line.ingredient.keeps.map { day + $0 }, grams: bought))
                stock.put(left, line.ingredient.id, kitchen)
            }
        }
        return stock
    }

    /// Lays an ingredient's batches into a store, those that expire together as one.
    private mutating func put(
        _ batches: [Batch], _ ingredient: IngredientID, _ kitchen: KitchenID
    ) {
        let grams = Dictionary(batches.map { ($0.expires, $0.grams) }, uniquingKeysWith: +)
        let kept = grams.compactMap { expires, grams in
            let milligrams = Int64(clamping: (grams * Exact(1000)).floor)
            return milligrams > 0
                ? Batch(expires: expires, grams: Exact(milligrams, 1000)) : nil
        }
        self.batches[kitchen, default: [:]][ingredient] =
            kept.isEmpty ? nil : kept.sorted(by: Batch.precedes)
    }
}

extension Stock {
    /// Reads `kitchen,ingredient,grams[,expires]`; without a day it does not expire.
    ///
    /// What no recipe takes any more stays in store: a plan does not touch it.
    /// - Throws: every row that cannot be understood, and one that is there twice.
    package init(
        csv bytes: [UInt8], file: String, menu: MenuBook, isKept: Bool = false
    ) throws(Problems) {
        let table = try CSV(
            bytes, file: file, required: ["kitchen", "ingredient", "grams"],
            optional: ["expires"])
        var problems: [Problem] = []
        for row in table.rows {
            let kitchen = KitchenID(row["kitchen"].trimmed)
            let ingredient = IngredientID(row["ingredient"].trimmed)
            if !isKept, menu.ingredient(ingredient) == nil {
                problems.append(
                    row.problem("ingredient", "the menu has no ingredient '\(ingredient)'"))
            }
            let written = row["expires"].trimmed
            let expires = Day(written)
            if !written.isEmpty, expires == nil {
                problems.append(
                    row.problem("expires", "'\(written)' is not a date (write 2026-11-23)"))
            }
            let there = batches[kitchen]?[ingredient] ?? []
            if there.contains(where: { $0.expires == expires }) {
                problems.append(row.problem("ingredient", "'\(ingredient)' is there twice"))
            }
            guard let amount = Rational(text: row["grams"].trimmed), 1000 % amount.denominator == 0
            else {
                problems.append(
                    row.problem(
                        "grams",
                        "'\(row["grams"])' is not an amount in thousandths (write 1250.5)"))
                continue
            }
            batches[kitchen, default: [:]][ingredient] =
                (there + [Batch(expires: expires, grams: Exact(amount))]).sorted(by: Batch.precedes)
        }
        if !problems.isEmpty { throw Problems(problems) }
    }

    /// The store in the same form, in the order of kitchens, ingredients and days, with LF ends.
    package var csv: String {
        var text = CSV.row(["kitchen", "ingredient", "grams", "expires"])
        for (kitchen, each) in batches.sorted(by: { $0.key < $1.key }) {
            for (ingredient, batches) in each.sorted(by: { $0.key.text < $1.key.text }) {
                for batch in batches {
                    text += CSV.row([
                        kitchen.text, ingredient.text, batch.grams.shown(3),
                        batch.expires.map { "\($0)" } ?? "",
                    ])
                }
            }
        }
        return text
    }
}
