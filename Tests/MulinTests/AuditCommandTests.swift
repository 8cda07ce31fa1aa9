import Foundation
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
}
