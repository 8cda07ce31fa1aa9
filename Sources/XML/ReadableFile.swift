#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file opened for reading, closed when it is let go.
final class ReadableFile {
    private let path: String
    private let descriptor: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)

    init(_ path: String) throws(XMLError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
    }

    /// The next bytes, valid until the next call; empty at the end.
    func chunk() throws(XMLError) -> UnsafeRawBufferPointer {
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
            guard errno == EINTR else { throw .system("read", path) }
        }
    }

    func forEachChunk(_ use: (UnsafeRawBufferPointer) -> Void) throws(XMLError) {
        while true {
            let bytes = try chunk()
            if bytes.isEmpty { return }
            use(bytes)
        }
    }

    deinit {
        buffer.deallocate()
        if descriptor >= 0 { close(descriptor) }
    }
}

extension XMLError {
    /// The failure that `errno` tells of.
    static func system(_ act: String, _ path: String) -> XMLError {
        .system(act: act, path: path, reason: String(cString: strerror(errno)))
    }
}
