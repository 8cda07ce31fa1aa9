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
        // Held while reading: of many tills that name a new snapshot at once, one pays for it.
        try read.withLock { known in
            if let snapshot = known[id] { return snapshot }
            guard let bytes = try document() else { return nil }
            let snapshot = try Snapshot(document: bytes)
            known[id] = snapshot
            return snapshot
        }
    }
}
