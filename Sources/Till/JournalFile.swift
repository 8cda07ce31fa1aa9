package import Journal

/// A till's journal on disk: lines are only ever added, each is on the disk before it counts.
package struct JournalFile: ~Copyable, Sendable {
    private let file: any DiskFile
    private var length: Int

    /// Begins the journal of an epoch; the file is there with its title or not at all.
    ///
    /// Under its name it is never written over: a second epoch of the same number is refused.
    package static func begin(
        _ path: String, _ enrolment: Enrolment, on disk: any Disk = LocalDisk()
    ) throws(DiskFailure) -> JournalFile {
        let title = JournalText.title(enrolment)
        return JournalFile(file: try disk.publish(title, at: path), length: title.count)
    }

    /// Opens a journal and hands over what is in it; a line that a power cut tore is cut off.
    package static func reopen(
        _ path: String, on disk: any Disk = LocalDisk(), reading: (JournalText) throws -> Void
    ) throws -> JournalFile {
        let file = try disk.open(path)
        let bytes = try file.read()
        let text = try JournalText(bytes, file: path)
        if text.length < bytes.count { try file.truncate(to: text.length) }
        try reading(text)
        return JournalFile(file: file, length: text.length)
    }

    private init(file: any DiskFile, length: Int) {
        self.file = file
        self.length = length
    }

    /// Adds a line and returns when it is on the disk.
    ///
    /// - Throws: where the disk did not take it; the journal is as it was before.
    package mutating func append(_ sealed: SealedLine) throws(DiskFailure) {
        let bytes = JournalText.line(sealed)
        do throws(DiskFailure) {
            try file.write(bytes, at: length)
            try file.sync()
        } catch {
            // The half-written line is also cut off at the next start, should this fail.
            try? file.truncate(to: length)
            throw error
        }
        length += bytes.count
    }

    /// Everything in the file.
    func read() throws(DiskFailure) -> [UInt8] { try file.read() }
}
