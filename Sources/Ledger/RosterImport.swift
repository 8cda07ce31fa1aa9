internal import Journal
package import Meals
package import Store
package import Subsidies

/// A roster file held against the roster that counts: what taking it would change.
///
/// Nothing is written before ``commit(by:key:using:)``. No claim, posting or statement ever
/// changes: what the new facts say of past meals is proposed as adjustments.
package struct RosterImport: Sendable {
    package let file: String
    package let encoding: TextEncoding
    /// Rows of the file.
    package let rows: Int
    package let difference: RosterDifference
    package let newIdentities: Int
    package let changedIdentities: Int
    package let adjustments: [AdjustmentRow]
    private let digest: Digest
    private let leaving: Day
    private let now: Moment
    private let base: String?
    private let contents: SnapshotContents
    /// What is to be sealed.
    private let identities: [Identity]
    private let store: Store
    private let directory: DataDirectory

    /// Why an import could not be finished.
    package enum Failure: Error, Sendable {
        case changedMeanwhile
    }

    /// Reads and compares; both sides are read at the same time.
    ///
    /// - Parameters:
    ///   - leaving: the first day on which those whom the file leaves out are not listed any more.
    ///   - areas: the divisions that an identity number may begin with.
    /// - Throws: every problem of the file at once.
    package init(
        _ csv: [UInt8], file: String, leaving: Day, areas: AreaCodes, at now: Moment,
        store: Store, in directory: DataDirectory
    ) async throws {
        let tokens = try directory.tokenKey()
        async let reading = RosterFile(csv, file: file, areas: areas) { tokens.token(card: $0) }
        async let current = CurrentRoster(store, in: directory)
        let (roster, old) = (try await reading, try await current)
        async let identities = RosterImport.differing(roster.identities, from: old.identities)
        // The register's file may not have heard yet of a card that was given here.
        let replacements = Dictionary(
            try CardRegister(store: store).stopped().compactMap { stop in
                stop.replacement.map { (stop.card, $0) }
            }, uniquingKeysWith: { first, _ in first })
        difference = RosterDifference(
            before: old.contents.diners,
            after: replacements.isEmpty
                ? roster.diners : roster.diners.map { $0.replacing(replacements) },
            leaving: leaving)
        var contents = old.contents
        contents.diners = difference.rows
        self.contents = contents
        self.identities = await identities.found
        newIdentities = await identities.new
        changedIdentities = self.identities.count - newIdentities
        (self.file, encoding, rows) = (file, roster.encoding, roster.diners.count)
        digest = Digest(of: csv)
        (self.leaving, self.now, base) = (leaving, now, old.snapshot)
        (self.store, self.directory) = (store, directory)
        let changes = difference.changes
        adjustments = try store.read { store in
            try RosterImport.adjustments(changes, store, today: now.day)
        }
    }

    /// True where the file says nothing that is not known.
    package var changesNothing: Bool { difference.changes.isEmpty && identities.isEmpty }

    /// Who is new or is called otherwise than before.
    private static func differing(
        _ file: [Identity], from kept: [Identity]
    ) -> (found: [Identity], new: Int) {
        var found: [Identity] = []
        var (new, place) = (0, 0)
        for identity in file.sorted(by: { $0.diner < $1.diner }) {
            while place < kept.count, kept[place].diner < identity.diner { place += 1 }
            guard place < kept.count, kept[place].diner == identity.diner else {
                found.append(identity)
                new += 1
                continue
            }
            let known = identity.completed(by: kept[place])
            if known != kept[place] { found.append(known) }
        }
        return (found, new)
    }

    private static func adjustments(
        _ changes: [RosterChange], _ store: StoreReading, today: Day
    ) throws -> [AdjustmentRow] {
        var search = try ReviewSearch(store, today: today)
        let sales = try search.sales(of: changes)
        return changes.flatMap { change -> [AdjustmentRow] in
            let reason = AdjustmentReason(change: change, today: today)
            let found = ClaimReview(change, before: change.reviewEnd(on: today)).differences(
                sales[change.diner] ?? [])
            return found.map { difference in
                AdjustmentRow(
                    record: difference.sale.key, policy: difference.name.policy,
                    rule: difference.name.rule, funder: difference.name.funder,
                    claimed: difference.standing, due: difference.due,
                    reason: reason.text(difference))
            }
        }
    }
}

extension RosterImport {
    /// Writes all of it in one transaction, unless it changes nothing.
    ///
    /// - Parameters:
    ///   - name: who imports.
    ///   - key: 32 random bytes for the vault of a directory that has none yet.
    /// - Returns: the number of the import; nil where nothing changes.
    package func commit(
        by name: String, key: [UInt8], using random: inout some RandomNumberGenerator
    ) throws -> Int? {
        guard !changesNothing else { return nil }
        let sealed = try seal(key: key, using: &random)
        let document = difference.changes.isEmpty ? nil : contents.document
        let id = document.map { Snapshot.id(of: $0) } ?? base ?? ""
        let row = RosterImportRow(
            file: file, digest: digest, importedBy: name, importedAt: now, leavingFrom: leaving,
            snapshot: id, rows: rows, joined: difference.count(.joined),
            left: difference.count(.left), changed: difference.count(.changed),
            deceased: difference.count(.deceased))
        return try store.write { store in
            guard try store.reading.currentSnapshot() == base else {
                throw Failure.changedMeanwhile
            }
            if let document { try store.insertSnapshot(id: id, document: document) }
            for identity in sealed { try store.replace(identity) }
            let number = try store.insert(row)
            for adjustment in adjustments { try store.insert(adjustment, of: number) }
            return number
        }
    }

    private func seal(
        key: [UInt8], using random: inout some RandomNumberGenerator
    ) throws -> [SealedIdentity] {
        guard !identities.isEmpty else { return [] }
        let vault = try directory.identityVault() ?? directory.makeIdentityVault(key)
        return try identities.map { try vault.seal($0, using: &random) }
    }
}

extension RosterImport.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .changedMeanwhile:
            "policies or roster were changed by someone else meanwhile; nothing was written, "
                + "import the file again"
        }
    }
}
