internal import Meals

/// `rules.yaml`: what every menu must keep to, and what is wrong with the file.
struct MenuRulesFile {
    private(set) var problems: [Problem] = []
    /// Grams of salt in one meal of one diner.
    private var saltPerMeal: Rational?

    init(_ file: MenuFile?) {
        guard let file else { return }
        do {
            let outline = try Outline(yaml: file.text, file: file.name)
            var reader = OutlineReader(file: file.name)
            let keys = reader.keys(of: outline, required: ["salt_per_meal"])
            saltPerMeal = reader.value(keys["salt_per_meal"], "grams from 0 to 100") {
                Rational(text: $0).flatMap {
                    $0 <= Rational(100) && $0.denominator <= 1_000_000 ? $0 : nil
                }
            }
            problems = reader.problems
        } catch {
            problems = error.all
        }
    }

    /// What menus do wrong, as far as they could be read.
    func broken(
        by book: MenuBook, preparations: PreparationFile, dishes: DishFile, weeks: [WeekFile]
    ) -> [Problem] {
        weeks.flatMap(\.findings) + preparationProblems(preparations)
            + allergenProblems(book, dishes) + saltProblems(book, dishes)
            + weeks.flatMap { saltProblems(book, dishes, $0) }
    }

    private static func names(_ allergens: Set<Allergen>) -> String {
        allergens.sorted().map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ")
    }

    /// A preparation that says less than its recipe holds.
    private func preparationProblems(_ file: PreparationFile) -> [Problem] {
        file.preparations.compactMap { preparation in
            guard let declared = preparation.declared else { return nil }
            let hidden = file.opened.allergens(in: preparation.id).subtracting(declared)
            guard !hidden.isEmpty else { return nil }
            return Problem(
                file: "preparations.yaml", line: file.line(of: preparation.id),
                place: "preparation \(preparation.id).allergens",
                reason: "hides \(MenuRulesFile.names(hidden)), which its recipe holds; declare it")
        }
    }

    /// A dish whose counter declares less than its recipe holds, sub-recipes and sets included.
    private func allergenProblems(_ book: MenuBook, _ dishes: DishFile) -> [Problem] {
        book.dishes.compactMap { dish in
            guard let declared = dish.declared else { return nil }
            let hidden = book.allergens(dish).subtracting(declared)
            guard !hidden.isEmpty else { return nil }
            return Problem(
                file: "dishes.yaml", line: dishes.line(of: dish.code),
                place: "dish \(dish.code).allergens",
                reason: "hides \(MenuRulesFile.names(hidden)), which the recipe or a part of it "
                    + "holds; declare it")
        }
    }

    /// A dish that alone is saltier than a whole meal may be, or a set that a diner is served
    /// as it is.
    private func saltProblems(_ book: MenuBook, _ dishes: DishFile) -> [Problem] {
        guard let limit = saltPerMeal else { return [] }
        return book.dishes.compactMap { dish in
            let salt = book.nutrition(dish).salt
            guard salt > limit else { return nil }
            let what = dish.dishClass == .set ? "the set" : "one portion alone"
            return Problem(
                file: "dishes.yaml", line: dishes.line(of: dish.code), place: "dish \(dish.code)",
                reason: "\(what) has \(salt.shown(2)) g of salt, above \(limit.decimal) g for a "
                    + "meal; use less in its recipes or other dishes in it")
        }
    }

    /// A meal in which the mildest choice of each class together is saltier than allowed.
    ///
    /// A tray is a meat, a vegetable, a soup and a staple, and at breakfast two dishes; who wants
    /// less salt must be able to put one together.
    private func saltProblems(
        _ book: MenuBook, _ dishes: DishFile, _ week: WeekFile
    ) -> [Problem] {
        guard let limit = saltPerMeal else { return [] }
        return week.meals.compactMap { meal in
            let served = meal.codes.compactMap { book[$0] }
            // A dish that could not be read may be the mild one; its own problem is told.
            guard served.count == meal.codes.count else { return nil }
            func mildest(_ classes: [DishClass], _ count: Int = 1) -> Rational {
                served.filter { classes.contains($0.dishClass) }
                    .map { book.nutrition($0).salt }.sorted().prefix(count).reduce(.zero, +)
            }
            let salt =
                meal.period == .breakfast
                ? mildest([.breakfast], 2)
                : mildest([.largeMeat, .smallMeat]) + mildest([.vegetable]) + mildest([.soup])
                    + mildest([.staple])
            guard salt > limit else { return nil }
            return Problem(
                file: week.file, line: meal.line, place: "days.\(meal.day).\(meal.period.rawValue)",
                reason: "the mildest tray has \(salt.shown(1)) g of salt, above "
                    + "\(limit.decimal) g; put a low-salt dish on the menu")
        }
    }
}

extension Rational {
    /// The number with a fixed count of decimals, for a person's eye.
    package func shown(_ decimals: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let digits = (self * Rational(scale)).rounded(.halfUp)
        let (whole, rest) = digits.magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        let sign = digits < 0 ? "-" : ""
        return decimals == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(Int(rest).padded(decimals))"
    }
}
