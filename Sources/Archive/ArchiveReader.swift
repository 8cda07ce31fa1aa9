internal import CLibArchive

/// Reads the members of a tar file, packed by gzip or not, from front to back.
///
/// Nothing is ever written to the disk, so no name in it can reach anything.
package final class ArchiveReader {
    /// A member is held whole; more than this is refused before it is read.
    package static let largestMember: Int64 = 1 << 30

    private let path: String
    private let archive: OpaquePointer

    /// - Throws: ``ArchiveError`` where the file is none.
    package init(path: String) throws(ArchiveError) {
        guard let archive = archive_read_new() else {
            throw .system(path: path, reason: "out of memory")
        }
        self.path = path
        self.archive = archive
        archive_read_support_format_tar(archive)
        archive_read_support_filter_gzip(archive)
        guard archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
            throw failure
        }
    }

    /// The next member, its bytes left out unless they are wanted; nil at the end.
    ///
    /// - Throws: ``ArchiveError`` for a damaged file, and for what is no plain file in it.
    package func next(
        _ isWanted: (String) -> Bool = { _ in true }
    ) throws(ArchiveError) -> (name: String, bytes: [UInt8]?)? {
        var entry: OpaquePointer?
        let result = archive_read_next_header(archive, &entry)
        if result == ARCHIVE_EOF { return nil }
        guard result == ARCHIVE_OK, let entry, let text = archive_entry_pathname(entry) else {
            throw failure
        }
        let name = String(cString: text)
        guard archive_entry_filetype(entry) == ArchiveWriter.regularFile else {
            throw .broken(path: path, reason: "\(name) in it is no plain file")
        }
        let size = archive_entry_size(entry)
        guard size >= 0, size <= ArchiveReader.largestMember else {
            throw .broken(path: path, reason: "\(name) in it is larger than 1 GiB")
        }
        return (name, isWanted(name) ? try read(Int(size), name) : nil)
    }

    private func read(_ size: Int, _ name: String) throws(ArchiveError) -> [UInt8] {
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[count..<size])
                let got = archive_read_data(archive, rest.baseAddress, rest.count)
                guard got > 0 else { return }
                count += got
            }
            isWhole = true
        }
        guard isWhole else { throw failure }
        return bytes
    }

    private var failure: ArchiveError {
        .broken(
            path: path,
            reason: archive_error_string(archive).map {
                "is no whole archive (\(String(cString: $0)))"
            }
                ?? "is no whole archive")
    }

    deinit { archive_read_free(archive) }
}
