import Foundation
import Meals
import Supply

/// A day's plan as it was written down: what is bought and labelled for it, and nothing newer.
struct SupplyWrittenPlan {
    let desk: SupplyDesk
    let day: Day

    /// Nil where the day has no plan.
    init?(_ desk: SupplyDesk, _ day: Day) {
        guard FileManager.default.fileExists(atPath: desk.planFolder(day) + "/packing.csv") else {
            return nil
        }
        self.desk = desk
        self.day = day
    }

    /// One of its papers as it was written.
    func text(_ name: String) throws -> String {
        try String(contentsOfFile: desk.planFolder(day) + "/" + name, encoding: .utf8)
    }

    /// The portions that are packed, both dispatches together.
    func demand() throws -> [DemandRow] {
        let path = desk.planFolder(day) + "/packing.csv"
        let table = try CSV(
            try [UInt8](file: path), file: path,
            required: ["kitchen", "canteen", "period", "dish", "first", "held"],
            optional: ["name", "ordered", "containers", "keep", "received", "celsius"])
        return table.rows.compactMap { row in
            guard let period = MealPeriod(rawValue: row["period"]),
                let first = Int(row["first"]), let held = Int(row["held"])
            else { return nil }
            return DemandRow(
                kitchen: KitchenID(row["kitchen"]), canteen: CanteenID(row["canteen"]),
                period: period, dish: DishCode(row["dish"]), portions: first + held)
        }
    }
}

extension SupplyDesk {
    /// The recipes that a day's plan was made with; nil where it kept none, as older ones did.
    func recipes(_ day: Day) throws -> KeptRecipes? {
        func file(_ name: String) throws -> (file: String, bytes: [UInt8])? {
            let path = planFolder(day) + "/" + name
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            return (path, try [UInt8](file: path))
        }
        guard let recipes = try file("recipes.csv") else { return nil }
        return try KeptRecipes(recipes: recipes, sets: try file("sets.csv"))
    }

    /// A batch in one box, as the labels of a day's plan have it.
    struct BoxRow {
        let kitchen: KitchenID
        let period: MealPeriod
        let canteen: CanteenID
        let dish: DishCode
        let batch: String
    }

    func labels(_ day: Day) throws -> [BoxRow] {
        let path = planFolder(day) + "/labels.csv"
        let table = try CSV(
            try [UInt8](file: path), file: path,
            required: ["kitchen", "period", "canteen", "dish", "batch"],
            optional: [
                "name", "portions", "dispatch", "made", "eat_before", "keep", "allergens",
            ])
        return table.rows.flatMap { row -> [BoxRow] in
            guard let period = MealPeriod(rawValue: row["period"]) else { return [] }
            return row["batch"].split(separator: ";").map { batch in
                BoxRow(
                    kitchen: KitchenID(row["kitchen"]), period: period,
                    canteen: CanteenID(row["canteen"]), dish: DishCode(row["dish"]),
                    batch: String(batch))
            }
        }
    }
}
