/// What a till asks of a disk.
///
/// Nothing is sure to outlast a power cut before it is synced: neither the bytes of a file nor the
/// name it lies under. What goes wrong is thrown, and then the act may have happened in part.
package protocol Disk: Sendable {
    /// Opens a file that is there.
    func open(_ path: String) throws(DiskFailure) -> any DiskFile

    /// Opens an empty file that only its owner may read; what was under the name is gone.
    func create(_ path: String) throws(DiskFailure) -> any DiskFile

    /// Names in a folder; none where there is no such folder.
    func names(in folder: String) -> [String]

    /// Makes a folder and those above it, where they are not there yet.
    func makeFolder(_ path: String) throws(DiskFailure)

    /// Gives a file a second name, which must be free.
    func addName(_ name: String, to path: String) throws(DiskFailure)

    /// Gives a file another name; what was under it is gone.
    func move(_ path: String, to name: String) throws(DiskFailure)

    func remove(_ path: String) throws(DiskFailure)

    /// Makes the names in a folder as durable as the bytes behind them.
    func syncFolder(_ path: String) throws(DiskFailure)

    /// Keeps every other process from a folder for as long as the answer lives.
    func lock(_ folder: String) throws -> any DiskLock
}

/// An open file.
package protocol DiskFile: AnyObject, Sendable {
    /// The whole of it.
    func read() throws(DiskFailure) -> [UInt8]
    func write(_ bytes: [UInt8], at offset: Int) throws(DiskFailure)
    func truncate(to length: Int) throws(DiskFailure)
    /// Returns when the bytes are on the disk.
    func sync() throws(DiskFailure)
}

/// A held lock.
package protocol DiskLock: AnyObject, Sendable {}

/// The disk did not do what was asked of it.
package struct DiskFailure: Error, Hashable, Sendable {
    package let path: String
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}

extension DiskFailure: CustomStringConvertible {
    package var description: String {
        "\(path): \(reason); nothing was recorded. Free some space or change the disk, then sell "
            + "again"
    }
}

extension Disk {
    /// What is in a file; nil where it cannot be read.
    func contents(_ path: String) -> [UInt8]? { try? open(path).read() }

    /// Puts a whole file under a free name: after a power cut it is there whole or not at all.
    func publish(_ bytes: [UInt8], at path: String) throws(DiskFailure) -> any DiskFile {
        let draft = path + ".new"
        // After a power cut the draft may be the published file itself, under both names.
        try? remove(draft)
        let file = try written(bytes, at: draft)
        try addName(path, to: draft)
        try remove(draft)
        try syncFolder(Self.folder(of: path))
        return file
    }

    /// Puts a whole file under a name: after a power cut the old or the new one is there, whole.
    package func replace(_ bytes: [UInt8], at path: String) throws(DiskFailure) {
        let draft = path + ".new"
        _ = try written(bytes, at: draft)
        try move(draft, to: path)
        try syncFolder(Self.folder(of: path))
    }

    private func written(_ bytes: [UInt8], at path: String) throws(DiskFailure) -> any DiskFile {
        let file = try create(path)
        try file.write(bytes, at: 0)
        try file.sync()
        return file
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    }
}
