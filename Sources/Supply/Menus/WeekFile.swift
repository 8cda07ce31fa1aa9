internal import Meals

/// One `weeks/*.yaml` as far as it could be read, and what is wrong with it.
struct WeekFile {
    let file: String
    private(set) var menu: WeekMenu?
    /// The line of its number.
    private(set) var numberLine: Int?
    private(set) var problems: [Problem] = []
    /// What it says plainly and must not: meals without a vegetable.
    private(set) var findings: [Problem] = []
    /// Every meal with the line that it begins on.
    private(set) var meals: [(line: Int, day: String, period: MealPeriod, codes: [DishCode])] = []
    private let dishes: DishFile

    private static let days = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    private static let periods: [MealPeriod] = [.breakfast, .lunch, .dinner]

    init(_ file: MenuFile, dishes: DishFile) {
        self.file = file.name
        self.dishes = dishes
        do {
            let outline = try Outline(yaml: file.text, file: file.name)
            var reader = OutlineReader(file: file.name)
            menu = read(outline, &reader)
            problems = reader.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        } catch {
            problems = error.all
        }
    }

    private mutating func read(
        _ outline: Outline, _ reader: inout OutlineReader
    ) -> WeekMenu? {
        let keys = reader.keys(of: outline, required: ["week", "days"])
        let number = reader.whole(keys["week"])
        numberLine = keys["week"]?.line
        guard let days = keys["days"] else { return nil }
        let entries = reader.keys(of: days, required: Self.days)
        var menus: [[MealPeriod: [DishCode]]] = []
        for day in Self.days {
            var menu: [MealPeriod: [DishCode]] = [:]
            if let entry = entries[day] {
                let served = reader.keys(of: entry, required: Self.periods.map(\.rawValue))
                for period in Self.periods {
                    guard let entry = served[period.rawValue] else { continue }
                    let codes = meal(entry, period, &reader)
                    menu[period] = codes
                    meals.append((entry.line, day, period, codes))
                }
            }
            menus.append(menu)
        }
        return number.map { WeekMenu(number: $0, days: menus) }
    }

    private mutating func meal(
        _ entry: Outline, _ period: MealPeriod, _ reader: inout OutlineReader
    ) -> [DishCode] {
        var codes: [DishCode] = []
        for (code, element) in reader.dishCodes(entry) {
            if !dishes.mayHave(code) {
                reader.report(element, "unknown dish '\(code)'; write it into dishes.yaml first")
            } else if codes.contains(code) {
                reader.report(element, "the dish '\(code)' is on this menu twice")
            }
            codes.append(code)
        }
        if period != .breakfast { checkVegetables(codes, entry, period) }
        return codes
    }

    /// Who eats no set must find a vegetable beside the sets, and who eats one, in it.
    private mutating func checkVegetables(
        _ codes: [DishCode], _ entry: Outline, _ period: MealPeriod
    ) {
        func find(_ what: String) {
            findings.append(
                Problem(
                    file: file, line: entry.line, place: entry.path,
                    reason: "a \(period.rawValue) without a vegetable" + what))
        }
        let singles = codes.filter { dishes[$0]?.dishClass != .set }
        if !singles.isEmpty {
            guard !mayHaveVegetable(singles) else { return }
            find((singles.count < codes.count ? " outside of its sets" : "") + "; add one")
            return
        }
        for code in codes where !mayHaveVegetable([code]) {
            find(" in its set '\(code)'; put one into the set or sell one beside it")
        }
    }

    /// True where a dish is a vegetable or a set with one; what could not be read counts as one,
    /// because its own problem is reported already.
    private func mayHaveVegetable(_ codes: [DishCode]) -> Bool {
        var open = codes
        var seen: Set<DishCode> = []
        while let code = open.popLast() {
            guard seen.insert(code).inserted else { continue }
            guard let dish = dishes[code], dish.dishClass != .vegetable else { return true }
            if case .set(let held) = dish.making { open += held }
        }
        return false
    }
}
