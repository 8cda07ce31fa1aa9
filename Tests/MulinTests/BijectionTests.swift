import Foundation
import Journal
import Meals
import Store
import Testing

@Suite("receipts, records and postings")
struct BijectionTests {
    private struct Places: Hashable {
        var records: Set<RecordKey> = []
        var moving: Set<RecordKey> = []
        var references: Set<String> = []
    }

    /// What the tills' own disks say, compared byte by byte with what the service keeps.
    private func places(_ data: String, _ store: StoreReading) throws -> Places {
        var places = Places()
        for terminal in try store.terminals() {
            let path = "\(data)/tills/\(terminal.id)/epoch-001.journal"
            let text = try JournalText(
                Array(try Data(contentsOf: URL(fileURLWithPath: path))), file: path)
            for line in text.lines {
                let key = RecordKey(terminal: terminal.number, epoch: 1, seq: line.id.seq)
                let kept = try #require(try store.record(key), "\(line.id) is not in the ledger")
                #expect(kept.bytes == line.bytes)
                #expect(kept.hash == line.hash)
                places.records.insert(key)
                let record = try Record(bytes: line.bytes)
                switch record.body {
                case .sale, .void, .refund:
                    places.moving.insert(key)
                    places.references.insert("\(record.id)")
                case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
                }
            }
        }
        return places
    }

    @Test("I13: every receipt is one record, one set of postings, one transaction, and back")
    func bijection() async throws {
        let demo = try await SmallDemo(meals: 300, canteens: 14, diners: 2000, seed: 5)
        let data = demo.data
        let store = try Store(path: data + "/ledger.sqlite")
        try store.read { reading in
            let places = try places(data, reading)
            let postings = try reading.allPostings()
            // Below zero stand the office's own entries: clearing, bank, open items.
            let booked = Dictionary(
                grouping: postings.filter { $0.record.rawValue > 0 }, by: \.record)
            #expect(Set(booked.keys) == places.moving)
            for (record, lines) in booked {
                #expect(lines.total(\.amount) == .zero, "\(record)")
                #expect(lines.contains { $0.entry == 0 })
            }
            var known = 0
            for (terminal, epoch, _) in try reading.epochs() {
                known += try reading.records(terminal: terminal, epoch: epoch).count
            }
            #expect(known == places.records.count)
            let xml = try String(contentsOfFile: demo.settlement, encoding: .utf8)
            let references = xml.matches(of: #/<txn ref="([^"]+)"/#).map { String($0.1) }
            #expect(references.count == places.references.count)
            #expect(Set(references) == places.references)
        }
    }
}
