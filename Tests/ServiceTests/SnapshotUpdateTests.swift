import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing
import Till

@Suite("a till and the service's snapshots")
struct SnapshotUpdateTests {
    private func serve(
        _ test: @escaping @Sendable (ServedDistrict) async throws -> Void
    ) async throws {
        try await ServedDistrict.serve(
            policies: [ServedDistrict.onceADay], diners: [ServedDistrict.elder], test)
    }

    private func publish(
        in district: ServedDistrict, _ change: (inout SnapshotContents) -> Void
    ) throws -> String {
        let store = try Store(path: district.directory.databasePath)
        return try store.write { store in
            let current = try #require(try store.reading.currentSnapshot())
            let document = try #require(try store.reading.snapshotDocument(current))
            var contents = try SnapshotContents(document: document)
            change(&contents)
            let id = Snapshot.id(of: contents.document)
            try store.insertSnapshot(id: id, document: contents.document)
            return id
        }
    }

    @Test("a new one is taken while the till runs; a basket priced before keeps its price")
    func whileRunning() async throws {
        try await serve { district in
            let till = try await district.till()
            #expect(try await till.hearNews(at: ServedDistrict.now) == false)
            let old = await till.snapshot?.id
            let priced = try await till.quote(
                Basket(lines: Till.meal, diner: "D1"), at: ServedDistrict.now)
            let id = try publish(in: district) {
                $0.policies = []
                $0.menu = [MenuItem(code: "102", name: "素鸡", price: Fen(500))]
            }
            #expect(try await till.hearNews(at: ServedDistrict.now))
            #expect(await till.snapshot?.id == id)
            #expect(await till.snapshot?.item("102")?.price == Fen(500))
            let record = try await till.sellForCash(priced)
            guard case .sale(let sale) = record.body else { return }
            #expect(sale.snapshot == old && sale.grants.count == 1)
            try await till.sync()
            let store = try Store(path: district.directory.databasePath)
            #expect(try store.read { try $0.flags() }.isEmpty)
            // What is on the disk is the new one, for a start without a network.
            let kept = try #require(SnapshotFile(in: district.tillFolder("AA000001")).read())
            #expect(Snapshot.id(of: kept) == id)
        }
    }

    @Test("only what changed is sent, and the result is the document itself")
    func change() async throws {
        try await serve { district in
            let old = try await district.link.currentSnapshot()
            let before = try await district.link.snapshot(old)
            let new = try publish(in: district) { $0.menu.removeAll() }
            let text = try await district.link.snapshotChange(new, since: old)
            #expect(
                try SnapshotDelta.applying(text, to: before)
                    == (try await district.link.snapshot(new)))
            for unknown in ["0123456789abcdef", "x"] {
                await #expect(throws: ServiceLink.Failure.self) {
                    try await district.link.snapshotChange(new, since: unknown)
                }
            }
        }
    }

    @Test("one without the service's signature is refused, and the till goes on with the old one")
    func forged() async throws {
        try await serve { district in
            let folder = district.folder + "/kept"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let file = SnapshotFile(in: folder)
            let news = try await district.link.news()
            let seal = try #require(news.seal)
            let secret = [UInt8](repeating: 9, count: 32)
            let own = try district.directory.serviceKey(making: secret).publicKey
            #expect(seal.isSigned(by: own))
            let update = SnapshotUpdate(file: file, link: district.link, key: own)
            let first = try await update.take(news, known: nil)
            #expect(first?.id == news.snapshot)
            let kept = file.read()
            let next = try publish(in: district) { $0.menu.removeAll() }
            let thief = try #require(SigningKey(secret: secret))
            let forged = try SnapshotSeal(
                of: try await district.link.snapshot(next), by: thief)
            for wrong in [forged, seal, nil] {
                await #expect(throws: SnapshotUpdate.Refusal.notSigned(next)) {
                    try await update.take(
                        .init(snapshot: next, seal: wrong, time: news.time), known: first?.id)
                }
                #expect(file.read() == kept)
            }
            #expect(try await update.take(try await district.link.news(), known: first?.id) != nil)
        }
    }

    @Test("a kept one that a disk damaged is replaced by the whole one")
    func damagedDisk() async throws {
        try await serve { district in
            let till = try await district.till()
            let file = SnapshotFile(in: district.tillFolder("AA000001"))
            try file.replace(with: Array("half a docu".utf8))
            let id = try publish(in: district) { $0.menu.removeAll() }
            #expect(try await till.hearNews(at: ServedDistrict.now))
            #expect(file.read().map { Snapshot.id(of: $0) } == id)
        }
    }
}
