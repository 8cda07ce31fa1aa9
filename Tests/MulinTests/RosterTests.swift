import Foundation
import Testing

@Suite("mulin roster")
struct RosterTests {
    private static let header =
        "diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to\n"
    private static let first =
        "D1,王某,,1940-05-01,6299990000000001,310110012,310107016,,2020-01-01,"
    private static let second =
        "D2,李某,,1955-03-02,6299990000000002,310110016,310110016,dibao,2020-01-01,"
    private static let died = [
        first + "2026-10-02",
        "D1,王某,,1940-05-01,6299990000000001,310110012,310107016,deceased,2026-10-03,",
    ]

    private func roster(_ district: SmallDistrict, _ rows: [String]) throws -> String {
        try district.folder.write(
            "new.csv", Self.header + rows.map { $0 + "\n" }.joined())
    }

    @Test("H29: a death learnt late is shown, taken and proposed; the window's claim stands")
    func death() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        _ = try await district.replay(
            program, "s1,2026-10-05T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash\n")
        let data = ["--data", district.data]
        let file = try roster(district, Self.died + [Self.second])
        let details = district.folder.path + "/details.csv"
        let dry = try await program.run(
            ["roster", "import", file, "--dry-run", "--details", details] + data)
        #expect(dry.code == 0, "\(dry.errors)")
        #expect(dry.output.contains("deceased D1: statuses none → deceased since 2026-10-03"))
        #expect(dry.output.contains("dry run: nothing was written"))
        #expect(
            String(decoding: try district.folder.bytes("details.csv"), as: UTF8.self)
                == "diner,change,field,old,new,since\nD1,deceased,statuses,,deceased,2026-10-03\n")
        let none = try await program.run(["roster", "adjustments"] + data)
        #expect(none.output == "no adjustments are proposed\n")
        let taken = try await program.run(["roster", "import", file, "--json"] + data)
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(taken.output.contains(#""adjustments":1"#))
        #expect(taken.output.contains(#""import":1"#) && taken.output.contains(#""deceased":1"#))
        let csv = district.folder.path + "/adjustments.csv"
        let list = try await program.run(["roster", "adjustments", "--csv", csv] + data)
        #expect(list.output.contains("1 adjustments, together -3.00"))
        let rows = String(decoding: try district.folder.bytes("adjustments.csv"), as: UTF8.self)
            .split(separator: "\n")
        #expect(rows.count == 2)
        #expect(rows[1].hasPrefix("1,1,AA000001-001-0000001,2026-10-05,A1,D1,putuo-2025,C,"))
        #expect(rows[1].contains(",3.00,0.00,-3.00,\"2026-10-03 起已故(名册 "))
        #expect(rows[1].contains(" 导入);该餐 2026-10-05 已申领 3.00"))
        let again = try await program.run(["roster", "import", file] + data)
        #expect(again.output.contains("nothing changes"))
    }

    @Test("show tells what is known, with name, number and cards masked")
    func show() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let data = ["--data", district.data]
        let number = "44040119580101000x"
        let row = "D2,欧阳明,\(number),,6299990000000002,310110016,310110016,dibao,2020-01-01,"
        let file = try roster(district, Self.died + [row])
        #expect(try await program.run(["roster", "import", file] + data).code == 0)
        for json in [[], ["--json"]] {
            let shown = try await program.run(["roster", "show", "D2"] + data + json)
            #expect(shown.code == 0 && shown.output.contains("欧**"), "\(shown.errors)")
            #expect(shown.output.contains("440***********000X"))
            #expect(shown.output.contains("1958-01-01") && shown.output.contains("dibao"))
            for secret in ["欧阳", "195801010", "6299990000000002"] {
                #expect(!shown.output.contains(secret))
            }
        }
        let unknown = try await program.run(["roster", "show", "D9"] + data)
        #expect(unknown.code == 65 && unknown.errors.contains("D9 is not in the roster"))
    }

    @Test("bad rows are refused with a line a problem, exit 65, and nothing changes")
    func badRows() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let show = ["roster", "show", "D2", "--json", "--data", district.data]
        let before = try await program.run(show).output
        let file = try roster(
            district,
            [
                Self.first.replacing("1940-05-01", with: "1940-02-30"),
                Self.second.replacing("李某,,", with: "李某,110101199003078671,"),
            ])
        let outcome = try await program.run(["roster", "import", file, "--data", district.data])
        #expect(outcome.code == 65 && outcome.output.isEmpty)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("new.csv:2: birth_date"))
        #expect(outcome.errors.contains("new.csv:3: id_number: has a wrong check digit"))
        #expect(!outcome.errors.contains("110101199003078671"))
        #expect(try await program.run(show).output == before && !before.isEmpty)
        // No import was noted: the next one is the first.
        let good = try roster(district, Self.died + [Self.second])
        let taken = try await program.run(["roster", "import", good, "--data", district.data])
        #expect(taken.output.contains("import 1: 3 rows"), "\(taken.errors)")
    }

    @Test("a wrong key is one line that says what to mend; a list of divisions is kept")
    func keyAndAreas() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let areas = try district.folder.write(
            "areas.csv", "code,name,first_revision,last_revision\n310110,杨浦区,198012,201904\n")
        let row = Self.second.replacing("李某,,1955-03-02", with: "李某,110101199003078670,")
        let file = try roster(district, [Self.first, row])
        let arguments = ["roster", "import", file, "--data", district.data]
        let unlisted = try await program.run(arguments + ["--area-codes", areas])
        #expect(unlisted.code == 65 && unlisted.errors.contains("the code of no division"))
        #expect(!FileManager.default.fileExists(atPath: district.data + "/area-codes.csv"))
        let plain = try roster(district, [Self.first])
        #expect(
            try await program.run(
                ["roster", "import", plain, "--data", district.data, "--area-codes", areas]
            ).code == 0)
        _ = try roster(district, [Self.first, row])
        #expect(try await program.run(arguments).code == 65)
        try Data(repeating: 1, count: 32).write(
            to: URL(fileURLWithPath: district.data + "/keys/identity.key"))
        let wrong = try await program.run(
            ["roster", "import", try roster(district, Self.died), "--data", district.data])
        #expect(wrong.code == 65 && wrong.errors.split(separator: "\n").count == 1)
        #expect(wrong.errors.contains("keys/identity.key does not open"))
    }
}
