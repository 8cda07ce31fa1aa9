import Foundation
import Meals
import Testing

@Suite("the demo's kitchens")
struct KitchenTests {
    @Test("every figure on a sheet leads to the counters, the counters to the journals")
    func figures() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let (inside, classes) = try kitchen.dishes()
        // The day's journals, opened into cooked dishes, are the basis' rows of that day.
        var sealed: [String: Int] = [:]
        for line in try kitchen.journals() {
            for dish in inside[line.item] ?? [] {
                sealed["\(line.canteen) \(classes[dish] ?? "")", default: 0] += line.quantity
            }
        }
        var basis: [String: Int] = [:]
        var counted: [String: Int] = [:]
        for row in try kitchen.rows(kitchen.sheets + "/basis.csv") {
            let place = "\(row["canteen"] ?? "") \(row["class"] ?? "")"
            let sold = try #require(Int(row["sold"] ?? ""))
            if row["day"] == "2026-11-24" {
                basis[place, default: 0] += sold
            } else {
                counted["\(row["day"] ?? "") \(place)", default: 0] += sold
            }
        }
        #expect(basis == sealed.filter { $0.value > 0 })
        #expect(basis.count > 30)
        // The days before are the counts in the history, and nothing else.
        var history: [String: Int] = [:]
        for row in try kitchen.rows(kitchen.data + "/supply/history.csv") {
            let kind = classes[row["dish"] ?? ""] ?? ""
            history["\(row["day"] ?? "") \(row["canteen"] ?? "") \(kind)", default: 0] +=
                Int(row["portions"] ?? "") ?? 0
        }
        #expect(counted == history)
        try sheets(kitchen, classes)
    }

    /// Counters to packing, packing to production, labels, routes and samples, production to
    /// purchase.
    private func sheets(_ kitchen: SmallDemo, _ classes: [String: String]) throws {
        func sums(
            _ sheet: String, by keys: [String], of figures: [String],
            where holds: ([String: String]) -> Bool = { _ in true }
        ) throws -> [String: Int] {
            var sums: [String: Int] = [:]
            for row in try kitchen.rows("\(kitchen.sheets)/\(sheet).csv") where holds(row) {
                let key = keys.map { key in
                    key == "class" ? classes[row["dish"] ?? ""] ?? row[key] ?? "" : row[key] ?? ""
                }.joined(separator: " ")
                sums[key, default: 0] += figures.reduce(0) { $0 + (Int(row[$1] ?? "") ?? 0) }
            }
            return sums.filter { $0.value > 0 }
        }
        let place = ["canteen", "period", "class"]
        let counters = try sums("counters", by: place, of: ["walk_ins"])
        #expect(try sums("packing", by: place, of: ["first", "held"]) == counters)
        let pot = ["kitchen", "period", "dish"]
        let production = try sums("production", by: pot, of: ["portions"])
        #expect(try sums("packing", by: pot, of: ["first", "held"]) == production)
        #expect(
            try sums("packing", by: pot, of: ["held"]) == sums("production", by: pot, of: ["held"]))
        let box = ["canteen", "period", "dish"]
        #expect(
            try sums("labels", by: box, of: ["portions"])
                == sums("packing", by: box, of: ["first", "held"]))
        let van = ["canteen", "period"]
        #expect(
            try sums("routes", by: van, of: ["portions"]) { row in
                row["period"]?.hasSuffix("-second") == false
            } == sums("packing", by: van, of: ["first"]))
        #expect(
            Set(try sums("samples", by: pot, of: ["least_grams"]).keys) == Set(production.keys))
        let kept = try String(contentsOfFile: kitchen.sheets + "/stock.csv", encoding: .utf8)
        #expect(!kept.isEmpty)
    }

    @Test("a purchase's grams are the sum over its dishes and canteens, gram by gram")
    func purchase() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let bought = try kitchen.rows(kitchen.sheets + "/purchase.csv")
        let packed = try kitchen.rows(kitchen.sheets + "/packing.csv")
        for ingredient in ["egg", "rice", "bok-choy"] {
            let outcome = try await kitchen.run([
                "supply", "purchase", "2026-11-25", "--ingredient", ingredient,
            ])
            #expect(outcome.code == 0, "\(outcome.errors)")
            var grams: [String: Int] = [:]
            for peg in try kitchen.rows(text: outcome.output) {
                grams[peg["kitchen"] ?? "", default: 0] += try Grams.milligrams(peg["grams"])
                // Each peg is a line of the packing list.
                let line = packed.first { row in
                    ["kitchen", "canteen", "period", "dish"].allSatisfy { row[$0] == peg[$0] }
                }
                let portions = ["first", "held"].reduce(0) { $0 + (Int(line?[$1] ?? "") ?? 0) }
                #expect("\(portions)" == peg["portions"])
            }
            #expect(!grams.isEmpty)
            for row in bought where row["ingredient"] == ingredient {
                let total = try #require(grams[row["kitchen"] ?? ""])
                #expect(total == (try Grams.milligrams(row["grams"])))
            }
        }
    }

    @Test("what a plan leaves in store is carried to the next, however often either is made")
    func surplus() async throws {
        let kitchen = try await SmallDemo.kitchen()
        func plan(_ day: String) async throws -> [[String: String]] {
            let outcome = try await kitchen.run([
                "supply", "plan", day, "--reason", "once more",
            ])
            #expect(outcome.code == 0, "\(outcome.errors)")
            return try kitchen.rows("\(kitchen.data)/supply/plan-\(day)/purchase.csv")
        }
        func grams(_ rows: [[String: String]], _ column: String) -> [String: String] {
            var found: [String: String] = [:]
            for row in rows {
                found["\(row["kitchen"] ?? "") \(row["ingredient"] ?? "")"] = row[column]
            }
            return found
        }
        let today = try kitchen.rows(kitchen.sheets + "/purchase.csv")
        #expect(today.allSatisfy { $0["carried_grams"] == "0.000" })
        let first = try await plan("2026-11-26")
        let (left, carried) = (grams(today, "surplus_grams"), grams(first, "carried_grams"))
        var met = 0
        for (name, amount) in carried {
            guard let before = left[name] else {
                #expect(amount == "0.000")
                continue
            }
            // Cut to a thousandth on the way.
            #expect(abs((Double(amount) ?? 0) - (Double(before) ?? 0)) < 0.0011, "\(name)")
            met += 1
        }
        #expect(met > 50)
        #expect(try await plan("2026-11-26") == first)
        #expect(try await plan("2026-11-25") == today)
        #expect(try await plan("2026-11-26") == first)
    }

    @Test("a recall by records names the receipts of the canteens that got the dish, and no other")
    func recall() async throws {
        let kitchen = try await SmallDemo.kitchen()
        let (inside, _) = try kitchen.dishes()
        let lines = try kitchen.journals().filter { $0.quantity > 0 }
        let register = try kitchen.rows(kitchen.data + "/canteens.csv")
        let ours = Set(register.filter { $0["kitchen"] == "K1" }.compactMap { $0["canteen"] })
        let dish = try #require(
            ["101", "102", "103", "104", "106"].first { code in
                lines.contains {
                    ours.contains($0.canteen) && inside[$0.item]?.contains(code) == true
                }
            })
        let pork = [
            "101": "pork-belly", "102": "pork-chop", "103": "pork-mince", "104": "pork-lean",
            "106": "chicken",
        ]
        let sellers = Set(
            lines.filter { ours.contains($0.canteen) && inside[$0.item]?.contains(dish) == true }
                .map(\.canteen))
        let spared = try #require(sellers.sorted().first)
        // The spared canteen wrote down that it got none of it; what it wrote of another dish says
        // nothing of this one.
        let other = try #require(sellers.sorted().dropFirst().first)
        let record = try kitchen.folder.write(
            "r.csv",
            "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n"
                + ["breakfast", "lunch", "dinner"].map {
                    "2026-11-24,\(spared),\($0),\(dish),5,5,0,0,0,0\n"
                }.joined()
                + "2026-11-24,\(other),lunch,301,5,5,5,1,4,0\n")
        let read = try await kitchen.run(["supply", "record", record])
        #expect(read.code == 0, "\(read.errors)")
        let lots = try kitchen.folder.write(
            "lots.csv",
            "lot,ingredient,kitchen,from,to\nL7,\(pork[dish] ?? ""),K1,2026-11-23,2026-11-23\n"
                + "L7,\(pork[dish] ?? ""),K1,2026-11-24,2026-11-24\n")
        let outcome = try await kitchen.run(["supply", "recall", "L7", "--lots", lots])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let batches = try kitchen.rows(text: outcome.output).filter { $0["dish"] == dish }
        let found = Set(
            batches.flatMap { ($0["receipts"] ?? "").split(separator: ";").map(String.init) })
        let expected = Set(
            lines.filter { line in
                ours.contains(line.canteen) && line.canteen != spared
                    && inside[line.item]?.contains(dish) == true
            }.map { line in
                let parts = line.receipt.split(separator: "-")
                let seq = String(parts[2])
                return "\(parts[0])-\(parts[1])-"
                    + String(repeating: "0", count: 7 - seq.count) + seq
            })
        #expect(found == expected)
        #expect(!expected.isEmpty)
        #expect(outcome.errors.contains("found in"))
        #expect(batches.allSatisfy { $0["batches"]?.hasPrefix("K1-2026-11-24-") ?? false })
        let json = try await kitchen.run(["supply", "recall", "L7", "--lots", lots, "--json"])
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(expected.isSubset(of: Set(try #require(answer["receipts"] as? [String]))))
        let typo = try kitchen.folder.write(
            "typo.csv", "lot,ingredient,kitchen,from,to\nL7,egg,K77,2026-11-24,2026-11-24\n")
        let refused = try await kitchen.run(["supply", "recall", "L7", "--lots", typo])
        #expect(refused.code == 65)
        #expect(refused.errors.contains("typo.csv:2: kitchen: there is no kitchen 'K77'"))
        let missing = try await kitchen.run(["supply", "recall", "L8", "--lots", lots])
        #expect(missing.code == 65 && missing.errors.contains("has no lot 'L8'; it has L7"))
    }
}
