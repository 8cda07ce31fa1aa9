package import Journal
package import Store

/// Gives out snapshots, reading each once.
package struct SnapshotDesk: Sendable {
    private let store: Store
    private let shelf: SnapshotShelf

    package init(store: Store, shelf: SnapshotShelf) {
        self.store = store
        self.shelf = shelf
    }

    func snapshot(_ id: String) throws -> Snapshot? {
        try shelf.snapshot(id) { try document(id) }
    }

    func document(_ id: String) throws -> [UInt8]? {
        try store.read { try $0.snapshotDocument(id) }
    }

    func currentID() throws -> String? { try store.read { try $0.currentSnapshot() } }
}
