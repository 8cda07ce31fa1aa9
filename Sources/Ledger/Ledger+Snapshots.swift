package import Journal
internal import Store

extension Ledger {
    /// Keeps a snapshot for ever: receipts will name it.
    package func publish(_ document: [UInt8]) throws -> Snapshot {
        let snapshot = try Snapshot(document: document)
        try store.write { try $0.insertSnapshot(id: snapshot.id, document: document) }
        return snapshot
    }

    /// The snapshot that tills should have now; nil before the first was published.
    package func currentSnapshot() throws -> Snapshot? {
        guard let id = try store.read({ try $0.currentSnapshot() }) else { return nil }
        return try snapshot(id)
    }

    /// The snapshot of an id; nil where it was never published here.
    package func snapshot(_ id: String) throws -> Snapshot? {
        try snapshots.snapshot(id) { try store.read { try $0.snapshotDocument(id) } }
    }
}
