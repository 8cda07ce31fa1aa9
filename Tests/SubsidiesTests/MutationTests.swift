import Meals
import Subsidies
import Testing

@Suite("A mutated policy document")
struct MutationTests {
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

    @Test("is read or refused, but never crashes, whatever byte changes")
    func anyByte() throws {
        let bytes = Array(try Sample.settlementsFile("Policies/putuo-2025.yaml").utf8)
        var random = SeededRandom(seed: 7)
        var refused = 0
        for _ in 0..<1000 {
            var mutated = bytes
            mutated[Int.random(in: mutated.indices, using: &random)] =
                UInt8.random(in: 32...126, using: &random)
            let found = problems { () throws(Problems) in
                _ = try Policy(yaml: String(decoding: mutated, as: UTF8.self), file: "m.yaml")
            }
            refused += found.isEmpty ? 0 : 1
        }
        #expect(refused > 100)
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
