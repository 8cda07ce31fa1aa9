import Foundation
import Meals
import Supply

/// Two weeks of plans for 115 canteens that offer 60 dishes at each of three meals a day.
///
/// A run is everything that `mulin supply plan` works out, from the sales that were read to the
/// values on every sheet: the forecast, canteens to kitchens within capacity, portions by dish,
/// batches, purchases through all preparations with what is left in store from day to day, each
/// gram pegged to its dish and canteen and back, routes and labels. Reading the journals and
/// writing the files is not in it.
struct PlanBench {
    let options: BenchOptions

    private static let days = 14
    private static let pastDays = 84
    private static let first = Day(number: 20_601)
    private static let meals: [MealPeriod] = [.breakfast, .lunch, .dinner]
    /// Dishes of each class on every menu, 60 in all.
    private static let offered: [(dishClass: DishClass, count: Int)] = [
        (.largeMeat, 12), (.smallMeat, 12), (.vegetable, 14), (.soup, 8), (.staple, 6),
        (.breakfast, 8),
    ]

    func run() throws -> [Finding] {
        let menu = try wideMenu()
        let basis = try basis(menu)
        say(
            "\nplan: 115 canteens × 60 dishes × 3 meals × \(PlanBench.days) days, from "
                + "\(Double(basis.history.entries.count).grouped) counts of "
                + "\(PlanBench.pastDays) days")
        try check(plan(basis, menu, isChecked: true))
        var seconds: [Double] = []
        for _ in 0..<(options.isQuick ? 1 : 5) {
            let start = ContinuousClock.now
            let made = plan(basis, menu)
            seconds.append((ContinuousClock.now - start).seconds)
            say(
                "  \((seconds[seconds.count - 1] * 1000).fixed(0)) ms   "
                    + "\(Double(made.rows).grouped) rows, \(Double(made.lines).grouped) lines to "
                    + "buy, \(Double(made.pegs).grouped) pegs, "
                    + "\(Double(made.values).grouped) rows on sheets")
        }
        return [
            Finding(
                name: "plan, two weeks of 115 canteens", median: seconds.median * 1000,
                unit: .milliseconds, bar: 2_000)
        ]
    }

    /// What a run has made, to be checked and said.
    private struct Made {
        var rows = 0
        var lines = 0
        var pegs = 0
        /// Ingredients of single canteens.
        var needs = 0
        var values = 0
        /// Lines whose pegs do not add up to them, in one direction or the other.
        var wrong = 0
    }

    /// Lines to which their pegs, or their canteens' needs, do not add up.
    private static func wrongLines(_ purchase: Purchase, _ canteens: Set<CanteenID>) -> Int {
        var needs: [IngredientID: Exact] = [:]
        for canteen in canteens {
            for (ingredient, grams) in purchase.needs(of: canteen) {
                needs[ingredient.id] = (needs[ingredient.id] ?? .zero) + grams
            }
        }
        return purchase.lines.count { line in
            purchase.pegs(of: line.ingredient.id).reduce(.zero) { $0 + $1.grams }
                != line.required || needs[line.ingredient.id] != line.required
        }
    }

    private func plan(
        _ basis: ProductionPlan.Basis, _ menu: MenuBook, isChecked: Bool = false
    ) -> Made {
        var made = Made()
        var stock = Stock()
        let last = PlanBench.first + (PlanBench.days - 1)
        for plan in ProductionPlan.plans(
            for: PlanBench.first...last, basis: basis, menu: menu, canteens: canteens)
        {
            made.rows += plan.rows.count
            let routes = Routes(plan, sites: basis.sites)
            let sheets = PlanSheets(plan, routes: routes, stock: stock)
            made.values += sheets.all.reduce(0) { $0 + $1.rowCount }
            for (_, purchase) in sheets.purchases {
                made.lines += purchase.lines.count
                for line in purchase.lines {
                    made.pegs += purchase.pegs(of: line.ingredient.id).count
                }
                let served = Set(purchase.rows.map(\.canteen))
                made.needs += served.reduce(0) { $0 + purchase.needs(of: $1).count }
                if isChecked { made.wrong += PlanBench.wrongLines(purchase, served) }
            }
            stock = sheets.left
        }
        return made
    }

    private func check(_ made: Made) throws {
        let full = 115 * 60 * PlanBench.meals.count * PlanBench.days
        guard made.rows > full * 9 / 10, made.wrong == 0 else {
            throw BenchFailure(
                "\(made.rows) of \(full) rows were planned, \(made.wrong) lines do not add up")
        }
    }

    private var canteens: [Canteen] {
        SampleDistrict.canteens.enumerated().map { place, canteen in
            Canteen(
                id: canteen.id, name: canteen.name, kind: place % 5 == 0 ? .point : .canteen,
                street: canteen.street, merchant: canteen.merchant, terminals: canteen.terminals,
                kitchen: KitchenID("K\(place % 3 + 1)"), seats: 60)
        }
    }

    /// The district's own dishes, recipes and preparations, with 60 dishes on every menu.
    private func wideMenu() throws -> MenuBook {
        let folder =
            URL(fileURLWithPath: options.settlements).deletingLastPathComponent().path + "/Menus"
        let own = try MenuBook(folder: folder)
        let codes = PlanBench.offered.flatMap { dishClass, count in
            own.dishes.filter { $0.dishClass == dishClass }.prefix(count).map { "\"\($0.code)\"" }
        }
        let meal = "[\(codes.joined(separator: ", "))]"
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        let week =
            "week: 1\ndays:\n"
            + days.map { "  \($0): {breakfast: \(meal), lunch: \(meal), dinner: \(meal)}\n" }
            .joined()
        var files = [MenuFile(name: "weeks/week-1.yaml", text: week)]
        for name in ["ingredients", "preparations", "dishes", "plan"] {
            let text = try String(contentsOfFile: "\(folder)/\(name).yaml", encoding: .utf8)
            // The second kitchen is too small for its canteens, so that some have to move.
            let capacity = name == "plan" ? "\ncapacity: {K1: 30000, K2: 9000, K3: 30000}\n" : ""
            files.append(MenuFile(name: name + ".yaml", text: text + capacity))
        }
        return try MenuBook(files: files)
    }

    private func basis(_ menu: MenuBook) throws -> ProductionPlan.Basis {
        var state: UInt64 = 20_261_124
        func share() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
        var history = SalesHistory()
        let sizes = SampleDistrict.canteens.map { _ in 2 + 6 * share() }
        for back in stride(from: PlanBench.pastDays, through: 1, by: -1) {
            let day = PlanBench.first + -back
            for (canteen, size) in zip(SampleDistrict.canteens, sizes) {
                for period in PlanBench.meals {
                    for dish in menu.menu(on: day, period) {
                        history.add(
                            .init(
                                day: day, canteen: canteen.id, period: period, dish: dish.code,
                                portions: 1 + Int(size * (0.6 + 0.8 * share()))))
                    }
                }
            }
        }
        var basis = ProductionPlan.Basis(history: history)
        var places: [String: (x: Double, y: Double)] = [
            "K1": (0, 0), "K2": (6, 1), "K3": (3, 7),
        ]
        for canteen in SampleDistrict.canteens {
            places[canteen.id.text] = (8 * share(), 8 * share())
        }
        basis.sites = Sites(places)
        for day in 0..<PlanBench.days {
            for (place, canteen) in SampleDistrict.canteens.enumerated() {
                let dishes = menu.menu(on: PlanBench.first + day, .lunch)
                basis.orders.append(
                    PreOrder(
                        day: PlanBench.first + day, canteen: canteen.id, period: .lunch,
                        dish: dishes[(place + day) % dishes.count].code, portions: 5))
            }
        }
        return basis
    }
}
