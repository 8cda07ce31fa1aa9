import Journal
import Testing

@Suite("A JSON value")
struct JSONTests {
    private func refusal(_ bytes: [UInt8], canonical: Bool = false) -> JSONError? {
        do throws(JSONError) {
            _ = try JSON(bytes, canonical: canonical)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ text: String, canonical: Bool = false) -> JSONError? {
        refusal(Array(text.utf8), canonical: canonical)
    }

    /// A value of any shape, not deeper than the reader allows.
    private func value(_ random: inout SeededRandom, depth: Int = 0) -> JSON {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 5), using: &random) {
        case 0: .null
        case 1: .bool(random.chance(50))
        case 2: .int(random.pick([0, 1, -1, .max, .min, Int64(truncatingIfNeeded: random.next())]))
        case 3, 4: .text(text(&random))
        case 5: .list((0..<4).map { _ in value(&random, depth: depth + 1) })
        default:
            .object(
                Dictionary(
                    (0..<5).map { _ in (text(&random), value(&random, depth: depth + 1)) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }

    private func text(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            random.pick([
                "a", "Z", "\"", "\\", "/", "\u{0}", "\u{8}", "\t", "\n", "\u{C}", "\r", "\u{1F}",
                "\u{7F}", "菜", "😀", "\u{2028}", "\u{FFFF}",
            ])
        }.joined()
    }

    @Test("reads back from its canonical bytes, which are the same again")
    func roundTrip() throws {
        var random = SeededRandom(seed: 21)
        for _ in 0..<600 {
            let value = value(&random)
            let read = try JSON(value.bytes, canonical: true)
            #expect(read == value && read.bytes == value.bytes)
            #expect(try JSON(value.bytes) == value)
        }
    }

    @Test("is written without blanks, keys in byte order, escapes as short as can be")
    func canonicalForm() {
        let value: JSON = [
            "b": 1, "a": ["x\ty", true, .null], "é": "\u{1}/\u{7F}", "B": .int(.min), "": [:],
        ]
        #expect(
            String(decoding: value.bytes, as: UTF8.self)
                == #"{"":{},"B":-9223372036854775808,"a":["x\ty",true,null],"b":1,"#
                + "\"é\":\"\\u0001/\u{7F}\"}")
    }

    @Test(
        "in canonical form only is refused with blanks, unsorted keys or longer escapes",
        arguments: [
            " 1", "1 ", "[1, 2]", "{\"a\": 1}", "{\"b\":1,\"a\":1}", #""\u0061""#, #""\/""#,
            #""\u000a""#, #""\u001F""#, "[1\n]", "{ }", #""\u4E2D""#,
        ])
    func notCanonical(_ text: String) {
        #expect(refusal(text) == nil)
        #expect(refusal(text, canonical: true) != nil)
    }

    @Test(
        "is refused at the byte where it stops being one",
        arguments: [
            ("", 0, "not a value"), ("nul", 3, "not a value"), ("[1,]", 3, "not a value"),
            ("{\"a\":1,}", 7, "a key is missing"), ("{\"a\" 1}", 5, "':' is missing"),
            ("{\"a\":1 \"b\":2}", 7, "'}' is missing"), ("[1 2]", 3, "']' is missing"),
            ("1 2", 2, "more after the end"), ("1.5", 1, "fractions are not read"),
            ("1e5", 1, "fractions are not read"), ("01", 2, "a number starts with 0"),
            ("-0", 2, "a number starts with 0"), ("-", 1, "not a value"),
            ("9223372036854775808", 18, "the number is too large"),
            ("-9223372036854775809", 19, "the number is too large"),
            ("\"ab", 3, "a text is not closed"), ("\"a\u{1}\"", 2, "a control character"),
            ("\"\\x\"", 3, "an unknown escape"), ("\"\\u12g4\"", 3, "four hexadecimal digits"),
            ("\"\\ud800\"", 7, "half a character"), ("\"\\ud83d\\u0041\"", 13, "half a character"),
            ("\"\\udc00\"", 7, "half a character"),
            ("{\"a\":1,\"a\":2}", 12, "the key 'a' is there twice"),
        ])
    func refusals(_ text: String, _ offset: Int, _ reason: String) throws {
        let error = try #require(refusal(text), "\(text) was read")
        #expect(error.reason.hasPrefix(reason), "\(error)")
        #expect(abs(error.offset - offset) <= 1, "\(error)")
    }

    @Test("the largest numbers are read, the next are not")
    func edges() throws {
        #expect(try JSON(Array("9223372036854775807".utf8)) == .int(.max))
        #expect(try JSON(Array("-9223372036854775808".utf8)) == .int(.min))
    }

    @Test("nests sixteen deep and no deeper, in lists and in objects")
    func depth() {
        for count in 0...40 {
            let lists =
                String(repeating: "[", count: count) + "1" + String(repeating: "]", count: count)
            let objects =
                String(repeating: "{\"a\":", count: count) + "1"
                + String(repeating: "}", count: count)
            #expect((refusal(lists) == nil) == (count <= 16))
            #expect((refusal(objects) == nil) == (count <= 16))
        }
        #expect(refusal(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) != nil)
    }

    @Test("text that is not UTF-8 is refused")
    func notUTF8() {
        #expect(refusal([0x22, 0xFF, 0x22]) != nil && refusal([0x22, 0xC3, 0x22]) != nil)
        #expect(refusal([0x22, 0xED, 0xA0, 0x80, 0x22]) != nil)
        #expect(refusal([0x22, 0x5C, 0x6E, 0xC0, 0x80, 0x22]) != nil)
    }

    @Test("cut at any byte it is refused, but for a number")
    func truncation() {
        let text = #"{"a":[1,{"b":"x\n\u00e9😀"},null,true],"c":-12}"#
        let bytes = Array(text.utf8)
        #expect(refusal(bytes) == nil)
        for count in 0..<bytes.count { #expect(refusal(Array(bytes.prefix(count))) != nil) }
    }

    @Test("random bytes never crash the reader")
    func randomBytes() {
        var random = SeededRandom(seed: 22)
        let alphabet =
            Array("{}[]\":,\\ubtnf/0123456789-eE. truefalsn\n\u{1}é".utf8) + [0xFF, 0xED]
        var read = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...10, using: &random)).map { _ in
                random.pick(alphabet)
            }
            guard let value = try? JSON(bytes) else { continue }
            read += 1
            #expect((try? JSON(value.bytes, canonical: true)) == value)
        }
        #expect(read > 200)
    }

    @Test("answers to what it is and to nothing else")
    func access() {
        let value: JSON = ["a": "x", "b": 2, "c": [true]]
        #expect(value["a"]?.text == "x" && value["b"]?.int == 2 && value["b"]?.text == nil)
        #expect(value["c"]?.list?.first?.bool == true && value["d"] == nil)
        #expect(JSON.null["a"] == nil && value.object?.count == 3 && value.list == nil)
    }
}
