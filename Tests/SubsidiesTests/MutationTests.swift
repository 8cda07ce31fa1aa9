import Foundation
import Meals
import Subsidies
import Testing

@Suite("A mutated policy document")
struct MutationTests {
    /// A ready-made policy that is to be mutated.
    struct Ready {
        let file: String
        let document: Written
        let policy: Policy
    }

    /// Every policy that the product comes with.
    private static func ready() throws -> [Ready] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let folder = tests.appending(path: "../../Settlements/Policies").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.filter { $0.hasSuffix(".yaml") }.map { name in
            let text = try Sample.settlementsFile("Policies/\(name)")
            return Ready(
                file: name, document: Written(try Outline(yaml: text, file: name)),
                policy: try Policy(yaml: text, file: name))
        }
    }

    private static func count(_ full: Int) -> Int { Sample.isQuick ? max(1, full / 20) : full }

    @Test("means the same in another order, style, spacing and encoding", arguments: 0..<4)
    func meaningKept(seed: UInt64) throws {
        let ready = try Self.ready()
        var random = SeededRandom(seed: seed)
        for round in 0..<Self.count(100) {
            let base = ready[round % ready.count]
            let document = base.document.shuffled(using: &random)
            let text = try text(of: DocumentWriter(document, seed: random.next()))
            var policy: Policy?
            let found = problems { () throws(Problems) in
                policy = try Policy(yaml: text, file: "kept.yaml")
            }
            guard let policy else {
                Issue.record("\(base.file): \(found)\n\(text)")
                continue
            }
            expectSame(policy, base, text, seed: random.next())
        }
    }

    /// The text of a file, as the program takes it in.
    private func text(of writer: DocumentWriter) throws -> String {
        try #require(TextEncoding.decode(writer.bytes)).text
    }

    private func expectSame(_ policy: Policy, _ base: Ready, _ text: String, seed: UInt64) {
        let old = base.policy
        #expect(policy.id == old.id && policy.title == old.title && policy.status == old.status)
        #expect(policy.from == old.from && policy.to == old.to)
        #expect(policy.verifiedUntil == old.verifiedUntil && policy.funders == old.funders)
        for spot in base.document.spots where spot.role == "id" {
            let rule = spot.node.text
            #expect(policy.title(ofRule: rule) == old.title(ofRule: rule))
            #expect(policy.limits(ofRule: rule) == old.limits(ofRule: rule))
        }
        var meals = FittingMeals(base.document, old, seed: seed)
        for _ in 0..<200 {
            let (meal, diner, uses) = meals.next()
            let expected = old.decide(meal, diner, after: uses)
            guard policy.decide(meal, diner, after: uses) == expected else {
                Issue.record("\(base.file): decides otherwise\n\(text)\n\(meal)\n\(diner)")
                return
            }
        }
    }

    @Test("fails to load with a line in the file when a key is misspelt, whichever key it is")
    func misspeltKeys() throws {
        let text = try Sample.settlementsFile("Policies/putuo-2025.yaml")
        let bytes = Array(text.utf8)
        let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
        var tried = 0
        for colon in bytes.indices.dropFirst() where bytes[colon] == UInt8(ascii: ":") {
            let lineStart = bytes[..<colon].lastIndex(of: 10).map { $0 + 1 } ?? 0
            guard lower.contains(bytes[colon - 1]), bytes[lineStart] != UInt8(ascii: "#"),
                bytes[colon + 1] == UInt8(ascii: " ") || bytes[colon + 1] == 10
            else { continue }
            var mutated = bytes
            mutated.insert(UInt8(ascii: "q"), at: colon)
            // A funder is a free name; every other key is known.
            let word = bytes[..<colon].reversed().prefix { lower.contains($0) }
            guard word.count != "district".utf8.count else { continue }
            let found = problems { () throws(Problems) in
                _ = try Policy(yaml: String(decoding: mutated, as: UTF8.self), file: "m.yaml")
            }
            let line = bytes[..<colon].count { $0 == 10 } + 1
            #expect(found.contains { $0.hasPrefix("m.yaml:\(line): ") }, "\(line) \(found)")
            tried += 1
        }
        #expect(tried > 60)
    }

    @Test(
        "is refused by line and key, whatever is wrong and however it is written",
        arguments: DocumentFault.allCases.filter { $0 != .doubledKey })
    func meaningBroken(fault: DocumentFault) throws {
        let ready = try Self.ready()
        let seed = try #require(DocumentFault.allCases.firstIndex(of: fault))
        var random = SeededRandom(seed: UInt64(seed))
        var refused = 0
        var tries = 0
        while refused < Self.count(20), tries < 2000 {
            tries += 1
            guard let base = ready.randomElement(using: &random),
                let broken = fault.broken(base.document, using: &random)
            else { continue }
            let writer = DocumentWriter(broken.document, seed: random.next())
            let text = try text(of: writer)
            let found = refusal(text)
            guard let line = writer.lines[broken.path],
                found.contains(where: { names($0, broken, line) }),
                found.allSatisfy({ (1...writer.lineCount).contains($0.line ?? 0) })
            else {
                Issue.record(
                    """
                    \(base.file): \(broken.path) on line \(writer.lines[broken.path] ?? 0), \
                    \(broken.key ?? ""): \(found.map(\.description))
                    \(text)
                    """)
                return
            }
            refused += 1
        }
        #expect(refused == Self.count(20), "no place for this fault in any ready-made policy")
    }

    @Test("is refused for a key that is there twice, whichever it is, and names it")
    func doubledKeys() throws {
        var random = SeededRandom(seed: 11)
        for base in try Self.ready() {
            for _ in 0..<Self.count(40) {
                let broken = DocumentFault.doubledKey.broken(base.document, using: &random)
                let key = try #require(broken?.key)
                let writer = DocumentWriter(try #require(broken).document, seed: random.next())
                let found = refusal(try text(of: writer))
                #expect(found.contains { $0.line != nil && $0.reason.contains("'\(key)'") })
            }
        }
    }

    @Test("is refused on the line of the second key where one is there twice outside of braces")
    func secondKey() throws { try secondKeys(carriageReturns: false) }

    @Test(
        "is refused on the line of the second key where lines end in CR LF",
        .disabled("lines that end in CR LF are not told apart when the second key is looked for"))
    func secondKeyAfterCarriageReturns() throws { try secondKeys(carriageReturns: true) }

    private func secondKeys(carriageReturns: Bool) throws {
        var random = SeededRandom(seed: 12)
        for base in try Self.ready() {
            for _ in 0..<Self.count(40) {
                let broken = try #require(
                    DocumentFault.doubledKey.broken(base.document, using: &random))
                let writer = DocumentWriter(broken.document, seed: random.next(), braces: false)
                let text = try text(of: writer)
                guard text.utf8.contains(13) == carriageReturns else { continue }
                let (found, line) = (refusal(text), try #require(writer.lines[broken.path]))
                guard found.contains(where: { names($0, broken, line) }) else {
                    Issue.record("\(broken.path) on line \(line): \(found)\n\(text)")
                    return
                }
            }
        }
    }

    @Test(
        "is refused on the line of the second key where one is there twice in braces",
        .disabled("braces over several lines: the line of the first one is told"))
    func secondKeyInBraces() throws { try meaningBroken(fault: .doubledKey) }

    @Test(
        "is refused in one line of words that names the line of the fault",
        .disabled("the parser's own words are shown, and its position may be far below the fault"),
        arguments: [
            // Two funders with one name.
            ("funders: {district: \"1\"}", "funders: {1: \"1/2\", \"1\": \"1/2\"}"),
            ("stacking: best", "stacking best"),
            ("status: sample", "status: [sample"), ("status: sample", "status: a\u{7}b"),
            ("stacking: best", "---\nstacking: best"),
        ])
    func syntax(part: String, other: String) throws {
        let text = try Sample.settlementsFile("Policies/putuo-2025.yaml")
        let place = try #require(text.firstRange(of: part))
        let line = text[..<place.lowerBound].count { $0 == "\n" } + 1
        let found = refusal(text.replacing(part, with: other, maxReplacements: 1))
        #expect(found.contains { $0.line == line }, "\(found)")
        #expect(found.allSatisfy { !$0.description.contains("\n") })
    }

    private func refusal(_ text: String) -> [Problem] {
        do throws(Problems) {
            _ = try Policy(yaml: text, file: "broken.yaml")
            return []
        } catch {
            return error.all
        }
    }

    private func names(_ problem: Problem, _ broken: BrokenDocument, _ line: Int) -> Bool {
        guard problem.line == line else { return false }
        guard let key = broken.key else { return problem.place == broken.path }
        return problem.reason.contains(key) || (problem.place ?? "").contains(key)
    }

    @Test("is read or refused, but never crashes, whatever byte changes")
    func anyByte() throws {
        var random = SeededRandom(seed: 7)
        let texts = try Self.ready().map { base in
            try text(of: DocumentWriter(base.document, seed: random.next()))
        }
        var refused = 0
        for round in 0..<Self.count(1000) {
            var mutated = Array(texts[round % texts.count].utf8)
            mutated[Int.random(in: mutated.indices, using: &random)] =
                UInt8.random(in: 32...126, using: &random)
            let text = String(decoding: mutated, as: UTF8.self)
            refused += refusal(text).isEmpty ? 0 : 1
        }
        #expect(refused > Self.count(100))
    }
}

/// A repeatable source of random numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
