import Foundation

/// A directory that nothing else uses, there for as long as this value lives.
final class Folder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "mulin-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
