internal import Meals

/// `rules.yaml`: what every menu must keep to, and what is wrong with the file.
struct MenuRulesFile {
    private(set) var problems: [Problem] = []
    /// Grams of salt in the saltiest dish of each class together, in one meal.
    private var saltPerMeal: Rational?

    init(_ file: MenuFile?) {
        guard let file else { return }
        do {
            let outline = try Outline(yaml: file.text, file: file.name)
            var reader = OutlineReader(file: file.name)
            let keys = reader.keys(of: outline, required: ["salt_per_meal"])
            saltPerMeal = reader.value(keys["salt_per_meal"], "grams as a number") {
                Rational(text: $0)
            }
            problems = reader.problems
        } catch {
            problems = error.all
        }
    }

    /// What menus that can be read do wrong.
    func broken(by book: MenuBook, dishes: DishFile, weeks: [WeekFile]) -> [Problem] {
        allergenProblems(book, dishes) + weeks.flatMap { saltProblems(book, $0) }
    }

    /// A dish whose counter declares less than its recipe holds, sub-recipes and sets included.
    private func allergenProblems(_ book: MenuBook, _ dishes: DishFile) -> [Problem] {
        book.dishes.compactMap { dish in
            guard let declared = dish.declared else { return nil }
            let hidden = book.allergens(dish).subtracting(declared).sorted()
            guard !hidden.isEmpty else { return nil }
            let names = hidden.map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ")
            return Problem(
                file: "dishes.yaml", line: dishes.line(of: dish.code),
                place: "dish \(dish.code).allergens",
                reason: "hides \(names), which the recipe or a part of it holds; declare it")
        }
    }

    /// A meal in which the mildest choice of each class together is saltier than allowed.
    ///
    /// A tray is a meat, a vegetable, a soup and a staple; who wants less salt must be able to
    /// put one together.
    private func saltProblems(_ book: MenuBook, _ week: WeekFile) -> [Problem] {
        guard let limit = saltPerMeal else { return [] }
        return week.meals.compactMap { meal in
            guard meal.period != .breakfast else { return nil }
            let dishes = meal.codes.compactMap { book[$0] }
            func mildest(_ classes: [DishClass]) -> Rational {
                dishes.filter { classes.contains($0.dishClass) }
                    .map { book.nutrition($0).salt }.min() ?? .zero
            }
            let salt =
                mildest([.largeMeat, .smallMeat]) + mildest([.vegetable]) + mildest([.soup])
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
