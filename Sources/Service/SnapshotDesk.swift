package import Journal
package import Store
internal import Synchronization

/// Gives out snapshots, what changed between them and the service's word for them.
///
/// Each is read, compared and signed once: of many tills that ask for the same, one pays.
package final class SnapshotDesk: Sendable {
    private let store: Store
    private let shelf: SnapshotShelf
    private let key: SigningKey
    private let seals = Mutex<[String: SnapshotSeal]>([:])
    private let changes = Mutex<[Change: [UInt8]?]>([:])

    private struct Change: Hashable {
        let old: String
        let new: String
    }

    /// More than two or three at a time are asked for only by tills that were away for long.
    private static let keptChanges = 16

    package init(store: Store, shelf: SnapshotShelf, key: SigningKey) {
        self.store = store
        self.shelf = shelf
        self.key = key
    }

    package var publicKey: PublicKey { key.publicKey }

    func snapshot(_ id: String) throws -> Snapshot? {
        try shelf.snapshot(id) { try document(id) }
    }

    func document(_ id: String) throws -> [UInt8]? {
        try store.read { try $0.snapshotDocument(id) }
    }

    func currentID() throws -> String? { try store.read { try $0.currentSnapshot() } }

    /// The snapshot that tills should have now; nil before the first one.
    func current() throws -> SnapshotSeal? {
        guard let id = try currentID() else { return nil }
        return try seals.withLock { seals in
            if let seal = seals[id] { return seal }
            guard let document = try document(id) else { return nil }
            let seal = try SnapshotSeal(of: document, by: key)
            seals[id] = seal
            return seal
        }
    }

    /// What leads from one snapshot to another; nil where one is not known, or all is shorter.
    func change(from old: String, to new: String) throws -> [UInt8]? {
        try changes.withLock { changes in
            let change = Change(old: old, new: new)
            if let known = changes[change] { return known }
            guard let before = try document(old), let after = try document(new) else { return nil }
            let text = SnapshotDelta(from: before, to: after)?.text
            let worthwhile = text.flatMap { $0.count < after.count / 2 ? $0 : nil }
            if changes.count >= SnapshotDesk.keptChanges { changes = [:] }
            changes[change] = .some(worthwhile)
            return worthwhile
        }
    }

    /// Reads the current snapshot before anyone asks; what is wrong with it, who asks will hear.
    func warm() {
        guard let id = try? currentID() else { return }
        _ = try? snapshot(id)
        _ = try? current()
    }
}
