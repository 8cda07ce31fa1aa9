import Foundation
import Meals
import Testing

@Suite("mulin audit")
struct AuditCommandTests {
    @Test("flags a diner at two canteens, keeps it once, and a person decides")
    func twoPlaces() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let rows = """
            s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash
            s2,2026-11-23T11:10:00,B1,BB000001,6299990000000001,,101,1,20.00,cash

            """
        #expect(try await district.replay(program, rows).code == 0)
        func audit(_ more: [String] = []) async throws -> Program.Outcome {
            try await program.run(["audit", "2026-11-23", "--data", district.data] + more)
        }
        let first = try await audit(["--json"])
        #expect(first.code == 1, "\(first.output) \(first.errors)")
        #expect(first.output.contains("two-places") && first.output.contains("\"state\":\"open\""))
        let added = try await program.run(["officer", "add", "审计", "--data", district.data])
        let phrase = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let decided = try await program.run(
            [
                "audit", "decide", "1", "--as", "dismissed", "--note", "代取", "--by", "审计", "--data",
                district.data,
            ], environment: ["MULIN_PASSPHRASE": phrase])
        #expect(decided.code == 0, "\(decided.errors)")
        let again = try await audit()
        #expect(again.code == 0 && again.output.contains("dismissed"), "\(again.output)")
        let list = try await program.run(["audit", "list", "--json", "--data", district.data])
        #expect(list.output.components(separatedBy: "\"flag\":").count == 2)
    }

    /// Meals of one diner at A1, all three on each of some days.
    private func everyMeal(days: ClosedRange<Int>) -> String {
        days.flatMap { day in
            ["07:05:00", "11:05:00", "17:05:00"].enumerated().map { meal, time in
                "m\(day)-\(meal),2026-11-\(day.padded(2))T\(time),A1,AA000001,6299990000000001,,"
                    + "101,1,20.00,cash\n"
            }
        }.joined()
    }

    @Test("one day's audit looks back: a month of all three meals is told on its last day")
    func lookback() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let rows =
            everyMeal(days: 1...25)
            + "late,2026-11-28T11:05:00,B1,BB000001,6299990000000002,,101,1,18.00,cash\n"
        #expect(try await district.replay(program, rows).code == 0)
        let csv = district.folder.path + "/flags.csv"
        let told = try await program.run([
            "audit", "2026-11-25", "--data", district.data, "--csv", csv,
        ])
        #expect(
            told.code == 1 && told.output.contains("all three meals on 25 days"), "\(told.output)")
        let table = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
        #expect(table.count == 2 && table[1].contains(",every-meal,A1,2026-11-25,D1,"))
        let other = try await program.run(["audit", "2026-11-28", "--data", district.data])
        #expect(other.code == 0 && other.output.contains("0 flags"), "\(other.output)")
    }

    @Test("two bursts are two flags, each decision is kept, and a blank reason is none")
    func decisions() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let times = ["11:05:00", "11:05:10", "12:05:00", "12:05:10"]
        let rows = times.enumerated().map { place, time in
            "s\(place),2026-11-23T\(time),A1,AA000001,629999000000000\(place % 2 + 1),,101,1,20.00,cash\n"
        }
        #expect(try await district.replay(program, rows.joined()).code == 0)
        let yaml = try String(
            contentsOfFile: Tree.root + "/Settlements/Audit/thresholds.yaml", encoding: .utf8)
        let file = try district.folder.write(
            "t.yaml", yaml.replacing("burst_cards: 6", with: "burst_cards: 2"))
        let told = try await program.run([
            "audit", "2026-11-23", "--data", district.data, "--thresholds", file,
        ])
        #expect(told.code == 1 && told.output.contains("2 flags, 2 open"), "\(told.output)")
        let added = try await program.run(["officer", "add", "审计", "--data", district.data])
        let phrase = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        func decide(_ decision: String, _ note: String) async throws -> Program.Outcome {
            try await program.run(
                [
                    "audit", "decide", "1", "--as", decision, "--note", note, "--by", "审计",
                    "--data", district.data,
                ], environment: ["MULIN_PASSPHRASE": phrase])
        }
        let blank = try await decide("dismissed", "\u{3000} ")
        #expect(blank.code == 65 && blank.errors.contains("the reason is blank"))
        #expect(try await decide("dismissed", "代取").code == 0)
        #expect(try await decide("confirmed", "录像").code == 0)
        let list = try await program.run(["audit", "list", "--json", "--data", district.data])
        for words in ["\"note\":\"代取\"", "\"note\":\"录像\"", "\"state\":\"confirmed\""] {
            #expect(list.output.contains(words), "\(words)")
        }
        let events = try district.folder.write(
            "e.csv", "date,event,series\n2026-11-23,停餐,A1\n2026-11-23,fair,\n")
        let closed = try await program.run([
            "audit", "2026-11-23", "--data", district.data, "--events", events,
        ])
        #expect(closed.output.contains("4 meals on a day on which it was closed"))
    }
}
