internal import Journal
package import Meals
package import Store
package import Subsidies

/// The roster of the current snapshot, with who the diners are.
package struct CurrentRoster: Sendable {
    /// Nil before the first snapshot.
    let snapshot: String?
    var contents: SnapshotContents
    /// In the order of the diners' ids, byte by byte.
    let identities: [Identity]

    /// Reads one consistent state.
    ///
    /// - Throws: ``IdentityVault/Failure`` where the key is not the one of what is kept.
    init(_ store: Store, in directory: DataDirectory) throws {
        let vault = try directory.identityVault()
        (snapshot, contents, identities) = try store.read { store in
            let id = try store.currentSnapshot()
            let document = try id.flatMap { try store.snapshotDocument($0) }
            return (
                id, try document.map { try SnapshotContents(document: $0) } ?? .empty,
                try CurrentRoster.identities(store, vault, directory)
            )
        }
    }

    private static func identities(
        _ store: StoreReading, _ vault: IdentityVault?, _ directory: DataDirectory
    ) throws -> [Identity] {
        guard let vault else {
            guard try store.hasIdentities() else { return [] }
            throw DataDirectory.Failure.unreadable(
                path: directory.path + "/" + DataDirectory.identityKeyName,
                reason: "it is not there, but names are kept here; put back the key")
        }
        var identities: [Identity] = []
        try store.eachIdentity { identities.append(try vault.open($0)) }
        return identities
    }
}

extension SnapshotContents {
    fileprivate static var empty: SnapshotContents {
        SnapshotContents(policies: [], calendar: [], canteens: [], menu: [], diners: [])
    }
}

/// What the register knows of one diner.
package struct RegisteredDiner: Sendable {
    /// In order of time.
    package let rows: [Diner]
    package let identity: Identity?

    /// Looks a diner up in the current snapshot; nil where there is none.
    package init?(_ id: DinerID, store: Store, in directory: DataDirectory) throws {
        let vault = try directory.identityVault()
        let (document, sealed) = try store.read { store in
            let current = try store.currentSnapshot()
            return (
                try current.flatMap { try store.snapshotDocument($0) }, try store.identity(of: id)
            )
        }
        rows =
            try document.map { try SnapshotContents(document: $0).diners }?
            .filter { $0.id == id }.sorted { $0.validFrom < $1.validFrom } ?? []
        guard !rows.isEmpty else { return nil }
        identity = try sealed.flatMap { try vault?.open($0) }
    }
}
