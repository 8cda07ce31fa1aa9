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
    /// `preparations.yaml` and `rules.yaml`.
    ///
    /// - Throws: every problem of every file, in the order of the files.
    package init(files: [MenuFile]) throws(Problems) {
        var problems: [Problem] = []
        func file(_ name: String) -> MenuFile? {
            let found = files.first { $0.name == name }
            if found == nil { problems.append(Problem(file: name, reason: "the file is missing")) }
            return found
        }
        let ingredients = IngredientFile(file("ingredients.yaml"))
        let preparations = PreparationFile(
            files.first { $0.name == "preparations.yaml" }, ingredients: ingredients)
        let dishes = DishFile(
            file("dishes.yaml"), ingredients: ingredients, preparations: preparations)
        let rules = MenuRulesFile(files.first { $0.name == "rules.yaml" })
        let weekFiles = files.filter { $0.name.hasPrefix("weeks/") }.sorted { $0.name < $1.name }
        let weeks = weekFiles.map { WeekFile($0, dishes: dishes) }
        problems += ingredients.problems + preparations.problems + dishes.problems
        problems += rules.problems + weeks.flatMap(\.problems)
        problems += MenuBook.orderProblems(weeks)
        for other in files
        where !MenuBook.knownFiles.contains(other.name)
            && !other.name.hasPrefix("weeks/")
        {
            problems.append(
                Problem(
                    file: other.name,
                    reason:
                        "unknown file; known are \(MenuBook.knownFiles.joined(separator: ", ")), "
                        + "weeks/*.yaml"))
        }
        if !problems.isEmpty { throw Problems(problems) }
        let plan = try files.first { $0.name == "plan.yaml" }
            .map { file throws(Problems) in try PlanRules(yaml: file.text, file: file.name) }
        self.init(
            planRules: plan ?? PlanRules(), ingredients: ingredients.ingredients,
            suppliers: ingredients.suppliers,
            preparations: preparations.preparations, dishes: dishes.dishes,
            weeks: weeks.compactMap(\.menu).sorted { $0.number < $1.number })
        let broken = rules.broken(by: self, dishes: dishes, weeks: weeks)
        if !broken.isEmpty { throw Problems(broken) }
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
        var seen: [Int: String] = [:]
        for week in weeks {
            guard let number = week.menu?.number else { continue }
            if let earlier = seen[number] {
                problems.append(
                    Problem(
                        file: week.file, place: "week",
                        reason: "\(number) is taken by \(earlier)"))
            } else if !(1...weeks.count).contains(number) {
                problems.append(
                    Problem(
                        file: week.file, place: "week",
                        reason: "\(number) leaves a gap; number the weeks 1 to \(weeks.count)"))
            }
            seen[number] = week.file
        }
        return problems
    }
}
