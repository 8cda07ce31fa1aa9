/// The snapshot that a till keeps on its disk: after a power cut the old one or the new one, whole.
package struct SnapshotFile: Sendable {
    package let path: String
    private let disk: any Disk

    /// - Parameter directory: of the till.
    package init(in directory: String, on disk: any Disk = LocalDisk()) {
        path = directory + "/snapshot"
        self.disk = disk
    }

    /// The document; nil before the first one.
    package func read() -> [UInt8]? { disk.contents(path) }

    /// Puts a document in the place of the old one; it is on the disk when this returns.
    package func replace(with document: [UInt8]) throws(DiskFailure) {
        try disk.replace(document, at: path)
    }
}
