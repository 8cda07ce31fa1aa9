package import Meals

/// One file of a menu folder: its name below the folder, such as `weeks/week-1.yaml`, and text.
package struct MenuFile: Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension MenuBook {
    /// Reads `ingredients.yaml`, `dishes.yaml`, `weeks/*.yaml` and, where they are there,
    /// `preparations.yaml`, `rules.yaml` and `plan.yaml`.
    ///
    /// What is understood and against a rule is in the book's ``findings``: a menu too salty is
    /// cooked, bought for and recalled all the same.
    /// - Throws: everything in every file that cannot be understood, in the order of the files.
    package init(files: [MenuFile]) throws(Problems) {
        let (book, errors) = MenuBook.checked(files)
        if !errors.isEmpty { throw Problems(errors) }
        self = book
    }

    /// What could be read of some files, and everything in them that cannot be understood.
    static func checked(_ files: [MenuFile]) -> (book: MenuBook, errors: [Problem]) {
        var missing: [Problem] = []
        func file(_ name: String) -> MenuFile? { files.first { $0.name == name } }
        for name in ["ingredients.yaml", "dishes.yaml"] where file(name) == nil {
            missing.append(Problem(file: name, reason: "the file is missing"))
        }
        let ingredients = IngredientFile(file("ingredients.yaml"))
        let preparations = PreparationFile(file("preparations.yaml"), ingredients: ingredients)
        let dishes = DishFile(
            file("dishes.yaml"), ingredients: ingredients, preparations: preparations)
        let rules = MenuRulesFile(file("rules.yaml"))
        let weeks = files.filter { $0.name.hasPrefix("weeks/") }.sorted { $0.name < $1.name }
            .map { WeekFile($0, dishes: dishes) }
        var planRules = PlanRules()
        var planProblems: [Problem] = []
        if let plan = file("plan.yaml") {
            do {
                planRules = try PlanRules(yaml: plan.text, file: plan.name)
            } catch {
                planProblems = error.all
            }
        }
        var book = MenuBook(
            planRules: planRules, ingredients: ingredients.ingredients,
            suppliers: ingredients.suppliers, preparations: preparations.preparations,
            dishes: dishes.dishes, weeks: weeks.compactMap(\.menu).sorted { $0.number < $1.number })
        book.findings = rules.broken(
            by: book, preparations: preparations, dishes: dishes, weeks: weeks)
        var errors = missing + ingredients.problems + preparations.problems + dishes.problems
        errors += rules.problems + planProblems + weeks.flatMap(\.problems)
        return (book, errors + MenuBook.orderProblems(weeks) + MenuBook.strangers(files))
    }

    private static func strangers(_ files: [MenuFile]) -> [Problem] {
        files.filter { !knownFiles.contains($0.name) && !$0.name.hasPrefix("weeks/") }.map {
            Problem(
                file: $0.name,
                reason: "unknown file; known are \(knownFiles.joined(separator: ", ")), "
                    + "weeks/*.yaml")
        }
    }

    private static let knownFiles = [
        "ingredients.yaml", "preparations.yaml", "dishes.yaml", "rules.yaml",
        "plan.yaml",
    ]

    /// Weeks are numbered 1, 2, 3… without a gap, so that the turn is plain to see.
    private static func orderProblems(_ weeks: [WeekFile]) -> [Problem] {
        guard !weeks.isEmpty else {
            return [Problem(file: "weeks/", reason: "no weekly menu; write weeks/week-1.yaml")]
        }
        var problems: [Problem] = []
        var seen: [Int: WeekFile] = [:]
        for week in weeks {
            guard let number = week.menu?.number else { continue }
            if let earlier = seen[number] {
                problems.append(
                    Problem(
                        file: week.file, line: week.numberLine, place: "week",
                        reason: "\(number) is taken by \(earlier.file)"
                            + (earlier.numberLine.map { ":\($0)" } ?? "")))
            } else if !(1...weeks.count).contains(number) {
                problems.append(
                    Problem(
                        file: week.file, line: week.numberLine, place: "week",
                        reason: "\(number) leaves a gap; number the weeks 1 to \(weeks.count)"))
            }
            seen[number] = week
        }
        return problems
    }
}
