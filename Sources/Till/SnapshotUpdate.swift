package import Journal
package import Meals

/// Brings the service's current snapshot to a till: what changed where that is enough, else all.
package struct SnapshotUpdate: Sendable {
    private let file: SnapshotFile
    private let link: ServiceLink
    private let key: PublicKey?

    /// Why a snapshot is not taken; the till goes on with the one it has.
    package enum Refusal: Error, Hashable, Sendable {
        case notSigned(String)
        case otherDocument(String)
    }

    /// - Parameter key: the service's; nil at a till that was enrolled before there was one.
    package init(file: SnapshotFile, link: ServiceLink, key: PublicKey?) {
        self.file = file
        self.link = link
        self.key = key
    }

    /// Fetches what a piece of news announces, checks it and keeps it on the disk.
    ///
    /// - Returns: nil where it is the one known already.
    /// - Throws: ``Refusal``, ``ServiceLink/Failure``, the document's problems, or what the disk
    ///   says; nothing has changed then.
    package func take(_ news: ServiceLink.News, known: String?) async throws -> Snapshot? {
        guard news.snapshot != known else { return nil }
        if let key {
            guard let seal = news.seal, seal.snapshot == news.snapshot, seal.isSigned(by: key)
            else { throw Refusal.notSigned(news.snapshot) }
        }
        let document = try await document(news.snapshot)
        guard news.seal?.covers(document) ?? true else {
            throw Refusal.otherDocument(news.snapshot)
        }
        let snapshot = try Snapshot(document: document)
        try file.replace(with: document)
        return snapshot
    }

    private func document(_ id: String) async throws -> [UInt8] {
        if let kept = file.read() {
            let old = Snapshot.id(of: kept)
            if old == id { return kept }
            do {
                let change = try await link.snapshotChange(id, since: old)
                return try SnapshotDelta.applying(change, to: kept)
            } catch ServiceLink.Failure.unreachable(let reason) {
                throw ServiceLink.Failure.unreachable(reason)
            } catch is ServiceLink.Failure, is SnapshotDelta.Failure {
                // The service does not know the old one, or the change is damaged: all of it then.
            }
        }
        return try await link.snapshot(id)
    }
}

extension SnapshotUpdate.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notSigned(let id):
            "snapshot \(id) does not bear the service's signature; the till goes on with the one "
                + "it has"
        case .otherDocument(let id):
            "snapshot \(id) is not the document that was signed; the till goes on with the one it "
                + "has"
        }
    }
}

extension Till {
    /// What the till decides from now.
    package var snapshot: Snapshot? { machine.engine.snapshot }

    /// Hears the service's time and takes over its current snapshot, where there is another one.
    ///
    /// Selling goes on meanwhile; a basket that was priced before keeps its price.
    /// - Returns: true where the snapshot is another one now.
    /// - Throws: as ``SnapshotUpdate/take(_:known:)``; the till goes on with what it has.
    @discardableResult
    package func hearNews(at: Moment) async throws -> Bool {
        guard let link, !isHearing else { return false }
        isHearing = true
        defer { isHearing = false }
        let news = try await link.news()
        hear(serverTime: news.time, at: at)
        let update = SnapshotUpdate(
            file: SnapshotFile(in: machine.directory), link: link, key: machine.serviceKey)
        guard let snapshot = try await update.take(news, known: machine.engine.snapshot?.id) else {
            return false
        }
        machine.use(snapshot)
        return true
    }
}
