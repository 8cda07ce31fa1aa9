import Foundation
import Testing

/// What a plan was made with stays known when menu, register and rules are something else by now.
@Suite("the kitchens after the menu changed")
struct KitchenChangeTests {
    private func ran(
        _ kitchen: SmallDemo, _ words: String..., code: Int32 = 0
    ) async throws -> Program.Outcome {
        let outcome = try await kitchen.run(["supply"] + words)
        #expect(outcome.code == code, "\(words): \(outcome.errors)")
        return outcome
    }

    @Test("a dish that left the menu stops no plan: its rows stay, and its orders are told")
    func goneDish() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let packed = try kitchen.rows(kitchen.sheets + "/packing.csv")
        let row = try #require(packed.first { $0["period"] == "lunch" })
        let (canteen, dish) = (row["canteen"] ?? "", row["dish"] ?? "")
        let head = "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n"
        let record = "2026-11-24,\(canteen),lunch,\(dish),9,9,9,8,1,0"
        let file = try kitchen.folder.write("r.csv", head + record + "\n")
        _ = try await ran(kitchen, "record", file)
        let orders = try kitchen.folder.write(
            "o.csv",
            "day,canteen,period,dish,portions\n"
                + [(24, 6), (25, 7), (26, 8)].map {
                    "2026-11-\($0),\(canteen),lunch,\(dish),\($1)\n"
                }.joined())
        _ = try await ran(kitchen, "plan", "2026-11-25", "--orders", orders, "--reason", "a")
        try kitchen.editMenu { $0.replacing("\"\(dish)\"", with: "\"990\"") }
        let planned = try await ran(kitchen, "plan", "2026-11-25", "--reason", "b")
        for (day, portions) in [(25, 7), (26, 8)] {
            #expect(
                planned.errors.contains(
                    "\(canteen) ordered \(portions) × \(dish) for lunch of 2026-11-\(day), which "
                        + "the menu no longer has; they are not planned"))
        }
        #expect(!planned.errors.contains("ordered 6 ×"))
        let lines = planned.errors.split(separator: "\n")
        let notes = lines.filter { $0.contains("not used, because") }
        #expect(notes.count == 1)
        let note = String(notes.first ?? "")
        #expect(note.contains("1 row of orders.csv (\(dish)), 1 row of records.csv (\(dish))"))
        #expect(note.contains("of history.csv (\(dish))"))
        // Nothing of it is lost, whatever is kept anew.
        let other = try #require(packed.first { $0["dish"] != dish && $0["period"] == "lunch" })
        let more = try kitchen.folder.write(
            "m.csv", head + "2026-11-24,\(canteen),lunch,\(other["dish"] ?? ""),9,9,9,8,1,0\n")
        _ = try await ran(kitchen, "record", more)
        func kept(_ name: String) throws -> String {
            try String(contentsOfFile: "\(kitchen.data)/supply/\(name)", encoding: .utf8)
        }
        #expect(try kept("records.csv").contains(record))
        #expect(try kept("orders.csv").split(separator: "\n").count == 4)
        // What a person hands in is looked at as before.
        let refused = try await ran(kitchen, "record", file, code: 65)
        #expect(refused.errors.contains("r.csv:2: dish: the menu has no dish '\(dish)'"))
        let alone = try await ran(kitchen, "plan", "2026-11-25", "--orders", orders, code: 65)
        #expect(alone.errors.contains("o.csv:2: dish: the menu has no dish '\(dish)'"))
    }

    @Test("pegs go by the recipes of their plan: they add up to its purchase after an edit, too")
    func pegs() async throws {
        let kitchen = try await SmallDemo.kitchen()
        var wanted: [String: Int] = [:]
        for row in try kitchen.rows(kitchen.sheets + "/purchase.csv")
        where row["ingredient"] == "oil" {
            wanted[row["kitchen"] ?? ""] = try Grams.milligrams(row["grams"])
        }
        let dish = try #require(
            try kitchen.rows(kitchen.sheets + "/recipes.csv").first { row in
                row["ingredient"] == "oil"
            }?["dish"])
        try kitchen.editMenu {
            $0.replacing("oil: 5 毫升", with: "oil: 9 毫升").replacing("\"\(dish)\"", with: "\"990\"")
        }
        func sums() async throws -> (sums: [String: Int], errors: String) {
            let outcome = try await ran(kitchen, "purchase", "2026-11-25", "--ingredient", "oil")
            var sums: [String: Int] = [:]
            for peg in try kitchen.rows(text: outcome.output) {
                sums[peg["kitchen"] ?? "", default: 0] += try Grams.milligrams(peg["grams"])
            }
            return (sums, outcome.errors)
        }
        let kept = try await sums()
        #expect(!wanted.isEmpty && kept.sums == wanted && kept.errors == "")
        try FileManager.default.removeItem(atPath: kitchen.sheets + "/recipes.csv")
        let today = try await sums()
        #expect(today.sums != wanted)
        #expect(today.errors.contains("the plan of 2026-11-25 keeps no recipes: today's are used"))
    }

    @Test("a menu against the rules stops no verb: it is cooked, bought and recalled, and said")
    func findings() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let menu = kitchen.data + "/menu"
        try "salt_per_meal: \"0.1\"\n".write(
            toFile: menu + "/rules.yaml", atomically: true, encoding: .utf8)
        let checked = try await kitchen.program.run(["menu", "check", menu])
        #expect(checked.code == 65 && checked.errors.contains("g of salt, above 0.1 g"))
        let count = checked.errors.split(separator: "\n").count
        let lots = try kitchen.folder.write(
            "lots.csv", "lot,ingredient,kitchen,from,to\nL7,oil,K1,2026-11-24,2026-11-24\n")
        let record = try kitchen.folder.write(
            "r.csv", "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n")
        for outcome in [
            try await ran(kitchen, "plan", "2026-11-25", "--reason", "a"),
            try await ran(kitchen, "forecast", "2026-11-25"),
            try await ran(kitchen, "purchase", "2026-11-25"),
            try await ran(kitchen, "labels", "2026-11-25"),
            try await ran(kitchen, "record", record),
            try await ran(kitchen, "recall", "L7", "--lots", lots),
        ] {
            #expect(outcome.errors.contains("menu check finds \(count) against the rules"))
        }
        let founded = try await kitchen.program.run([
            "init", "--canteens", kitchen.data + "/canteens.csv", "--roster",
            try kitchen.folder.write("roster.csv", SmallDistrict.roster), "--menu", menu,
            "--data", kitchen.folder.path + "/new",
        ])
        #expect(founded.code == 0, "\(founded.errors)")
        #expect(founded.errors.contains("menu check finds \(count) against the rules"))
    }
}
