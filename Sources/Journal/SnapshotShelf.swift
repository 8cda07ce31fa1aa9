internal import Synchronization

/// Snapshots that were read once, so that rating a sale again costs no reading.
package final class SnapshotShelf: Sendable {
    private let read = Mutex<[String: Snapshot]>([:])

    package init() {}

    /// The snapshot of an id.
    ///
    /// - Parameter document: gives its document where it was not read before; nil where there is
    ///   none.
    package func snapshot(_ id: String, document: () throws -> [UInt8]?) throws -> Snapshot? {
        if let known = read.withLock({ $0[id] }) { return known }
        guard let bytes = try document() else { return nil }
        let snapshot = try Snapshot(document: bytes)
        read.withLock { $0[id] = snapshot }
        return snapshot
    }
}
