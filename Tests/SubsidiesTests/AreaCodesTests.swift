import Foundation
import Meals
import Subsidies
import Testing

@Suite("The area code of an identity number")
struct AreaCodesTests {
    private static let shared = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data")
    private static let codes = shared.appending(path: "cn-gb2260-history/gb2260_code_history.csv")
    private static let vectors = shared.appending(path: "cn-id-test-numbers/vectors.json")
    static var isThere: Bool {
        [codes, vectors].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }

    private struct Vectors: Decodable {
        let valid: [String]
        let invalid: [String: String]
    }

    private func flaw(_ number: String, _ areas: AreaCodes) -> IdentityNumber.Flaw? {
        do throws(IdentityNumber.Flaw) {
            _ = try IdentityNumber(number, areas: areas)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "judges every published test number as it is published to be",
        .enabled(if: isThere, "the history of GB/T 2260 is not at ../shared"))
    func published() throws {
        let areas = try AreaCodes(csv: Array(try Data(contentsOf: Self.codes)), file: "c.csv")
        let vectors = try JSONDecoder().decode(
            Vectors.self, from: try Data(contentsOf: Self.vectors))
        #expect(vectors.valid.count == 14 && vectors.invalid.count == 7)
        for number in vectors.valid { #expect(flaw(number, areas) == nil) }
        let flaws: [String: IdentityNumber.Flaw] = [
            "length": .shape, "characters": .shape, "address code": .area, "birth date": .birth,
            "birth date (15-digit)": .birth, "check digit": .check,
        ]
        for (number, reason) in vectors.invalid {
            #expect(flaws[reason] != nil && flaw(number, areas) == flaws[reason], "\(reason)")
        }
    }

    private static let table = """
        code,name,first_revision,last_revision
        110101,东城区,198012,201904
        110103,崇文区,198012,200912
        """

    @Test("is any that was ever listed, or that of a permit; without a list any of a province")
    func listed() throws {
        let areas = try AreaCodes(csv: Array(Self.table.utf8), file: "c.csv")
        #expect(flaw("110103199003078676", areas) != .area)
        #expect(flaw("110101199003078670", areas) == nil)
        #expect(flaw("110104199003078670", areas) == .area)
        #expect(flaw("110121199003078670", areas) == .area)
        for between in ["110102", "110120"] {
            #expect(flaw(between + "199003078670", areas) != .area)
        }
        #expect(flaw("440308199901101512", areas) == .area)
        #expect(flaw("440308199901101512", AreaCodes()) == nil)
        for permit in ["810000", "820000", "830000"] {
            #expect(flaw(permit + "199408230021", areas) != .area)
            #expect(flaw(permit + "199408230021", AreaCodes()) != .area)
        }
        #expect(flaw("840000199408230021", AreaCodes()) == .area)
    }

    @Test(
        "may be one between those that its prefecture's list has of its class, and the town itself",
        arguments: [
            ("110101 110105", "110103", true), ("110101 110105", "110106", false),
            ("110101 110105", "110107", false), ("110105 110203", "110107", false),
            ("110105", "110100", false), ("110105", "110201", false),
            ("110105 110120", "110110", true), ("110105 110121", "110110", false),
            ("110122 110180", "110150", true), ("110122 110181", "110150", false),
            ("110122 110185", "110150", false), ("110122 110185", "110183", true),
            ("110122", "110120", false), ("111201", "111202", false), ("111201", "111220", true),
        ])
    func between(listed: String, code: String, known: Bool) throws {
        let rows = listed.split(separator: " ").map { "\($0),x,198001,198001\n" }.joined()
        let text = "code,name,first_revision,last_revision\n" + rows
        let areas = try AreaCodes(csv: Array(text.utf8), file: "c.csv")
        #expect((flaw(code + "199003078670", areas) != .area) == known)
    }

    @Test("is without a list any of a province of GB/T 2260, and no other")
    func provinces() {
        let codes = [
            11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71...71, 81...83,
        ]
        for province in 10...99 {
            let known = codes.contains { $0.contains(province) }
            #expect((flaw("\(province)0101199003078670", AreaCodes()) != .area) == known)
        }
    }

    @Test(
        "a list is refused with line and column where it is wrong",
        arguments: [
            ("110101,", "1101,", "c.csv:2: code: '1101' is not the 6 digits"),
            ("200912", "200913", "c.csv:3: last_revision: '200913' is not a year and month"),
            ("200912", "197912", "c.csv:3: last_revision: lies before first_revision"),
            ("name,", "", "c.csv:1: name: the column is missing"),
        ])
    func wrongList(old: String, new: String, expected: String) {
        let text = Self.table.replacing(old, with: new, maxReplacements: 1)
        let found = problems { () throws(Problems) in
            _ = try AreaCodes(csv: Array(text.utf8), file: "c.csv")
        }
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test("a list of nothing is refused")
    func emptyList() {
        let found = problems { () throws(Problems) in
            _ = try AreaCodes(csv: Array(Self.table.utf8.prefix(39)), file: "c.csv")
        }
        #expect(found == ["c.csv: lists no division"])
    }
}
