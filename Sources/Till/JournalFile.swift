#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
package import Journal

/// A till's journal on disk: lines are only ever added, each is on the disk before it counts.
package struct JournalFile: ~Copyable, Sendable {
    package let path: String
    private let descriptor: Int32
    private var length: Int

    /// The disk did not take a line; the file is as it was before.
    package struct Failure: Error, CustomStringConvertible, Sendable {
        package let path: String
        package let reason: String
        package var description: String {
            "\(path): \(reason); nothing was recorded. Free some space or change the disk, then "
                + "sell again"
        }
    }

    /// Begins the journal of an epoch; the file is there with its title or not at all.
    ///
    /// Under its name it is never written over: a second epoch of the same number is refused.
    package static func begin(_ path: String, _ enrolment: Enrolment) throws(Failure) -> JournalFile
    {
        let draft = path + ".new"
        let descriptor = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(path: path, reason: lastError()) }
        var file = JournalFile(path: path, descriptor: descriptor, length: 0)
        try file.write(JournalText.title(enrolment))
        guard link(draft, path) == 0, unlink(draft) == 0, syncFolder(of: path) else {
            throw Failure(path: path, reason: lastError())
        }
        return file
    }

    /// Makes the new file's name as durable as what is in it.
    private static func syncFolder(of path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Opens a journal and hands over what is in it; a line that a power cut tore is cut off.
    package static func reopen(
        _ path: String, reading: (JournalText) throws -> Void
    ) throws -> JournalFile {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, reason: lastError()) }
        var file = JournalFile(path: path, descriptor: descriptor, length: 0)
        let text = try JournalText(file.readAll(), file: path)
        guard ftruncate(descriptor, off_t(text.length)) == 0 else {
            throw Failure(path: path, reason: lastError())
        }
        file.length = text.length
        try reading(text)
        return file
    }

    private init(path: String, descriptor: Int32, length: Int) {
        self.path = path
        self.descriptor = descriptor
        self.length = length
    }

    deinit { close(descriptor) }

    /// Adds a line and returns when it is on the disk.
    package mutating func append(_ sealed: SealedLine) throws(Failure) {
        try write(JournalText.line(sealed))
    }

    private mutating func write(_ bytes: [UInt8]) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(
                    descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written,
                    off_t(length + written))
            }
            guard count > 0 else { throw undo() }
            written += count
        }
        guard fdatasync(descriptor) == 0 else { throw undo() }
        length += bytes.count
    }

    private func undo() -> Failure {
        let reason = JournalFile.lastError()
        // The half-written line is also cut off at the next start, should this fail.
        _ = ftruncate(descriptor, off_t(length))
        return Failure(path: path, reason: reason)
    }

    private func readAll() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }
}
