import Journal
import Meals
import Testing

@Suite("A sealed record")
struct RecordTests {
    @Test(
        "reads back as what was sealed, and seals to the same bytes",
        arguments: GeneratedRecord.kinds)
    func roundTrip(_ kind: String) throws {
        var generator = GeneratedRecord(seed: 11)
        for _ in 0..<150 {
            let record = generator.record(kind)
            #expect(record.body.kind == kind)
            let read = try Record(bytes: record.bytes)
            #expect(read == record && read.bytes == record.bytes)
        }
    }

    @Test("whatever bytes are changed, it is refused or read with nothing passed over")
    func mutations() throws {
        var generator = GeneratedRecord(seed: 12)
        var (refused, taken) = (0, 0)
        for kind in GeneratedRecord.kinds {
            for _ in 0..<60 {
                let bytes = generator.record(kind).bytes
                for _ in 0..<12 {
                    let mutant = mutate(bytes, &generator.random)
                    if let read = try? Record(bytes: mutant) {
                        taken += 1
                        if read.bytes != mutant {
                            Issue.record("passed over: \(String(decoding: mutant, as: UTF8.self))")
                        }
                    } else {
                        refused += 1
                    }
                }
            }
        }
        #expect(refused > 3000 && taken > 300)
    }

    private func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var mutant = bytes
        let place = Int.random(in: bytes.indices, using: &random)
        let other = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: mutant[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 1: mutant.remove(at: place)
        case 2: mutant.swapAt(place, other)
        case 3: mutant.insert(bytes[other], at: place)
        case 4: mutant.removeSubrange(min(place, other)..<max(place, other))
        default: mutant[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
        return mutant
    }

    @Test("cut anywhere it is refused")
    func truncation() {
        var generator = GeneratedRecord(seed: 13)
        for kind in GeneratedRecord.kinds {
            let bytes = generator.record(kind).bytes
            for count in bytes.indices {
                #expect(throws: RecordError.self) { try Record(bytes: bytes.prefix(count)) }
            }
        }
    }

    @Test("random bytes are refused and never crash")
    func randomBytes() {
        var random = SeededRandom(seed: 14)
        let words = ["{", "}", "[", "]", ":", ",", "\"", "\\u", "v", "1", "-", "sale", "kind", "0"]
        for _ in 0..<3000 {
            let noise = random.bytes(Int.random(in: 0...40, using: &random))
            let broken = (0..<20).flatMap { _ in Array(random.pick(words).utf8) }
            #expect(throws: RecordError.self) { try Record(bytes: noise) }
            #expect(throws: RecordError.self) { try Record(bytes: broken) }
        }
    }

    @Test("names itself so that ids of a terminal sort as texts")
    func names() throws {
        var generator = GeneratedRecord(seed: 15)
        let ids = (0..<300).map { _ in
            RecordID(
                terminal: generator.random.pick(["YP001A01", "YP115B02"]),
                epoch: Int.random(in: 1...999, using: &generator.random),
                seq: Int.random(in: 1...9_999_999, using: &generator.random))
        }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
        #expect(
            RecordID(terminal: "YP001A01", epoch: 1, seq: 12).description
                == "YP001A01-001-0000012")
    }

    @Test("true time is the wall clock less its drift")
    func trueTime() {
        let record = Record(
            id: RecordID(terminal: "YP001A01", epoch: 1, seq: 1), at: Moment(milliseconds: 5_000),
            drift: -1_500, counter: 1, cashier: "",
            body: .shiftOpen(ShiftOpen(shift: 1, float: .zero)))
        #expect(record.trueTime == Moment(milliseconds: 6_500))
    }
}
