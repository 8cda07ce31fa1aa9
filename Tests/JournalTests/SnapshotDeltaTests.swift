import Journal
import Meals
import Subsidies
import Testing

@Suite("What changes between two snapshots")
struct SnapshotDeltaTests {
    @Test("leads from any one to any other, byte by byte", arguments: 0..<60)
    func anyPair(seed: UInt64) throws {
        var generated = GeneratedSnapshot(seed: seed)
        let before = generated.contents(diners: 40)
        var after = before
        for _ in 0..<Int.random(in: 0...8, using: &generated.random) { generated.change(&after) }
        for (old, new) in [(before, after), (after, before), (before, before)] {
            let delta = try #require(SnapshotDelta(from: old.document, to: new.document))
            #expect(delta.new == Snapshot.id(of: new.document))
            #expect(try SnapshotDelta.applying(delta.text, to: old.document) == new.document)
        }
    }

    @Test("leads from one that has nothing in common, too")
    func strangers() throws {
        var generated = GeneratedSnapshot(seed: 1)
        let (old, new) = (generated.contents(diners: 0), generated.contents(diners: 9))
        let delta = try #require(SnapshotDelta(from: old.document, to: new.document))
        #expect(try SnapshotDelta.applying(delta.text, to: old.document) == new.document)
    }

    @Test("is small: one change among many thousands costs at most four kilobytes")
    func size() throws {
        var generated = GeneratedSnapshot(seed: 3)
        let before = generated.contents(diners: 5_000)
        var after = before
        after.diners[2_500] = generated.diner(2_500, cards: ["new"])
        after.menu[3] = MenuItem(code: after.menu[3].code, name: "新菜", price: Fen(1))
        let delta = try #require(SnapshotDelta(from: before.document, to: after.document))
        #expect(delta.text.count <= 4_096 - 20, "\(delta.text.count)")
        let menu = String(decoding: delta.text, as: UTF8.self).split(separator: "\n")
        // A run, the new row, a run; the rows themselves are not sent again.
        #expect(menu.count == 4)
    }

    @Test("is refused where it is damaged, cut off or about another document")
    func damage() throws {
        var generated = GeneratedSnapshot(seed: 5)
        let before = generated.contents(diners: 6)
        var after = before
        for _ in 0..<5 { generated.change(&after) }
        let (old, new) = (before.document, after.document)
        let text = try #require(SnapshotDelta(from: old, to: new)).text
        func outcome(_ text: [UInt8], of old: [UInt8]) -> [UInt8]? {
            try? SnapshotDelta.applying(text, to: old)
        }
        for place in stride(from: 0, to: text.count, by: 5) {
            var broken = text
            broken[place] ^= 1 << (place % 7)
            // What means the same, as without the final line end, may lead to the same.
            for outcome in [outcome(broken, of: old), outcome(Array(text.prefix(place)), of: old)] {
                #expect(outcome == nil || outcome == new, "at byte \(place)")
            }
        }
        #expect(throws: SnapshotDelta.Failure.otherDocument(wanted: Snapshot.id(of: old))) {
            try SnapshotDelta.applying(text, to: new)
        }
        for run in ["[0,99]", "[-1,2]", "[3]", "[9223372036854775807,2]", "[0,0]", "7", "null"] {
            #expect(outcome(text + Array("\(run)\n".utf8), of: old) == nil)
        }
    }

    @Test("is not made of documents in another shape: those are sent whole")
    func otherShapes() throws {
        let document = GeneratedSnapshot(seed: 2).withOneDiner
        #expect(SnapshotDelta(from: [], to: document) == nil)
        #expect(SnapshotDelta(from: document, to: []) == nil)
        #expect(SnapshotDelta(from: document, to: Array("words\n".utf8)) == nil)
        let blank = document + Array("\n\n{}".utf8)
        #expect(SnapshotDelta(from: document, to: blank) == nil)
    }
}

@Suite("The service's word for a snapshot")
struct SnapshotSealTests {
    @Test("holds for that document and that key only")
    func sealing() throws {
        let key = try #require(SigningKey(secret: [UInt8](repeating: 1, count: 32)))
        let other = try #require(SigningKey(secret: [UInt8](repeating: 2, count: 32)))
        let document = Array("a document".utf8)
        let seal = try SnapshotSeal(of: document, by: key)
        #expect(seal.snapshot == Snapshot.id(of: document))
        #expect(seal.covers(document) && !seal.covers(document + [0]))
        #expect(seal.isSigned(by: key.publicKey) && !seal.isSigned(by: other.publicKey))
        let moved = SnapshotSeal(digest: Digest(of: [1]), signature: seal.signature)
        #expect(!moved.isSigned(by: key.publicKey))
    }
}
