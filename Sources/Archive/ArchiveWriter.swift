internal import CLibArchive
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writes a tar file (ustar) with libarchive; equal members give equal bytes.
///
/// No time, owner or machine is written into it. A name that ends with `.gz` is packed by gzip.
/// The file appears under its name once it is whole.
package final class ArchiveWriter {
    private let path: String
    private let draft: String
    private let archive: OpaquePointer
    private var isDone = false

    /// - Throws: ``ArchiveError`` where the file cannot be made.
    package init(path: String) throws(ArchiveError) {
        guard let archive = archive_write_new() else {
            throw .system(path: path, reason: "out of memory")
        }
        self.path = path
        self.archive = archive
        draft = "\(path).partial-\(getpid())"
        try check(archive_write_set_format_ustar(archive))
        if path.hasSuffix(".gz") {
            try check(archive_write_add_filter_gzip(archive))
            // Else the hour of packing would stand in the file.
            try check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
        }
        try check(archive_write_open_filename(archive, draft))
    }

    /// Adds a member.
    ///
    /// - Parameter name: of ASCII, up to 100 characters.
    package func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveError) {
        guard let entry = archive_entry_new() else {
            throw .system(path: path, reason: "out of memory")
        }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_filetype(entry, ArchiveWriter.regularFile)
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_mtime(entry, 0, 0)
        try check(archive_write_header(archive, entry))
        let written = bytes.withUnsafeBytes {
            archive_write_data(archive, $0.baseAddress, $0.count)
        }
        guard written == bytes.count else { throw failure }
    }

    /// `AE_IFREG`, a macro with a cast in it.
    static let regularFile: UInt32 = 0o100000

    /// Brings the file to its name.
    package func finish() throws(ArchiveError) {
        try check(archive_write_close(archive))
        guard rename(draft, path) == 0 else {
            throw .system(path: path, reason: String(cString: strerror(errno)))
        }
        isDone = true
    }

    private func check(_ result: Int32) throws(ArchiveError) {
        guard result == ARCHIVE_OK else { throw failure }
    }

    private var failure: ArchiveError {
        .system(
            path: path,
            reason: archive_error_string(archive).map { String(cString: $0) } ?? "cannot be written"
        )
    }

    deinit {
        archive_write_free(archive)
        if !isDone { unlink(draft) }
    }
}
