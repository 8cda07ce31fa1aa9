import Archive
import Foundation
import Testing

@Suite("Archives")
struct ArchiveTests {
    private let folder =
        FileManager.default.temporaryDirectory.path
        + "/mulin-archive-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private static let members: [(String, [UInt8])] = [
        ("README.txt", Array("read me\n".utf8)), ("empty", []),
        ("journals/YP001A01-001.txt", (0..<70_000).map { UInt8(truncatingIfNeeded: $0 / 7) }),
    ]

    private func write(_ name: String) throws -> String {
        let path = folder + "/" + name
        let writer = try ArchiveWriter(path: path)
        for (name, bytes) in ArchiveTests.members { try writer.add(name, bytes) }
        try writer.finish()
        return path
    }

    private func read(_ path: String) throws -> [(String, [UInt8])] {
        let reader = try ArchiveReader(path: path)
        var members: [(String, [UInt8])] = []
        while let member = try reader.next() { members.append((member.name, member.bytes ?? [])) }
        return members
    }

    @Test("what goes in comes out, packed or not", arguments: ["a.tar", "a.tar.gz"])
    func roundTrip(_ name: String) throws {
        let members = try read(try write(name))
        #expect(members.map(\.0) == ArchiveTests.members.map(\.0))
        #expect(members.map(\.1) == ArchiveTests.members.map(\.1))
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test(
        "the same members give the same bytes, whatever the hour", arguments: [".tar", ".tar.gz"])
    func sameBytes(_ ending: String) throws {
        let first = try Data(contentsOf: URL(fileURLWithPath: try write("a" + ending)))
        Thread.sleep(forTimeInterval: 1.1)
        let second = try Data(contentsOf: URL(fileURLWithPath: try write("b" + ending)))
        #expect(first == second)
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test("an archive that was let go unfinished leaves no file")
    func unfinished() throws {
        do {
            let writer = try ArchiveWriter(path: folder + "/c.tar")
            try writer.add("one", [1])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test("what is cut off or no archive is refused, and says so")
    func broken() throws {
        let path = try write("d.tar")
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for cut in [1, 300, 511, 1_000, 1_600, 40_000] {
            try Data(whole.prefix(cut)).write(to: URL(fileURLWithPath: path))
            #expect(throws: ArchiveError.self, "cut after \(cut)") { _ = try read(path) }
        }
        try Data("not an archive at all".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ArchiveError.self) { _ = try read(path) }
        #expect(throws: ArchiveError.self) { _ = try read(folder + "/none.tar") }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
