#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import Store

/// The disk of this machine.
package struct LocalDisk: Disk {
    package init() {}

    package func open(_ path: String) throws(DiskFailure) -> any DiskFile {
        try LocalFile(path, O_RDWR | O_CLOEXEC)
    }

    package func create(_ path: String) throws(DiskFailure) -> any DiskFile {
        try LocalFile(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC)
    }

    package func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package func makeFolder(_ path: String) throws(DiskFailure) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            if mkdir(String(path[..<end]), 0o700) != 0, errno != EEXIST {
                throw DiskFailure(last: path)
            }
        }
    }

    package func addName(_ name: String, to path: String) throws(DiskFailure) {
        try check(link(path, name), name)
    }

    package func move(_ path: String, to name: String) throws(DiskFailure) {
        try check(rename(path, name), name)
    }

    package func remove(_ path: String) throws(DiskFailure) { try check(unlink(path), path) }

    package func syncFolder(_ path: String) throws(DiskFailure) {
        try LocalFile(path, O_RDONLY | O_CLOEXEC).syncAll()
    }

    package func lock(_ folder: String) throws -> any DiskLock {
        HeldDirectory(try DirectoryLock(folder))
    }

    private func check(_ result: Int32, _ path: String) throws(DiskFailure) {
        guard result == 0 else { throw DiskFailure(last: path) }
    }
}

/// A file by its descriptor.
private final class LocalFile: DiskFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String, _ flags: Int32) throws(DiskFailure) {
        self.path = path
        descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw DiskFailure(last: path) }
    }

    deinit { close(descriptor) }

    func read() throws(DiskFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
            guard count >= 0 else { throw DiskFailure(last: path) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(DiskFailure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(
                    descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written,
                    off_t(offset + written))
            }
            guard count > 0 else { throw DiskFailure(last: path) }
            written += count
        }
    }

    func truncate(to length: Int) throws(DiskFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw DiskFailure(last: path) }
    }

    func syncAll() throws(DiskFailure) {
        guard fsync(descriptor) == 0 else { throw DiskFailure(last: path) }
    }

    func sync() throws(DiskFailure) {
        guard fdatasync(descriptor) == 0 else { throw DiskFailure(last: path) }
    }
}

/// A directory's lock, given back with the last reference to it.
private final class HeldDirectory: DiskLock {
    private let lock: DirectoryLock
    init(_ lock: consuming DirectoryLock) { self.lock = lock }
}

extension DiskFailure {
    /// What the system said last.
    fileprivate init(last path: String) {
        self.init(path: path, reason: String(cString: strerror(errno)))
    }
}
