import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("The data on disk")
struct StoreTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test(
        "a full disk leaves the books and what is in memory as they were; with space it goes on",
        .enabled(if: SmallDisk.isPermitted, "mounting a small disk is not permitted here"))
    func fullDisk() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        var bureau = try Bureau(in: disk.path)
        var till = try bureau.till()
        for minute in 0..<40 { try till.sell(to: "D0", at: SampleDistrict.time(0, 11, minute)) }
        try bureau.take(till, to: 5)
        let digest = try bureau.digest()
        try disk.fill()
        var error: (any Error)?
        // The write-ahead log has some room of its own.
        var known = 5
        while error == nil, known < till.lines.count {
            do {
                try bureau.take(till, from: known, to: known + 5)
                known += 5
            } catch let refused {
                error = refused
            }
        }
        #expect("\(try #require(error))".contains("the disk is full; nothing was written"))
        #expect(bureau.ledger.end(of: "YP001A01", epoch: 1)?.mark == till.head(after: known))
        if known == 5 { #expect(try bureau.digest() == digest) }
        #expect(throws: StoreError.self) {
            _ = try bureau.ledger.close(SampleDistrict.monday, force: true)
        }
        try disk.free()
        #expect(try bureau.take(till, from: known) == Answer(.accepted, mark: till.head))
        var plain = try Bureau()
        _ = try plain.till()
        try plain.take(till)
        #expect(try bureau.digest() == plain.digest())
    }

    @Test("a directory is used by one process at a time, and free again when that one ends")
    func lock() throws {
        let folder = folder.path
        do {
            let lock = try DirectoryLock(folder)
            do throws(DirectoryLock.Failure) {
                _ = try DirectoryLock(folder)
                Issue.record("was locked twice")
            } catch {
                #expect("\(error)".contains("in use by process \(getpid())"))
            }
            _ = consume lock
        }
        _ = try DirectoryLock(folder)
        #expect(throws: DirectoryLock.Failure.self) { _ = try DirectoryLock(folder + "/none") }
    }

    @Test("a database of a newer version is refused and not touched")
    func newerVersion() throws {
        let folder = folder.path
        let path = folder + "/ledger.sqlite"
        _ = try Store(path: path)
        // What a later version would note of itself.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); "
                + "d.execute(\"INSERT INTO grdb_migrations VALUES ('2 later')\"); d.commit()", path,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        do throws(StoreError) {
            _ = try Store(path: path)
            Issue.record("was opened")
        } catch {
            #expect("\(error)".contains("was written by a newer mulin"))
        }
    }

    @Test("a file that is no database is refused with what to do")
    func broken() throws {
        let path = folder.path + "/ledger.sqlite"
        try Data(repeating: 7, count: 5000).write(to: URL(fileURLWithPath: path))
        do throws(StoreError) {
            _ = try Store(path: path)
            Issue.record("was opened")
        } catch {
            #expect("\(error)".contains("restore the file from a backup"))
        }
    }

    @Test("a record's key holds terminal, epoch and place, and sorts by them")
    func keys() {
        var random = SeededRandom(seed: 121)
        var keys: [RecordKey] = []
        for _ in 0..<500 {
            let terminal = random.pick([1, 262_143, Int.random(in: 1...262_143, using: &random)])
            let epoch = random.pick([1, 4095, Int.random(in: 0...4095, using: &random)])
            let seq = random.pick([0, 0xFFFF_FFFF, Int.random(in: 0...0xFFFF_FFFF, using: &random)])
            let key = RecordKey(terminal: terminal, epoch: epoch, seq: seq)
            #expect(key.terminal == terminal && key.epoch == epoch && key.seq == seq)
            #expect(RecordKey(rawValue: key.rawValue) == key && key.rawValue > 0)
            keys.append(key)
        }
        #expect(
            keys.sorted().map { [$0.terminal, $0.epoch, $0.seq] }
                == keys.map { [$0.terminal, $0.epoch, $0.seq] }
                .sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("a snapshot is kept under its id, once, and the last one is the current one")
    func snapshots() throws {
        var bureau = try Bureau()
        let first = bureau.snapshot.id
        let other = SnapshotContents(
            policies: [], calendar: [], canteens: SampleDistrict.canteens, menu: [], diners: []
        ).document
        let second = try bureau.ledger.publish(other).id
        _ = try bureau.ledger.publish(other)
        try bureau.reopen()
        #expect(try bureau.ledger.currentSnapshot()?.id == second && first != second)
        #expect(try bureau.ledger.snapshot(first)?.policies.map(\.id) == ["district-sample"])
        #expect(try bureau.ledger.snapshot("0") == nil)
        _ = try bureau.ledger.publish(SampleDistrict.document)
        #expect(try bureau.ledger.currentSnapshot()?.id == first)
        #expect(throws: Problems.self) { try bureau.ledger.publish(Array("{}".utf8)) }
    }
}
