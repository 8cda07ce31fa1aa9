import Foundation
import Meals
import Settlement
import Testing
import XML

@Suite("A damaged settlement file")
struct SettlementDamageTests {
    /// What reading a file came to, without a crash.
    private enum Outcome: Equatable {
        case refused
        case differs
        case same
        case otherContent
    }

    private func outcome(
        _ path: String, of sample: SettlementSample, _ schema: XMLSchema
    ) throws -> Outcome {
        do {
            let reader = try SettlementReader(path: path, schema: schema)
            var transactions: [SettlementTransaction] = []
            while let entry = try reader.next() { transactions.append(entry.transaction) }
            _ = try reader.closing()
            let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
            if !verdict.holds { return .differs }
            let isSame =
                reader.header == sample.header && reader.merchants == sample.merchants
                && transactions == sample.transactions && verdict.deliveries == sample.deliveries
            return isSame ? .same : .otherContent
        } catch is XMLError {
            return .refused
        }
    }

    @Test("is refused wherever it was cut off")
    func truncation() throws {
        var sample = SettlementSample.small
        sample.transactions.removeSubrange(2...)
        let folder = try SettlementFolder()
        try sample.write(to: folder.file("a.xml"))
        let bytes = try folder.bytes(of: "a.xml")
        let schema = try XMLSchema(path: SettlementPlaces.schema)
        // Without its last line end alone it is still the whole document.
        for count in 0..<bytes.count - 1 {
            let path = try folder.write(bytes.prefix(count))
            #expect(throws: XMLError.self, "after \(count) bytes") {
                let reader = try SettlementReader(path: path, schema: schema)
                _ = try reader.closing()
            }
        }
    }

    @Test(
        "is never misread silently where sums or order speak of it",
        arguments: 0..<6 as Range<UInt64>)
    func mutation(seed: UInt64) throws {
        var dice = SettlementDice(seed: seed)
        let sample = seed == 0 ? SettlementSample.small : .random(seed: seed)
        let folder = try SettlementFolder()
        try sample.write(to: folder.file("a.xml"))
        let bytes = try folder.bytes(of: "a.xml")
        let schema = try XMLSchema(path: SettlementPlaces.schema)
        var counts: [Outcome] = []
        for _ in 0..<100 {
            var damaged = bytes
            let place = dice.number(0...bytes.count - 1)
            switch dice.number(0...3) {
            case 0: damaged[place] ^= 1 << UInt8(dice.number(0...7))
            case 1: damaged[place] = UInt8(dice.number(0...255))
            case 2: damaged.remove(at: place)
            default: damaged.insert(damaged[dice.number(0...bytes.count - 1)], at: place)
            }
            if damaged == bytes { continue }
            counts.append(try outcome(try folder.write(damaged), of: sample, schema))
        }
        // A name, a code or a reference that no sum covers may change: for that there is the
        // signature. Most damage is seen without it.
        let unseen = counts.count { $0 == .otherContent }
        #expect(unseen * 2 < counts.count)
        #expect(counts.contains(.refused))
    }

    @Test("made of noise is refused", arguments: 0..<40 as Range<UInt64>)
    func noise(seed: UInt64) throws {
        var dice = SettlementDice(seed: seed)
        let noise = (0..<dice.number(1...5000)).map { _ in UInt8(dice.number(0...255)) }
        let folder = try SettlementFolder()
        let path = try folder.write(noise)
        #expect(throws: Problems.self) {
            _ = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        }
    }

    @Test("has its money changed nowhere without a difference")
    func money() throws {
        let sample = SettlementSample.small
        let folder = try SettlementFolder()
        try sample.write(to: folder.file("a.xml"))
        let bytes = try folder.bytes(of: "a.xml")
        let schema = try XMLSchema(path: SettlementPlaces.schema)
        let text = String(decoding: bytes, as: UTF8.self)
        let money = /(Amt|subsidy|tender|payable|Credit|Debit|amt)[^<]*>[0-9]+</
        for match in text.matches(of: money) {
            let end = text.utf8.distance(from: text.startIndex, to: match.range.upperBound) - 2
            var changed = bytes
            changed[end] = changed[end] == 0x35 ? 0x36 : 0x35
            let path = try folder.write(changed)
            let outcome = try outcome(path, of: sample, schema)
            #expect(outcome == .differs || outcome == .refused, "at byte \(end)")
        }
    }
}
