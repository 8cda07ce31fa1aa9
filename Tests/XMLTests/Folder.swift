import Foundation

/// A folder of its own for one test, gone with the value.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "mulin-xml-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func file(_ name: String, holding text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }

    func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
    }

    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["unreadable"]
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
