import Foundation

/// A folder of a test's own, and the samples beside the project.
struct BankFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "mulin-bank-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String = "file.xml") throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }

    static let samples = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data/iso20022")
    static var samplesAreThere: Bool {
        FileManager.default.fileExists(atPath: samples.appending(path: "SOURCE.md").path)
    }
    static func schema(_ name: String) -> String? {
        [
            "genkgo-camt/assets", "svapnil-iso20022.js/schemas/camt",
            "svapnil-iso20022.js/schemas/pain",
        ].map { samples.appending(path: "\($0)/\(name).xsd").path }
            .first { FileManager.default.fileExists(atPath: $0) }
    }
}
