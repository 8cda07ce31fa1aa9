import Foundation
import Testing

@Suite("a recall after the menu changed")
struct KeptRecallTests {
    private struct Answer {
        let batches: [[String: Any]]
        let canteens: [String]
        let receipts: [String]
        let notes: [String]
        let output: String
        let errors: String

        /// What came of a dish on a day, or is planned of it.
        func canteens(_ day: String, _ period: String, _ dish: String, planned: Bool) -> [String] {
            batches.filter {
                $0["day"] as? String == day && $0["period"] as? String == period
                    && $0["dish"] as? String == dish && $0["planned"] as? Bool == planned
            }.flatMap { $0["canteens"] as? [String] ?? [] }
        }
    }

    private func recall(_ kitchen: SmallDemo) async throws -> Answer {
        let lots = try kitchen.folder.write(
            "lots.csv", "lot,ingredient,kitchen,from,to\nL7,oil,K1,2026-11-24,2026-11-25\n")
        let outcome = try await kitchen.run(["supply", "recall", "L7", "--lots", lots, "--json"])
        try #require(outcome.code == 0, "\(outcome.errors)")
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        return Answer(
            batches: try #require(answer["batches"] as? [[String: Any]]),
            canteens: try #require(answer["canteens"] as? [String]),
            receipts: try #require(answer["receipts"] as? [String]),
            notes: try #require(answer["notes"] as? [String]), output: outcome.output,
            errors: outcome.errors)
    }

    /// A menu's text with another name for oil.
    private func fatty(_ text: String) -> String {
        text.replacing("{id: oil,", with: "{id: fat,")
            .replacing(#/(?<before>[ {])oil: (?<amount>[0-9.]+ (毫升|克))/#) {
                "\($0.before)fat: \($0.amount)"
            }
    }

    @Test("no canteen and no receipt is lost to an edited menu or register, and what is, is said")
    func kept() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let planned = try await kitchen.run(["supply", "plan", "2026-11-24", "--reason", "a"])
        try #require(planned.code == 0, "\(planned.errors)")
        let before = try await recall(kitchen)
        #expect(before.receipts.count > 20 && !before.notes.contains { $0.contains("no plan") })
        // Everything with oil gets another code and another oil, and K1 cooks for nobody any more.
        let oily = Set(
            try kitchen.rows(kitchen.sheets + "/recipes.csv").filter { $0["ingredient"] == "oil" }
                .compactMap { $0["dish"] })
        try kitchen.editMenu { text in
            // In the ingredients, a number in quotes is no code.
            if text.contains("\ningredients:") { return fatty(text) }
            return oily.sorted().reduce(fatty(text)) { text, code in
                text.replacing("\"\(code)\"", with: "\"9\(code)\"")
            }
        }
        let register = kitchen.data + "/canteens.csv"
        try String(contentsOfFile: register, encoding: .utf8).replacing(",K1,", with: ",K2,")
            .write(toFile: register, atomically: true, encoding: .utf8)
        let after = try await recall(kitchen)
        #expect(after.receipts == before.receipts && after.canteens == before.canteens)
        #expect(after.output == before.output)
        // A file that is no menu any more is told and stops nothing.
        let week = kitchen.data + "/menu/weeks/week-3.yaml"
        let text = try String(contentsOfFile: week, encoding: .utf8)
        try (text + "bad: [\n").write(toFile: week, atomically: true, encoding: .utf8)
        let torn = try await recall(kitchen)
        #expect(torn.receipts == before.receipts && torn.canteens == before.canteens)
        #expect(torn.errors.contains("week-3.yaml"))
        #expect(try await kitchen.run(["supply", "plan", "2026-11-26"]).code == 65)
        try text.write(toFile: week, atomically: true, encoding: .utf8)
        // Without the plan there is no more than today's menu, and both are said.
        try FileManager.default.removeItem(atPath: kitchen.data + "/supply/plan-2026-11-24")
        let today = try await recall(kitchen)
        #expect(today.receipts.isEmpty)
        let note = "no plan of 2026-11-24 is kept: today's recipes and register are used"
        #expect(today.notes.contains(note) && today.errors.contains("mulin: " + note))
    }

    @Test("what is planned and nobody has recorded or sold is named while it can be held back")
    func planned() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let dishes = Set(
            try kitchen.rows(kitchen.sheets + "/recipes.csv").filter { $0["ingredient"] == "oil" }
                .compactMap { $0["dish"] })
        let packed = try kitchen.rows(kitchen.sheets + "/packing.csv").filter { row in
            row["kitchen"] == "K1" && dishes.contains(row["dish"] ?? "")
                && row["period"] == "lunch" && row["first"] != "0"
        }
        let dish = try #require(packed.first?["dish"])
        let canteens = packed.filter { $0["dish"] == dish }.compactMap { $0["canteen"] }.sorted()
        try #require(canteens.count > 2)
        let day = "2026-11-25"
        let before = try await recall(kitchen)
        #expect(before.canteens(day, "lunch", dish, planned: true) == canteens)
        #expect(before.canteens(day, "lunch", dish, planned: false) == [])
        #expect(before.errors.contains("planned, not recorded yet: hold back what is packed"))
        #expect(
            before.batches.filter { $0["day"] as? String == "2026-11-24" }
                .allSatisfy { $0["planned"] as? Bool == false })
        let record = try kitchen.folder.write(
            "r.csv",
            "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n"
                + "\(day),\(canteens[0]),lunch,\(dish),9,9,9,8,1,0\n"
                + "\(day),\(canteens[1]),lunch,\(dish),9,0,0,0,0,0\n")
        try #require(try await kitchen.run(["supply", "record", record]).code == 0)
        let after = try await recall(kitchen)
        #expect(after.canteens(day, "lunch", dish, planned: false) == [canteens[0]])
        #expect(after.canteens(day, "lunch", dish, planned: true) == Array(canteens.dropFirst(2)))
        // The table marks it in words.
        let lots = kitchen.folder.path + "/lots.csv"
        let table = try await kitchen.run(["supply", "recall", "L7", "--lots", lots])
        #expect(table.output.contains(",\"planned, not recorded yet\",\(canteens[2])"))
    }
}
