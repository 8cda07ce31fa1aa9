internal import Foundation
package import Journal
package import Meals
internal import Store

/// What a new data directory is made from; everything is read before anything is written.
package struct Founding: Sendable {
    package let canteens: [Canteen]
    package let diners: [Diner]
    /// Sealed under ``Secrets/identityKey``.
    package let identities: [SealedIdentity]
    package let menu: [MenuItem]
    package let weeks: WeeklyMenus
    package let policies: [Snapshot.Source]
    package let calendar: [Snapshot.Source]
    /// Files to keep as they are, by their names in the directory.
    package let documents: [(name: String, bytes: [UInt8])]
    package let secrets: Secrets

    /// Random bytes, given from outside so that a rehearsal can repeat itself.
    package struct Secrets: Sendable {
        /// 32 bytes.
        package let tokenKey: [UInt8]
        /// 16 bytes.
        package let adminToken: [UInt8]
        /// 32 bytes; nil leaves them to the first import of a roster.
        package let identityKey: [UInt8]?

        package init(tokenKey: [UInt8], adminToken: [UInt8], identityKey: [UInt8]? = nil) {
            self.tokenKey = tokenKey
            self.adminToken = adminToken
            self.identityKey = identityKey
        }
    }

    package init(
        canteens: [Canteen], diners: [Diner], identities: [SealedIdentity] = [],
        menu: [MenuItem], weeks: WeeklyMenus = WeeklyMenus(), policies: [Snapshot.Source],
        calendar: [Snapshot.Source],
        documents: [(name: String, bytes: [UInt8])], secrets: Secrets
    ) {
        self.canteens = canteens
        self.diners = diners
        self.identities = identities
        self.menu = menu
        self.weeks = weeks
        self.policies = policies
        self.calendar = calendar
        self.documents = documents
        self.secrets = secrets
    }

    /// Makes the directory: under another name first, so that it is there whole or not at all.
    package func make(at path: String) throws -> DataDirectory {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { throw DataDirectory.Failure.taken(path: path) }
        let draft = path + ".new-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try build(at: draft)
            try files.moveItem(atPath: draft, toPath: path)
        } catch {
            try? files.removeItem(atPath: draft)
            throw error
        }
        return try DataDirectory(path)
    }

    private func build(at path: String) throws {
        let files = FileManager.default
        for folder in ["", "/keys", "/tills", "/settlement"] {
            try files.createDirectory(atPath: path + folder, withIntermediateDirectories: true)
        }
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path + "/keys")
        try write(secrets.tokenKey, to: path + "/keys/token.key", secret: true)
        try write(
            Array((secrets.adminToken.hex + "\n").utf8), to: path + "/keys/admin.token",
            secret: true)
        // Made here and not given: nobody can make an RSA key from a seed of ours.
        let signing = try StatementKey()
        try write(
            Array(signing.pem.utf8), to: path + "/" + DataDirectory.statementKeyName, secret: true)
        try write(
            Array(signing.publicPEM.utf8), to: path + "/" + DataDirectory.statementPublicName)
        if let key = secrets.identityKey {
            try write(key, to: path + "/" + DataDirectory.identityKeyName, secret: true)
        }
        try write(Array(DistrictSettings.template.utf8), to: path + "/settings.yaml")
        for (name, bytes) in documents {
            let folder = URL(fileURLWithPath: path + "/" + name).deletingLastPathComponent()
            try files.createDirectory(at: folder, withIntermediateDirectories: true)
            try write(bytes, to: path + "/" + name)
        }
        for source in policies {
            try files.createDirectory(
                atPath: path + "/policies", withIntermediateDirectories: true)
            let name = URL(fileURLWithPath: source.file).lastPathComponent
            try write(Array(source.text.utf8), to: path + "/policies/" + name)
        }
        var ledger = try Ledger(store: try Store(path: path + "/ledger.sqlite"))
        try ledger.register(canteens)
        _ = try ledger.publish(
            SnapshotContents(
                policies: policies, calendar: calendar, canteens: canteens, menu: menu,
                weeks: weeks, diners: diners
            ).document)
        try ledger.store.write { store in
            for identity in identities { try store.replace(identity) }
        }
        try write(Array("\(DataDirectory.version)\n".utf8), to: path + "/VERSION")
    }

    private func write(_ bytes: [UInt8], to path: String, secret: Bool = false) throws {
        let made = FileManager.default.createFile(
            atPath: path, contents: Data(bytes),
            attributes: secret ? [.posixPermissions: 0o600] : nil)
        guard made else {
            throw DataDirectory.Failure.unreadable(path: path, reason: "cannot be written")
        }
    }
}
