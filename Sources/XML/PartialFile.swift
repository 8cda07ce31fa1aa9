#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that appears under its name only when it is whole and on the disk.
///
/// Until then its bytes stand beside it under another name; they are removed if it is let go
/// unfinished.
final class PartialFile {
    let path: String
    private let partialPath: String
    private var descriptor: Int32 = -1
    /// Why ``take(_:)`` did not take something; the file is lost then.
    private(set) var failure: XMLError?

    init(_ path: String) throws(XMLError) {
        self.path = path
        let (folder, name) = PartialFile.split(path)
        partialPath = "\(folder)/.\(name).\(getpid())-\(UInt32.random(in: .min ... .max)).partial"
        try refuseSpecialTarget()
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .system("create", path) }
    }

    // Renaming over a device or a folder is never what was meant.
    private func refuseSpecialTarget() throws(XMLError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw .system(act: "write", path: path, reason: "it is there and is not a plain file")
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (
            slash == path.startIndex ? "/." : String(path[..<slash]),
            String(path[path.index(after: slash)...])
        )
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(XMLError) {
        var rest = bytes
        while !rest.isEmpty {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #else
                let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes on behalf of libxml2, which would print a failure: it is kept for who asked it.
    func take(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil else { return }
        do throws(XMLError) {
            try write(bytes)
        } catch {
            failure = error
        }
    }

    /// Brings the bytes to the disk and the file to its name.
    func finish() throws(XMLError) {
        guard fsync(descriptor) == 0 else { throw .system("write", path) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(partialPath, path) == 0 else {
            let failure = XMLError.system("finish", path)
            unlink(partialPath)
            throw failure
        }
        try syncFolder()
    }

    // The new name, too, must survive a power cut.
    private func syncFolder() throws(XMLError) {
        let folder = open(PartialFile.split(path).folder, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw .system("open the folder of", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 || errno == EINVAL else {
            throw .system("write the folder of", path)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(partialPath)
    }
}
