import Foundation
import Journal
import Meals
import Testing

@testable import Till

@Suite("A journal file")
struct JournalFileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// A shop with some sales, whose lines can be written to a file.
    private func shop(_ count: Int) throws -> SampleShop {
        var random = SeededRandom(seed: 81)
        var shop = try SampleShop()
        for _ in 0..<count { shop.sell(random.basket(), to: "old") }
        return shop
    }

    /// Opens a journal and gives what is in it.
    private func lines(_ path: String) throws -> [SealedLine] {
        var lines: [SealedLine] = []
        _ = try JournalFile.reopen(path) { lines = $0.lines }
        return lines
    }

    @Test("holds what was added, also when opened again and added to")
    func appending() throws {
        let path = folder.path + "/j"
        let shop = try shop(9)
        do {
            var file = try JournalFile.begin(path, shop.engine.enrolment)
            for line in shop.lines.prefix(5) { try file.append(line) }
        }
        do {
            var lines: [SealedLine] = []
            var file = try JournalFile.reopen(path) { lines = $0.lines }
            #expect(lines == Array(shop.lines.prefix(5)))
            for line in shop.lines.dropFirst(5) { try file.append(line) }
        }
        #expect(try lines(path) == shop.lines)
        let expected =
            JournalText.title(shop.engine.enrolment)
            + shop.lines.flatMap(JournalText.line)
        #expect(try bytes(path) == expected)
    }

    @Test("torn by a power cut it loses only the torn line, and the next one fits behind the rest")
    func torn() throws {
        let shop = try shop(4)
        let title = JournalText.title(shop.engine.enrolment)
        let whole = title + shop.lines.prefix(3).flatMap(JournalText.line)
        let last = JournalText.line(shop.lines[3])
        let path = folder.path + "/j"
        for cut in stride(from: 1, to: last.count, by: 7) {
            let tails = [
                Array(last.prefix(cut)), Array(last.prefix(cut)) + Array(repeating: 0, count: 600),
            ]
            for tail in tails {
                try Data(whole + tail).write(to: URL(fileURLWithPath: path))
                var lines: [SealedLine] = []
                var file = try JournalFile.reopen(path) { lines = $0.lines }
                #expect(lines == Array(shop.lines.prefix(3)))
                #expect(try bytes(path) == whole)
                try file.append(shop.lines[3])
                #expect(try bytes(path) == whole + last)
            }
        }
    }

    @Test("is not begun over another one, nor opened where there is none or it was altered")
    func refusals() throws {
        let path = folder.path + "/j"
        let shop = try shop(2)
        #expect(throws: DiskFailure.self) { try lines(path) }
        do {
            var file = try JournalFile.begin(path, shop.engine.enrolment)
            try file.append(shop.lines[0])
        }
        let before = try bytes(path)
        #expect(throws: DiskFailure.self) {
            _ = try JournalFile.begin(path, shop.engine.enrolment)
        }
        #expect(try bytes(path) == before)
        var altered = before
        altered[before.count - 3] ^= 1
        try Data(altered).write(to: URL(fileURLWithPath: path))
        #expect(throws: Problems.self) { try lines(path) }
        #expect(try bytes(path) == altered)
        #expect(throws: DiskFailure.self) {
            _ = try JournalFile.begin(path + "/no/such", shop.engine.enrolment)
        }
    }

    @Test("is for its owner alone")
    func permissions() throws {
        let path = folder.path + "/j"
        _ = try JournalFile.begin(path, try shop(0).engine.enrolment)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test(
        "on a full disk is as it was before the line, and takes it once there is space",
        .enabled(if: SmallDisk.isPermitted, "mounting a small disk is not permitted here"))
    func fullDisk() throws {
        let disk = try SmallDisk(kilobytes: 64)
        let path = disk.path + "/j"
        let shop = try shop(40)
        var file = try JournalFile.begin(path, shop.engine.enrolment)
        try file.append(shop.lines[0])
        try disk.fill()
        var taken = 1
        var failure: DiskFailure?
        // What is left of the last page still takes a line or two.
        while failure == nil, taken < shop.lines.count {
            let before = try bytes(path)
            do throws(DiskFailure) {
                try file.append(shop.lines[taken])
                taken += 1
            } catch {
                failure = error
                #expect(try bytes(path) == before)
            }
        }
        #expect(try #require(failure).description.contains("No space left on device"))
        try disk.free()
        try file.append(shop.lines[taken])
        #expect(try lines(path) == Array(shop.lines.prefix(taken + 1)))
    }
}
