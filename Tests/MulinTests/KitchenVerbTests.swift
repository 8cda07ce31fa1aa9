import Foundation
import Testing

/// Grams as a table writes them.
enum Grams {
    /// Grams with three decimals as a whole number.
    static func milligrams(_ text: String?) throws -> Int {
        try #require(Int((text ?? "").replacing(".", with: "")))
    }
}

@Suite("the kitchens' verbs on the demo")
struct KitchenVerbTests {
    @Test("what all canteens need of an ingredient is what is bought, to the milligram")
    func needs() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let bought = try kitchen.rows(kitchen.sheets + "/purchase.csv")
        var sums: [String: Int] = [:]
        for canteen in Set(try kitchen.rows(kitchen.sheets + "/packing.csv").map { $0["canteen"] })
        {
            let outcome = try await kitchen.run([
                "supply", "purchase", "2026-11-25", "--canteen", canteen ?? "",
            ])
            #expect(outcome.code == 0, "\(outcome.errors)")
            for row in try kitchen.rows(text: outcome.output) {
                sums[row["ingredient"] ?? "", default: 0] += try Grams.milligrams(row["grams"])
            }
        }
        var wanted: [String: Int] = [:]
        for row in bought {
            wanted[row["ingredient"] ?? "", default: 0] += try Grams.milligrams(row["grams"])
        }
        #expect(sums == wanted)
    }

    @Test("a forecast has the quantiles of each dish at each counter, and no copy of yesterday")
    func forecast() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let outcome = try await kitchen.run(["supply", "forecast", "2026-11-25"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let rows = try kitchen.rows(text: outcome.output)
        #expect(rows.count > 100)
        let names = (1...9).map { "q\($0)0" }
        var counters: [String: Double] = [:]
        for row in rows {
            let quantiles = names.compactMap { Double(row[$0] ?? "") }
            #expect(quantiles.count == 9 && quantiles == quantiles.sorted())
            let counter = [row["canteen"], row["period"], row["class"]].map { $0 ?? "" }
            counters[counter.joined(separator: " "), default: 0] += quantiles[4]
        }
        // The dishes' middles are those of the counters that the plan rests on.
        for row in try kitchen.rows(kitchen.sheets + "/counters.csv") {
            let counter = [row["canteen"], row["period"], row["class"]].map { $0 ?? "" }
            let middle = try #require(counters[counter.joined(separator: " ")])
            #expect(abs(middle - (Double(row["median"] ?? "") ?? 0)) < 0.5)
        }
        let json = try await kitchen.run(["supply", "forecast", "2026-11-25", "--json"])
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let listed = try #require(answer["rows"] as? [[String: Any]])
        #expect(listed.count == rows.count)
        #expect((listed[0]["quantiles"] as? [String: String])?.keys.count == 9)
    }

    @Test("orders are kept, and purchase and labels are read from the plan that has them")
    func keptOrders() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let before = try await kitchen.run(["supply", "purchase", "2026-11-25"])
        let packed = try kitchen.rows(kitchen.sheets + "/packing.csv")
        let canteen = try #require(packed.first?["canteen"])
        let orders = try kitchen.folder.write(
            "orders.csv",
            "day,canteen,period,dish,portions,ordered_at,reason\n"
                + "2026-11-25,\(canteen),lunch,101,60,2026-11-24 17:30,重阳聚餐\n")
        func ran(_ words: [String]) async throws -> Program.Outcome {
            try await kitchen.run(["supply"] + words)
        }
        // Nothing else may make another plan than the one that is written.
        let refused = try await ran(["purchase", "2026-11-25", "--orders", orders])
        #expect(refused.code == 65 && refused.errors.contains("give it to mulin supply plan"))
        // The lock holds in another folder, too.
        let out = kitchen.folder.path + "/out"
        let locked = try await ran(["plan", "2026-11-25", "--orders", orders, "--out", out])
        #expect(locked.code == 65 && locked.errors.contains("is locked since"))
        #expect(!FileManager.default.fileExists(atPath: kitchen.data + "/supply/orders.csv"))
        let planned = try await ran([
            "plan", "2026-11-25", "--orders", orders, "--out", out, "--reason", "聚餐",
        ])
        #expect(planned.code == 0, "\(planned.errors)")
        let copy = try String(contentsOfFile: out + "/plan-2026-11-25/packing.csv", encoding: .utf8)
        let kept = try String(contentsOfFile: kitchen.sheets + "/packing.csv", encoding: .utf8)
        #expect(copy == kept)
        #expect(
            try String(contentsOfFile: kitchen.sheets + "/packing.html", encoding: .utf8)
                .contains("改单 午餐 101 × 60：重阳聚餐"))
        let after = try await ran(["purchase", "2026-11-25"])
        #expect(after.output != before.output)
        #expect(
            after.output
                == (try String(contentsOfFile: kitchen.sheets + "/purchase.csv", encoding: .utf8)))
        let labels = try await ran(["labels", "2026-11-25", "--json"])
        let boxes = try #require(
            try JSONSerialization.jsonObject(with: Data(labels.output.utf8)) as? [[String: String]])
        let lunch = boxes.filter {
            $0["canteen"] == canteen && $0["dish"] == "101" && $0["period"] == "lunch"
        }
        #expect(lunch.reduce(0) { $0 + (Int($1["portions"] ?? "") ?? 0) } >= 60)
        // A plan that is made again knows the orders without their file.
        #expect(try await ran(["plan", "2026-11-25", "--reason", "再"]).code == 0)
        #expect(try await ran(["purchase", "2026-11-25"]).output == after.output)
        let unknown = try kitchen.folder.write(
            "bad.csv", "day,canteen,period,dish,portions\n2026-11-25,ZZ9,lunch,101,6\n")
        let bad = try await ran(["plan", "2026-11-25", "--orders", unknown, "--reason", "x"])
        #expect(bad.code == 65)
        #expect(bad.errors.contains("bad.csv:2: canteen: the register has no canteen 'ZZ9'"))
    }

    @Test("records that were read in and are given again count once")
    func recordsOnce() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let canteen = try #require(
            try kitchen.rows(kitchen.data + "/canteens.csv").first?["canteen"])
        // A dinner that no till sold: the record alone tells of it.
        let record = try kitchen.folder.write(
            "r.csv",
            "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n"
                + "2026-11-24,\(canteen),breakfast,507,40,40,40,33,7,0\n")
        func basis() throws -> String {
            try String(contentsOfFile: kitchen.sheets + "/basis.csv", encoding: .utf8)
        }
        #expect(try await kitchen.run(["supply", "record", record]).code == 0)
        let once = try await kitchen.run(["supply", "plan", "2026-11-25", "--reason", "a"])
        #expect(once.code == 0, "\(once.errors)")
        let first = try basis()
        #expect(first.contains("\(canteen),breakfast,staple,2026-11-24,33,0,33,"))
        let again = try await kitchen.run([
            "supply", "plan", "2026-11-25", "--reason", "b", "--records", record,
        ])
        #expect(again.code == 0, "\(again.errors)")
        #expect(try basis() == first)
    }

    @Test("what was told once stays in force, a late change is kept, and an older store is told")
    func planAgain() async throws {
        let kitchen = try await SmallDemo.kitchen()
        func ran(_ words: String..., code: Int32 = 0) async throws -> Program.Outcome {
            let outcome = try await kitchen.run(["supply", "plan"] + words)
            #expect(outcome.code == code, "\(words): \(outcome.errors)")
            return outcome
        }
        func packed() throws -> [[String: String]] {
            try kitchen.rows(kitchen.sheets + "/packing.csv")
        }
        let before = try packed()
        let canteen = try #require(before.first?["canteen"])
        // The next day takes boxes back that the evening left, and cooks from what is in store.
        _ = try await ran("2026-11-26")
        let routes = try kitchen.rows(kitchen.data + "/supply/plan-2026-11-26/routes.csv")
        #expect(routes.first { $0["canteen"] == canteen }?["returned"] != "0")
        let events = try kitchen.folder.write(
            "events.csv", "date,event,series\n2026-11-25,closed,\(canteen)\n")
        let shut = try await ran("2026-11-25", "--events", events, "--reason", "停电")
        #expect(try packed().allSatisfy { $0["canteen"] != canteen })
        #expect(shut.errors.contains("the purchases of 2026-11-26 were planned from another store"))
        #expect(shut.errors.contains("takes orders until 2026-11-24"))
        let again = try await ran("2026-11-25", "--reason", "再看")
        #expect(again.errors.contains("\(canteen) is planned as shut"))
        #expect(!again.errors.contains("from another store"))
        #expect(try packed().allSatisfy { $0["canteen"] != canteen })
        let changes = try kitchen.rows(kitchen.sheets + "/changes.csv")
        let dropped = changes.filter { $0["reason"] == "停电" && $0["canteen"] == canteen }
        #expect(dropped.count == before.filter { $0["canteen"] == canteen }.count)
        #expect(dropped.allSatisfy { $0["after"] == "0" && $0["before"] != "0" })
        #expect(changes.filter { $0["reason"] == "再看" }.map { $0["canteen"] } == [""])
        #expect(try await ran("2026-11-25", "--reason", "  ", code: 64).errors.contains("--reason"))
    }
}
