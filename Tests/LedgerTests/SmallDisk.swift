import Foundation
import Testing

/// A file system of a few pages in memory, to run out of space on; only root may mount one.
final class SmallDisk {
    let path: String

    init(kilobytes: Int) throws {
        path = NSTemporaryDirectory() + "mulin-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard SmallDisk.run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
        else {
            try FileManager.default.removeItem(atPath: path)
            throw NotPermitted()
        }
    }

    deinit {
        _ = SmallDisk.run("umount", ["-l", path])
        try? FileManager.default.removeItem(atPath: path)
    }

    struct NotPermitted: Error {}

    /// Whether a disk can be mounted here at all.
    static let isPermitted = (try? SmallDisk(kilobytes: 16)) != nil

    /// Takes all the space that is left.
    func fill() throws {
        let filler = path + "/filler"
        _ = FileManager.default.createFile(atPath: filler, contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: filler))
        let block = Data(repeating: 1, count: 512)
        while (try? file.write(contentsOf: block)) != nil {}
        try? file.close()
    }

    /// Gives the space back.
    func free() throws { try FileManager.default.removeItem(atPath: path + "/filler") }

    private static func run(_ command: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
