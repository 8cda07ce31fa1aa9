import Meals
import Testing

@Suite("A table in CSV")
struct CSVTests {
    private func table(
        _ text: String, _ required: [String] = ["a", "b"], _ optional: [String] = []
    )
        throws -> CSV
    {
        try CSV(Array(text.utf8), file: "t.csv", required: required, optional: optional)
    }

    private func rows(_ text: String) throws -> [[String]] {
        try table(text).rows.map { [$0["a"], $0["b"]] }
    }

    @Test(
        "is read as RFC 4180 says",
        arguments: [
            ("a,b\n1,2\n", [["1", "2"]]),
            ("a,b\n1,2", [["1", "2"]]),
            ("a,b\r\n1,2\r\n3,4", [["1", "2"], ["3", "4"]]),
            ("b,a\n1,2\n", [["2", "1"]]),
            ("\"a\",\"b\"\n\"1\",\"2\"\n", [["1", "2"]]),
            ("a,b\n\"x, y\",\"say \"\"no\"\"\"\n", [["x, y", "say \"no\""]]),
            ("a,b\n\"one\ntwo\",\"three\r\nfour\"\n", [["one\ntwo", "three\r\nfour"]]),
            ("a,b\n,\n", [["", ""]]),
            ("a,b\n1,", [["1", ""]]),
            ("a,b\n1,\r\n", [["1", ""]]),
            ("a,b\n\"\",\"\"\r\n", [["", ""]]),
            ("a,b\n\"1\",2\r", [["1", "2"]]),
            ("a,b\n1,\"2\"\r", [["1", "2"]]),
            ("a,b\n\n1,2\n\r\n3,4\n\n", [["1", "2"], ["3", "4"]]),
            (" a , b \n 1 , 2 \n", [[" 1 ", " 2 "]]),
            ("a,b\n1\r2,3\n", [["1\r2", "3"]]),
            ("\u{FEFF}a,b\n午餐,晚餐\n", [["午餐", "晚餐"]]),
            ("a,b\n", []),
        ] as [(String, [[String]])])
    func reading(_ text: String, _ expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test("reads back what it writes, whatever is in the fields")
    func roundTrip() throws {
        var random = SeededRandom(seed: 7)
        let pieces = [
            ",", "\"", "\n", "\r\n", "\r", " ", "a", "菜", "\"\u{301}", "\u{301}", "'", ";", "0.50",
            "\t", "😀", "\u{200D}",
        ]
        for _ in 0..<400 {
            let fields = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<3).map { _ in
                    [
                        String(random.next() % 100),
                        (0..<Int.random(in: 0...6, using: &random)).map { _ in
                            pieces.randomElement(using: &random) ?? ""
                        }.joined(),
                    ].randomElement(using: &random) ?? ""
                }
            }
            let text = CSV.row(["x", "y", "z"]) + fields.map(CSV.row).joined()
            let read = try table(text, ["x", "y", "z"]).rows.map { [$0["x"], $0["y"], $0["z"]] }
            #expect(
                read.map { $0.map { Array($0.utf8) } } == fields.map { $0.map { Array($0.utf8) } })
        }
    }

    @Test("knows the line on which each row begins")
    func lines() throws {
        let text = "a,b\r\n1,2\r\n\r\n\"x\ny\",4\n\"\",5\n\n6,7"
        #expect(try table(text).rows.map(\.line) == [2, 4, 6, 8])
    }

    @Test("gives an optional column that is absent as empty")
    func optional() throws {
        let table = try table("a,b\n1,2\n", ["a", "b"], ["c"])
        #expect(table.rows.first?["c"] == "")
        #expect(try self.table("c,a,b\n3,1,2\n", ["a", "b"], ["c"]).rows.first?["c"] == "3")
    }

    @Test(
        "is refused with the file and the line of what is wrong",
        arguments: [
            ("", ["t.csv:1: is empty"]),
            ("a\n1\n", ["t.csv:1: b: the column is missing"]),
            ("a,b,c\n", ["t.csv:1: c: unknown column"]),
            ("a,b,a\n", ["t.csv:1: a: the column is there twice"]),
            (
                "x,y\n",
                [
                    "t.csv:1: a: the column is missing", "t.csv:1: b: the column is missing",
                    "t.csv:1: x: unknown column", "t.csv:1: y: unknown column",
                ]
            ),
            ("a,b\n1\n1,2\n1,2,3\n", ["t.csv:2: has 1 fields", "t.csv:4: has 3 fields"]),
            ("a,b\n1,\"2\n3,4\n", ["t.csv:2: a quote is not closed"]),
            ("a,b\n\n1,2\"3\n", ["t.csv:3: a quote"]),
            ("a,b\n1,\"2\"3\n", ["t.csv:2: a quote"]),
            ("a,b\n\"1\"\r,2\n", ["t.csv:2: a quote"]),
            ("a,b\n\"1\"\"\n", ["t.csv:2: a quote"]),
            (
                "a\rb\n1,2\n",
                [
                    "t.csv:1: a: the column is missing", "t.csv:1: b: the column is missing",
                    "t.csv:1: a\rb: unknown column", "t.csv:2: has 2 fields",
                ]
            ),
        ] as [(String, [String])])
    func refusals(_ text: String, _ expected: [String]) {
        let found = problems { () throws(Problems) in
            _ = try CSV(Array(text.utf8), file: "t.csv", required: ["a", "b"])
        }
        #expect(found.count == expected.count)
        for (problem, start) in zip(found, expected) { #expect(problem.hasPrefix(start)) }
    }

    @Test("is read or refused, but never crashes, whatever the bytes")
    func anyBytes() {
        var random = SeededRandom(seed: 8)
        let bytes: [UInt8] = [0x2C, 0x22, 0x0A, 0x0D, 0x61, 0x20, 0xFF, 0xE8, 0x00]
        var read = 0
        for _ in 0..<4000 {
            let count = Int.random(in: 0...12, using: &random)
            let body = (0..<count).map { _ in bytes.randomElement(using: &random) ?? 0 }
            let found = problems { () throws(Problems) in
                _ = try CSV(Array("a,b\n".utf8) + body, file: "t.csv", required: ["a", "b"])
            }
            read += found.isEmpty ? 1 : 0
        }
        #expect(read > 100 && read < 3900)
    }

    @Test("a row complains of one field by file, line and column")
    func complaint() throws {
        let row = try #require(try table("a,b\n1,2\n").rows.first)
        #expect(row.problem("b", "is odd").description == "t.csv:2: b: is odd")
    }

    @Test("blanks at the ends are cut, also wide ones and lines")
    func trimming() {
        #expect(" \t a b \u{3000}\n".trimmed == "a b" && "  ".trimmed == "" && "x".trimmed == "x")
    }
}

/// The problems a reading reports, as lines; empty where it succeeds.
func problems(_ act: () throws(Problems) -> Void) -> [String] {
    do throws(Problems) {
        try act()
        return []
    } catch {
        return error.all.map(\.description)
    }
}
