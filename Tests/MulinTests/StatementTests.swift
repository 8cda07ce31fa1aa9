import Foundation
import Testing

@Suite("an issued statement")
struct StatementTests {
    private static let first = "s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,18.00,cash\n"
    private static let late = "s2,2026-11-23T12:05:00,B1,BB000001,,,101,1,20.00,cash\n"

    private func settle(_ program: Program, _ district: SmallDistrict, _ date: String)
        async throws -> Program.Outcome
    {
        try await program.run([
            "settle", date, "--data", district.data, "--out", district.folder.path,
        ])
    }

    @Test("I12: it never changes, whatever arrives later, and the late sale is in the next one")
    func lateSale() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        #expect(try await district.replay(program, StatementTests.first).code == 0)
        let closed = try await program.run(["close", "2026-11-23", "--data", district.data])
        #expect(closed.code == 0)
        #expect(try await settle(program, district, "2026-11-23").code == 0)
        let issued = try district.folder.bytes("settlement-2026-11-23.xml")
        #expect(
            try await district.replay(program, StatementTests.first + StatementTests.late).code
                == 0)
        #expect(try await settle(program, district, "2026-11-23").code == 0)
        #expect(try district.folder.bytes("settlement-2026-11-23.xml") == issued)
        let next = try await program.run([
            "close", "2026-11-24", "--force", "--data", district.data,
        ])
        #expect(next.code == 0)
        #expect(try await settle(program, district, "2026-11-24").code == 0)
        let text = String(
            decoding: try district.folder.bytes("settlement-2026-11-24.xml"), as: UTF8.self)
        #expect(text.contains("<lateFrom>2026-11-23</lateFrom>"))
        #expect(text.contains("<mealCredit>2000</mealCredit>"))
        #expect(text.contains("<prevFile fileId=\"MULIN-2026-11-23-01\">"))
    }

    @Test("a canteen taken out of the list takes no meal with it: the statement is refused")
    func canteenGone() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        #expect(
            try await district.replay(program, StatementTests.first + StatementTests.late).code
                == 0)
        _ = try await program.run(["close", "2026-11-23", "--data", district.data])
        let kept = SmallDistrict.canteens.split(separator: "\n").filter { !$0.hasPrefix("B1,") }
        try (kept.joined(separator: "\n") + "\n").write(
            toFile: district.data + "/canteens.csv", atomically: true, encoding: .utf8)
        let refused = try await settle(program, district, "2026-11-23")
        #expect(refused.code == 1, "\(refused)")
        #expect(refused.errors.contains("no longer has the canteen B1, whose till BB000001"))
        let names = try FileManager.default.contentsOfDirectory(atPath: district.folder.path)
        #expect(!names.contains { $0.hasPrefix("settlement-") })
    }

    @Test("a correction written elsewhere is held against the issue in the data directory")
    func elsewhere() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        #expect(try await district.replay(program, StatementTests.first).code == 0)
        _ = try await program.run(["close", "2026-11-23", "--data", district.data])
        let first = try await program.run(["settle", "2026-11-23", "--data", district.data])
        #expect(first.code == 0, "\(first.errors)")
        try SmallDistrict.canteens.replacing("控江路街道睦邻小厨", with: "另一个名字").write(
            toFile: district.data + "/canteens.csv", atomically: true, encoding: .utf8)
        let corrected = try await program.run([
            "settle", "2026-11-23", "--correct", "--data", district.data, "--out",
            district.folder.path,
        ])
        #expect(corrected.code == 0, "\(corrected.errors)")
        #expect(corrected.output.contains("控江路街道睦邻小厨 → 另一个名字"))
    }

    @Test("a date that is still to come is not closed, forced or not, and the reason is said")
    func ahead() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        for more in [[], ["--force"]] {
            let refused = try await program.run(
                ["close", "2126-11-23", "--data", district.data] + more)
            #expect(refused.code == 65 && refused.errors.contains("is still to come"), "\(refused)")
        }
        #expect(try await district.replay(program, StatementTests.first).code == 0)
        let closed = try await program.run([
            "close", "2026-11-23", "--json", "--data", district.data,
        ])
        #expect(
            closed.output.contains("\"never_enrolled\":[\"AA000002\",\"BB000001\"]"), "\(closed)")
    }

    @Test("the running service closes for a machine, too, tells who is missing, and no day ahead")
    func closedByService() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        let sales = try district.folder.write(
            "sales.csv", SmallDistrict.salesHeader + StatementTests.first)
        let replay = try await program.run([
            "replay", sales, "--data", district.data, "--service", service.address,
        ])
        #expect(replay.code == 0, "\(replay.errors)")
        func close(_ date: String, _ more: [String]) async throws -> Program.Outcome {
            try await program.run(
                ["close", date, "--data", district.data, "--service", service.address] + more)
        }
        let ahead = try await close("2126-11-23", ["--force"])
        #expect(ahead.code != 0 && ahead.errors.contains("is still to come"), "\(ahead)")
        let closed = try await close("2026-11-23", ["--json"])
        #expect(closed.code == 0, "\(closed.errors)")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(closed.output.utf8)) as? [String: Any])
        #expect((json["terminals"] as? [[String: Any]])?.first?["records"] as? Int ?? 0 > 0)
        #expect(json["never_enrolled"] as? [String] == ["AA000002", "BB000001"])
        let table = try await close("2026-11-23", [])
        #expect(table.output.contains("BB000001,B1,,,,never-enrolled,0,"), "\(table.output)")
    }

    @Test("I12: what would change it is refused, and the file stays as it was")
    func changedList() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        #expect(try await district.replay(program, StatementTests.first).code == 0)
        _ = try await program.run(["close", "2026-11-23", "--data", district.data])
        #expect(try await settle(program, district, "2026-11-23").code == 0)
        let issued = try district.folder.bytes("settlement-2026-11-23.xml")
        try SmallDistrict.canteens.replacing("控江路街道睦邻小厨", with: "另一个名字").write(
            toFile: district.data + "/canteens.csv", atomically: true, encoding: .utf8)
        let again = try await settle(program, district, "2026-11-23")
        #expect(again.code == 1)
        #expect(again.errors.contains("2026-11-23"))
        #expect(try district.folder.bytes("settlement-2026-11-23.xml") == issued)
        let names = try FileManager.default.contentsOfDirectory(atPath: district.folder.path)
        #expect(!names.contains { $0.hasSuffix(".draft") })
    }
}
