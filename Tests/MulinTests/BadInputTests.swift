import Foundation
import Testing

@Suite("bad input gets one line, the right exit code, and nothing is half done")
struct BadInputTests {
    /// One line on stderr that names what and where.
    private func expectRefusal(
        _ outcome: Program.Outcome, code: Int32, naming words: [String],
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.code == code, "\(outcome.errors)", sourceLocation: location)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 1, "\(outcome.errors)", sourceLocation: location)
        for word in words {
            #expect(
                outcome.errors.contains(word), "\(word) in: \(outcome.errors)",
                sourceLocation: location)
        }
    }

    @Test(
        "a wrong row of sales is named with file, row and column, and nothing is sold",
        arguments: [
            ("s1,2026-11-23T11:05:00,A1,AA000001,,,101,-1,18.00,cash", "quantity"),
            ("s1,2026-11-23T11:05:00,A1,AA000001,,,101,1.5,18.00,cash", "quantity"),
            ("s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,18.005,cash", "unit_price"),
            ("s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,-18,cash", "unit_price"),
            ("s1,2026-11-23T11:05:00,A9,AA000001,,,101,1,18.00,cash", "canteen"),
            ("s1,2026-11-23T11:05:00,A1,BB000001,,,101,1,18.00,cash", "terminal"),
            ("s1,2026-02-30T11:05:00,A1,AA000001,,,101,1,18.00,cash", "sold_at"),
            ("s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,18.00,gold", "tender"),
            ("s1,2026-11-23T11:05:00,A1,AA000001,,moon,101,1,18.00,cash", "channel"),
            ("s1,2026-11-23T11:05:00,A1,AA000001,,,,1,18.00,cash", "item"),
        ])
    func wrongSale(row: String, column: String) async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let good = "s0,2026-11-23T11:00:00,A1,AA000001,,,101,1,18.00,cash\n"
        let outcome = try await district.replay(program, good + row + "\n")
        expectRefusal(outcome, code: 65, naming: ["sales.csv:3", column])
        let tills = try FileManager.default.contentsOfDirectory(atPath: district.data + "/tills")
        #expect(tills.isEmpty)
    }

    @Test("every wrong row is named, not the first alone")
    func allRows() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let outcome = try await district.replay(
            program,
            """
            s1,2026-11-23T11:05:00,A1,AA000001,,,101,0,18.00,cash
            s2,2026-11-23T11:05:00,A1,AA000001,,,101,1,x,cash

            """)
        #expect(outcome.errors.contains("sales.csv:2"))
        #expect(outcome.errors.contains("sales.csv:3"))
    }

    @Test("an unknown column and an unreadable encoding are refused")
    func shape() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let column = try district.folder.write(
            "column.csv",
            SmallDistrict.salesHeader.replacing("tender", with: "tender,colour"))
        expectRefusal(
            try await program.run(["replay", column, "--data", district.data]), code: 65,
            naming: ["column.csv:1", "colour"])
        let garbage = district.folder.path + "/garbage.csv"
        try Data([0x73, 0x61, 0xFF, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: garbage))
        expectRefusal(
            try await program.run(["replay", garbage, "--data", district.data]), code: 65,
            naming: ["garbage.csv", "UTF-8"])
    }

    @Test("a table saved by Excel in Chinese is read, and said to be GB18030")
    func gb18030() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let file = district.folder.path + "/gb.csv"
        // 红烧肉 in GB18030.
        let dish: [UInt8] = [0xBA, 0xEC, 0xC9, 0xD5, 0xC8, 0xE2]
        let bytes =
            Array((SmallDistrict.salesHeader + "s1,2026-11-23T11:05:00,A1,AA000001,,,").utf8)
            + dish + Array(",1,18.00,cash\r\n".utf8)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let outcome = try await program.run(["replay", file, "--data", district.data])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("GB18030"))
        let journal = try String(
            contentsOfFile: district.data + "/tills/AA000001/epoch-001.journal", encoding: .utf8)
        #expect(journal.contains("红烧肉"))
    }

    @Test("init refuses a wrong roster whole and leaves no directory")
    func wrongRoster() async throws {
        let program = try Program()
        let folder = try Folder()
        let roster = try folder.write(
            "roster.csv", SmallDistrict.roster.replacing("1940-05-01", with: "1940-02-30"))
        let outcome = try await program.run([
            "init", "--canteens", try folder.write("canteens.csv", SmallDistrict.canteens),
            "--roster", roster, "--data", folder.path + "/data",
        ])
        expectRefusal(outcome, code: 65, naming: ["roster.csv:2", "birth_date"])
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
    }

    @Test("a data directory of a newer version, none at all, and one that is there already")
    func directories() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        expectRefusal(
            try await program.run(["close", "2026-11-23", "--data", "/nowhere"]), code: 65,
            naming: ["/nowhere", "mulin init"])
        let again = try await program.run([
            "init", "--canteens", district.folder.path + "/canteens.csv", "--roster",
            district.folder.path + "/roster.csv", "--data", district.data,
        ])
        expectRefusal(again, code: 65, naming: [district.data, "already"])
        try "2\n".write(
            toFile: district.data + "/VERSION", atomically: true, encoding: .utf8)
        expectRefusal(
            try await program.run(["close", "2026-11-23", "--data", district.data]), code: 65,
            naming: ["newer", "2"])
    }

    @Test("a corrupted journal is named with its line by verify and by the till")
    func corruptedJournal() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let rows = "s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,18.00,cash\n"
        #expect(try await district.replay(program, rows).code == 0)
        let journal = district.data + "/tills/AA000001/epoch-001.journal"
        let text = try String(contentsOfFile: journal, encoding: .utf8)
        #expect(try await program.run(["verify", journal]).code == 0)
        try text.replacing("1800", with: "1801").write(
            toFile: journal, atomically: true, encoding: .utf8)
        expectRefusal(
            try await program.run(["verify", journal]), code: 65,
            naming: ["epoch-001.journal:2"])
        expectRefusal(
            try await district.replay(
                program, "s2,2026-11-24T11:05:00,A1,AA000001,,,101,1,18.00,cash\n"),
            code: 65, naming: ["epoch-001.journal:2"])
    }

    @Test("a window with a till that has not ended its day is not closed, unless forced")
    func missingTill() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let rows = "s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,18.00,cash\n"
        #expect(try await district.replay(program, rows).code == 0)
        expectRefusal(
            try await program.run(["close", "2026-11-24", "--data", district.data]), code: 1,
            naming: ["AA000001", "--force"])
        let open = try await program.run([
            "settle", "2026-11-24", "--data", district.data, "--out", district.folder.path,
        ])
        expectRefusal(open, code: 1, naming: ["mulin close 2026-11-24"])
        let forced = try await program.run([
            "close", "2026-11-24", "--force", "--data", district.data,
        ])
        #expect(forced.code == 0)
        #expect(forced.output.contains("missing: AA000001"))
    }
}
