#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Keeps a second process from a directory's work for as long as this value lives.
///
/// The kernel drops the lock when the process ends, however it ends.
package struct DirectoryLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// What one process at a time does in a directory; the name of the lock's file.
    package enum Work: String, Sendable {
        /// Takes journals, closes windows.
        case journals = "lock"
        /// Settles, reconciles, audits, plans, beside whoever takes journals.
        case office = "office.lock"
    }

    /// Why a directory could not be locked.
    package enum Failure: Error, Sendable {
        case held(path: String, by: String, for: Work)
        case unusable(path: String, reason: String)
    }

    /// Takes the lock of a directory.
    package init(_ directory: String, for work: Work = .journals) throws(Failure) {
        let path = directory + "/" + work.rawValue
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = DirectoryLock.read(descriptor)
            close(descriptor)
            throw .held(path: directory, by: holder, for: work)
        }
        let owner = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, owner, owner.count, 0)
    }

    deinit { close(descriptor) }

    private static func read(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .filter(\.isNumber)
    }
}

extension DirectoryLock.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .held(let path, let process, .journals):
            "\(path): is in use by process \(process); end that one or name another directory"
        case .held(let path, let process, .office):
            "\(path): process \(process) is at the office's work here; try again when it has ended"
        case .unusable(let path, let reason): "\(path): \(reason)"
        }
    }
}
