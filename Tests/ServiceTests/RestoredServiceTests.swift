import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing
import Till

@Suite("a service that was restored to before a till was enrolled")
struct RestoredServiceTests {
    @Test("asks for a code, then knows the till's earlier life again and gets all of it")
    func forgotten() async throws {
        let kept = try KeptFolder()
        let printed = try await sellTwice(keeping: kept)
        try await ServedDistrict.serve { district in
            let folder = district.tillFolder(Self.till)
            try FileManager.default.copyItem(atPath: kept.till, toPath: folder)
            try await sellsOn(district)
            let journal = folder + "/epoch-001.journal"
            let before = FileManager.default.contents(atPath: journal)

            let again = try await district.till(secret: 2)
            #expect(FileManager.default.contents(atPath: journal) == before)
            #expect(await again.head.epoch == 2)
            try await again.sellMeal()
            try await again.sync()
            #expect(await again.unsentCount == 0)

            let store = try Store(path: district.directory.databasePath)
            let (old, new) = try store.read {
                (
                    try $0.records(terminal: 1, epoch: 1), try $0.records(terminal: 1, epoch: 2)
                )
            }
            #expect(old.count == 3 && new.count == 1)
            #expect(old.prefix(2).map(\.bytes) == printed.map(\.bytes))
            #expect(try store.read { try $0.incidents() }.map(\.kind) == ["restored"])
        }
    }

    @Test("where another box has the number by now, the till's newest life is not held up")
    func anotherBox() async throws {
        let kept = try KeptFolder()
        _ = try await sellTwice(keeping: kept)
        try await ServedDistrict.serve { district in
            _ = try await district.enrol(Self.till, secret: 9)
            try FileManager.default.copyItem(
                atPath: kept.till, toPath: district.tillFolder(Self.till))
            let till = try await district.till(secret: 2)
            #expect(await till.head.epoch == 2)
            try await till.sellMeal()
            try await till.sync()
            // The two sales of the first life wait on its disk for a person, who is told.
            #expect(await till.unsentCount == 0)
            #expect(await till.sold(RecordID(terminal: Self.till, epoch: 1, seq: 2)) != nil)
            let store = try Store(path: district.directory.databasePath)
            #expect(try store.read { try $0.records(terminal: 1, epoch: 2) }.count == 1)
            let incident = try store.read { try $0.incidents() }.first
            #expect(incident?.detail.contains("another key") == true)
        }
    }

    @Test("a number that the disk has had takes nothing away from the life that has it")
    func sameNumber() throws {
        let kept = try KeptFolder()
        let (secret, other) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        func begin(_ secret: [UInt8]) throws {
            try TillMachine.begin(
                Self.till, epoch: 1, in: kept.till, secret: secret, tokenSecret: secret)
        }
        try begin(secret)
        let files = try kept.files()
        #expect(throws: Till.Failure.self) { try begin(other) }
        #expect(try kept.files() == files)
    }

    private static let till: TerminalID = "AA000001"

    /// Enrols a till at a service of its own, sells two meals and keeps the till's directory.
    private func sellTwice(keeping kept: KeptFolder) async throws -> [Record] {
        let (stream, records) = AsyncStream<[Record]>.makeStream()
        try await ServedDistrict.serve { district in
            let till = try await district.till()
            let sold = [try await till.sellMeal(), try await till.sellMeal()]
            try await till.sync()
            try FileManager.default.copyItem(
                atPath: district.tillFolder(Self.till), toPath: kept.till)
            records.yield(sold)
            records.finish()
        }
        var sold: [Record] = []
        for await some in stream { sold = some }
        return sold
    }

    /// The till is told to be enrolled anew, and sells.
    private func sellsOn(_ district: ServedDistrict) async throws {
        let till = try await district.open()
        try await till.sellMeal()
        await #expect(throws: Till.Failure.self) { try await till.sync() }
        #expect(await till.unsentCount > 0)
    }
}

/// Where a till's directory outlives the service that enrolled it.
private final class KeptFolder: Sendable {
    let path = NSTemporaryDirectory() + "mulin-kept-\(UUID().uuidString)"
    var till: String { path + "/till" }

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Names and bytes of what lies in the till's directory.
    func files() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: till)
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                FileManager.default.contents(atPath: till + "/" + name).map { (name, $0) }
            })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
