import Foundation

/// A folder of the bench's own on a real disk, gone when the bench ends.
struct ScratchFolder {
    let path: String

    init(in parent: String) throws {
        path = "\(parent)/mulin-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
