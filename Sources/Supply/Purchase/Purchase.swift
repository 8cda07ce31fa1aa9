package import Meals

/// What has to be bought for some portions, and for whom each gram is.
package struct Purchase: Sendable {
    package let rows: [DemandRow]
    package let menu: MenuBook
    /// In the order of the ingredients.
    package let lines: [PurchaseLine]
    /// Each row's dish by its place in the menu; -1 for one that the menu does not have.
    private let dishes: [Int]
    /// Rows of one canteen that follow one another.
    private let runs: [Range<Int>]

    /// - Parameters:
    ///   - rows: cooked portions, sets opened.
    ///   - stock: what is there already on the day.
    package init(
        _ rows: [DemandRow], menu: MenuBook, stock: [IngredientID: Stock.Shelf] = [:]
    ) {
        self.init(
            rows, dishes: rows.map { menu.place(of: $0.dish) ?? -1 }, menu: menu, stock: stock)
    }

    /// - Parameter dishes: each row's dish by its place in the menu.
    init(
        _ rows: [DemandRow], dishes: [Int], menu: MenuBook, stock: [IngredientID: Stock.Shelf]
    ) {
        self.rows = rows
        self.menu = menu
        self.dishes = dishes
        var edges = [0]
        for place in rows.indices.dropFirst() where rows[place].canteen != rows[place - 1].canteen {
            edges.append(place)
        }
        runs = zip(edges, edges.dropFirst() + [rows.count]).map { $0..<$1 }
        let grams = Purchase.grams(rows.indices, rows, dishes, menu)
        lines = zip(menu.ingredients, grams).compactMap { ingredient, grams in
            grams.map {
                PurchaseLine(
                    ingredient, required: $0, shelf: stock[ingredient.id] ?? Stock.Shelf())
            }
        }
    }

    /// By the ingredient's place in the menu, the grams that some rows take; nil where none does.
    private static func grams(
        _ chosen: some Sequence<Int>, _ rows: [DemandRow], _ dishes: [Int], _ menu: MenuBook
    ) -> [Exact?] {
        var portions = [Int](repeating: 0, count: menu.dishes.count)
        for place in chosen where dishes[place] >= 0 {
            portions[dishes[place]] += rows[place].portions
        }
        var grams = [Exact?](repeating: nil, count: menu.ingredients.count)
        for (shares, count) in zip(menu.shares, portions) where count > 0 {
            for (ingredient, each) in shares {
                grams[ingredient] = (grams[ingredient] ?? .zero) + each.times(count)
            }
        }
        return grams
    }

    /// One dish at one canteen and meal, and the grams of an ingredient that it takes.
    package struct Peg: Hashable, Sendable {
        package let row: DemandRow
        package let grams: Exact
    }

    /// From the gram to dishes and canteens; the grams add up to the line's requirement.
    package func pegs(of id: IngredientID) -> [Peg] {
        guard let ingredient = menu.ingredients.firstIndex(where: { $0.id == id }) else {
            return []
        }
        let each = menu.shares.map { shares in
            shares.first { $0.ingredient == ingredient }?.grams
        }
        return zip(rows, dishes).compactMap { row, dish in
            guard dish >= 0, row.portions > 0, let grams = each[dish] else { return nil }
            return Peg(row: row, grams: grams.times(row.portions))
        }
    }

    /// The same pegs in whole milligrams, which add up to the requirement of their kitchen's line
    /// rounded to a milligram: what rounding gives to one it takes from its neighbour.
    package func milligramPegs(of id: IngredientID) -> [(row: DemandRow, milligrams: Int128)] {
        var sums: [KitchenID: Exact] = [:]
        return pegs(of: id).map { peg in
            let before = sums[peg.row.kitchen] ?? .zero
            let after = before + peg.grams * Exact(1000)
            sums[peg.row.kitchen] = after
            return (peg.row, after.rounded - before.rounded)
        }
    }

    /// What one canteen needs of each ingredient in whole milligrams; over all canteens of a kitchen
    /// they add up to its requirement rounded to a milligram.
    package func milligrams(
        for canteen: CanteenID
    ) -> [(ingredient: Ingredient, milligrams: Int128)] {
        lines.compactMap { line in
            let own = milligramPegs(of: line.ingredient.id).filter { $0.row.canteen == canteen }
            return own.isEmpty
                ? nil : (line.ingredient, own.reduce(0) { $0 + $1.milligrams })
        }
    }

    /// From the canteen to the grams, in the order of the ingredients.
    package func needs(of canteen: CanteenID) -> [(ingredient: Ingredient, grams: Exact)] {
        let own = runs.filter { !$0.isEmpty && rows[$0.lowerBound].canteen == canteen }.joined()
        return zip(menu.ingredients, Purchase.grams(own, rows, dishes, menu))
            .compactMap { ingredient, grams in grams.map { (ingredient, $0) } }
    }
}
