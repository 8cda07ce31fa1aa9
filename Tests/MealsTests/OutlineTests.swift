import Meals
import Testing

@Suite("A document as an outline")
struct OutlineTests {
    private func reading(
        _ yaml: String, _ read: (Outline, inout OutlineReader) -> Void
    ) -> [String] {
        problems { () throws(Problems) in
            let outline = try Outline(yaml: yaml, file: "d.yaml")
            var reader = OutlineReader(file: "d.yaml")
            read(outline, &reader)
            try reader.finish(())
        }
    }

    private let sample = """
        name: 样例
        from: 2026-11-23
        price: "8.50"
        share: 3/11
        count: 12
        word: lunch

        parts:
          - {id: a}
          - id: b
            deep:
              deeper: x
        none:
        """

    @Test("gives every value with its path and its line")
    func values() throws {
        let outline = try Outline(yaml: sample, file: "d.yaml")
        var reader = OutlineReader(file: "d.yaml")
        let keys = reader.keys(
            of: outline,
            required: ["name", "from", "price", "share", "count", "word", "parts", "none"])
        #expect(reader.text(keys["name"]) == "样例")
        #expect(reader.day(keys["from"])?.description == "2026-11-23")
        #expect(reader.fen(keys["price"]) == Fen(850))
        #expect(reader.fraction(keys["share"]) == Rational(3, 11))
        #expect(reader.whole(keys["count"]) == 12)
        #expect(reader.word(keys["word"], as: MealPeriod.self) == .lunch)
        let parts = reader.list(keys["parts"])
        #expect(parts.map(\.line) == [9, 10] && parts.map(\.path) == ["parts[0]", "parts[1]"])
        let part = reader.keys(of: parts[1], required: ["id", "deep"])
        let deep = try #require(part["deep"])
        #expect(deep.line == 11 && deep.path == "parts[1].deep")
        #expect(reader.named(deep).map { "\($0.key)@\($0.entry.line)" } == ["deeper@12"])
        #expect(keys["none"]?.line == 13)
        if case .empty = keys["none"]?.value {} else { Issue.record("none is not empty") }
        #expect(reader.problems.isEmpty)
        #expect(reader.text(nil) == nil && reader.list(nil).isEmpty && reader.problems.isEmpty)
    }

    @Test("several things wrong are reported at once, in the order of their lines")
    func severalProblems() {
        let found = reading("b: 1\na: [x]\nc: {}\nd: 2026-02-30\n") { outline, reader in
            let keys = reader.keys(of: outline, required: ["a", "c", "d", "e"])
            _ = reader.day(keys["d"])
            _ = reader.list(keys["c"])
            _ = reader.text(keys["a"])
        }
        #expect(
            found == [
                "d.yaml:1: b: unknown key; known here: a, c, d, e",
                "d.yaml:1: the key 'e' is missing",
                "d.yaml:2: a: a text is expected here",
                "d.yaml:3: c: a list is expected here",
                "d.yaml:4: d: '2026-02-30' is not a date (write 2026-11-23)",
            ])
    }

    @Test(
        "a value of another shape is named with what it should look like",
        arguments: [
            ("fen", "x: 8.505", "'8.505' is not an amount in yuan (write \"8.00\")"),
            ("fraction", "x: -1", "'-1' is not a number (write \"0.25\" or \"3/11\")"),
            ("whole", "x: 1.5", "'1.5' is not a whole number"),
            ("word", "x: tea", "'tea' is not one of breakfast, lunch, dinner, other"),
            ("text", "x: ~", "a text is expected here"),
            ("text", "x: \"\"", "a text is expected here"),
            ("named", "x: [1]", "names with values are expected here"),
            ("keys", "x: 1", "keys are expected here: y"),
        ])
    func shapes(_ kind: String, _ yaml: String, _ reason: String) {
        let found = reading(yaml) { outline, reader in
            let entry = reader.keys(of: outline, required: ["x"])["x"]
            switch kind {
            case "fen": _ = reader.fen(entry)
            case "fraction": _ = reader.fraction(entry)
            case "whole": _ = reader.whole(entry)
            case "word": _ = reader.word(entry, as: MealPeriod.self)
            case "named": if let entry { _ = reader.named(entry) }
            case "keys": if let entry { _ = reader.keys(of: entry, required: ["y"]) }
            default: _ = reader.text(entry)
            }
        }
        #expect(found == ["d.yaml:1: x: \(reason)"])
    }

    @Test(
        "text that is no YAML, repeats a key or uses an alias is refused with its line",
        arguments: [
            ("", "d.yaml: is empty"),
            ("a: 1\nb: [1\nc: 2\n", "d.yaml:3: is not YAML"),
            ("a: 1\n\tb: 2\n", "d.yaml:2: is not YAML"),
            ("a: 1\nb: 2\na: 3\n", "d.yaml:"),
            ("x:\n  - {k: 1, k: 2}\n", "d.yaml:2: the key 'k' is there twice in one place"),
            ("? [1]\n: 2\n", "d.yaml:1: a key must be a word"),
            ("a: 1\n---\nb: 2\n", "d.yaml: is not YAML"),
            ("a: &x [1]\nb: *x\n", "d.yaml:1: a: anchors and aliases are not read"),
            ("a:\n- k: 1\n- &x k\n", "d.yaml:3: a[1]: anchors"),
            ("&x a: 1\n", "d.yaml:1: anchors"),
            ("a: *x\n", "d.yaml"),
        ])
    func refusals(_ yaml: String, _ start: String) {
        let found = reading(yaml) { _, _ in }
        #expect(found.count == 1 && found[0].hasPrefix(start), "\(found)")
    }

    @Test("quoted words that look empty are words")
    func quoted() {
        let found = reading("a: \"~\"\nb: 'null'\n") { outline, reader in
            let keys = reader.keys(of: outline, required: ["a", "b"])
            #expect(reader.text(keys["a"]) == "~" && reader.text(keys["b"]) == "null")
        }
        #expect(found.isEmpty)
    }

    @Test("a reading without a value and without a complaint is still refused")
    func nothing() {
        let found = problems { () throws(Problems) in
            let reader = OutlineReader(file: "d.yaml")
            _ = try reader.finish(nil as Int?)
        }
        #expect(found == ["d.yaml: could not be read"])
    }
}
