import Meals

@testable import Supply

/// A small menu folder whose files a test can change.
struct Shelf {
    var ingredients = """
        ingredients:
          - {id: pork, name: 猪肉, buy: 公斤, pack: 10 公斤, yield: "0.8"}
          - {id: egg, name: 鸡蛋, buy: 箱, pack: 360 个, piece: "55", yield: "0.88"}
          - {id: greens, name: 青菜, buy: 公斤, pack: 5 公斤}
          - {id: oil, name: 油, buy: 毫升, pack: 5000 毫升, density: "0.92"}
        """
    var dishes = """
        dishes:
          - {code: "101", name: 肉, class: large-meat, price: "10.00", recipe: {pork: 120 克}}
          - {code: "102", name: 蛋, class: large-meat, price: "8.00", recipe: {egg: 2 个}}
          - {code: "301", name: 菜, class: vegetable, price: "3.00", recipe: {greens: 2 两, oil: 5 毫升}}
          - {code: "901", name: 餐, class: set, price: "15.00", holds: ["101", "301", "301"]}
        """
    var preparations: String?
    var rules: String?
    var plan: String?
    var week = Shelf.week()

    static func week(_ number: String = "1", meal: String = #"["101", "102", "301", "901"]"#)
        -> String
    {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        return "week: \(number)\ndays:\n"
            + days.map { "  \($0): {breakfast: [], lunch: \(meal), dinner: \(meal)}\n" }.joined()
    }

    var files: [MenuFile] {
        [
            MenuFile(name: "ingredients.yaml", text: ingredients),
            MenuFile(name: "dishes.yaml", text: dishes),
            MenuFile(name: "weeks/week-1.yaml", text: week),
        ]
            + [
                ("preparations.yaml", preparations), ("rules.yaml", rules), ("plan.yaml", plan),
            ].compactMap { file in
                file.1.map { MenuFile(name: file.0, text: $0) }
            }
    }

    func book() throws(Problems) -> MenuBook { try MenuBook(files: files) }

    /// What a check complains about, one line each: what cannot be understood, then what is against
    /// a rule.
    var complaints: [String] {
        let (book, errors) = MenuBook.checked(files)
        return (errors + book.findings).map(\.description)
    }
}
