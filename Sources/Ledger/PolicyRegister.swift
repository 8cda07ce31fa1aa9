package import Journal
package import Meals
package import Store
package import Subsidies

/// The register of policies: who put which words in force, and when.
///
/// A document is submitted as a draft, approved by a second person, and then in force from the
/// date it names. Words that were approved never change. The register keeps nothing in memory: it
/// may be used beside a running service, whose tills get the new snapshot with their next question.
package struct PolicyRegister: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// The names under which the policies are entered that a district was founded with.
    static let founder = (submitter: "init", approver: "founding")

    /// A draft as it is kept, or as it was kept before.
    package struct Submission: Sendable {
        package let row: PolicyRow
        package let policy: Policy
        /// False where the same words were there already.
        package let isNew: Bool
    }

    /// An approval and the snapshot that it published.
    package struct Approval: Sendable {
        package let row: PolicyRow
        package let policy: Policy
        package let snapshot: String
        /// The ids of the policies that tills have now, in the order of their beginning.
        package let published: [String]
    }

    /// Enters the policies that the district was founded with, where none was approved yet.
    package func adopt(at now: Moment) throws {
        guard try store.read({ try $0.policies() }).allSatisfy({ $0.approved == nil }),
            let current = try CurrentSnapshot(store)
        else { return }
        try store.write { try adopt(current.contents.policies, $0, at: now) }
    }

    private func adopt(
        _ sources: [Snapshot.Source], _ store: StoreTransaction, at now: Moment
    ) throws {
        var rows = try store.reading.policies()
        guard rows.allSatisfy({ $0.approved == nil }) else { return }
        for source in sources {
            let id = try Policy(yaml: source.text, file: source.file).id
            guard !rows.contains(where: { $0.id == id && $0.approved != nil }) else { continue }
            let row = PolicyRow(
                number: (rows.last?.number ?? 0) + 1, id: id, source: source,
                submitted: .init(by: PolicyRegister.founder.submitter, at: now),
                approved: .init(by: PolicyRegister.founder.approver, at: now))
            try store.insert(row)
            rows.append(row)
        }
    }

    /// Keeps a document as the newest draft of its policy.
    ///
    /// - Throws: the document's problems, ``OfficerError`` or ``PolicyRegisterError``.
    package func submit(
        _ source: Snapshot.Source, by officer: OfficerProof, at now: Moment
    ) throws -> Submission {
        let policy = try Policy(yaml: source.text, file: source.file)
        try adopt(at: now)
        return try store.write { store in
            try officer.check(in: store.reading)
            let rows = try store.reading.policies()
            let row = PolicyRow(
                number: (rows.last?.number ?? 0) + 1, id: policy.id, source: source,
                submitted: .init(by: officer.name, at: now))
            let earlier = rows.filter { $0.id == policy.id }
            let approved = earlier.first { $0.approved != nil }
            if let known = approved ?? earlier.last, known.digest == row.digest {
                return Submission(row: known, policy: policy, isNew: false)
            }
            if let approved { throw PolicyRegisterError.wordsFixed(approved) }
            try store.insert(row)
            return Submission(row: row, policy: policy, isNew: true)
        }
    }

    /// Approves the newest draft of a policy and publishes the snapshot that carries it.
    ///
    /// It begins today at the earliest. What was sold today before tills heard of it stands: each
    /// receipt names the snapshot that it was decided from.
    /// - Parameter digest: the first digits of the draft's digest as the approver read it; nil
    ///   takes whatever the newest draft says.
    /// - Throws: ``OfficerError`` or ``PolicyRegisterError``; nothing has changed then.
    package func approve(
        _ id: String, digest: String? = nil, by officer: OfficerProof, at now: Moment
    ) throws -> Approval {
        try adopt(at: now)
        let known = try CurrentSnapshot(store)
        return try store.write { store in
            try officer.check(in: store.reading)
            let rows = try store.reading.policies()
            let draft = try PolicyRegister.draft(of: id, digest: digest, in: rows)
            guard draft.submitted.by != officer.name else {
                throw PolicyRegisterError.samePerson(draft)
            }
            let policy = try Policy(yaml: draft.text, file: draft.file)
            var approved: [(row: PolicyRow, policy: Policy)] = []
            for row in rows where row.approved != nil {
                approved.append((row, try Policy(yaml: row.text, file: row.file)))
            }
            try PolicyRegister.check(policy, on: now.day, beside: approved.map(\.policy))
            let act = PolicyRow.Act(by: officer.name, at: now)
            try store.approvePolicy(number: draft.number, act)
            approved.append((draft, policy))
            // Sales of yesterday may still be made by tills whose day has not ended.
            let needed = approved.map(\.policy).needed(from: now.day + -1).map(\.id)
            let sources = needed.compactMap { id in
                approved.first { $0.policy.id == id }.map { approved in
                    Snapshot.Source(file: approved.row.file, text: approved.row.text)
                }
            }
            let snapshot = try PolicyRegister.publish(sources, store, known)
            return Approval(
                row: draft.approved(act), policy: policy, snapshot: snapshot, published: needed)
        }
    }

    /// Publishes the current snapshot with other policies.
    private static func publish(
        _ sources: [Snapshot.Source], _ store: StoreTransaction, _ known: CurrentSnapshot?
    ) throws -> String {
        // Read before the transaction, so that the tills' uploads do not wait for it; another
        // command may have published one since.
        let id = try store.reading.currentSnapshot()
        let current = known?.id == id ? known : try CurrentSnapshot(store.reading)
        guard var contents = current?.contents else { throw PolicyRegisterError.noSnapshot }
        contents.policies = sources
        let document = contents.document
        let published = Snapshot.id(of: document)
        try store.insertSnapshot(id: published, document: document)
        return published
    }

    private static func draft(
        of id: String, digest: String?, in rows: [PolicyRow]
    ) throws(PolicyRegisterError) -> PolicyRow {
        let versions = rows.filter { $0.id == id }
        guard let newest = versions.last else { throw .neverSubmitted(id) }
        if let digest {
            guard digest.utf8.count >= 6, newest.digest.hex.hasPrefix(digest.lowercased()) else {
                throw .otherDigest(newest, named: digest)
            }
        }
        if let approved = versions.first(where: { $0.approved != nil }) {
            throw .alreadyApproved(approved)
        }
        return newest
    }

    /// Whether a policy may come into force beside those that were approved.
    private static func check(
        _ policy: Policy, on today: Day, beside approved: [Policy]
    ) throws(PolicyRegisterError) {
        guard policy.status != .sample else { throw .sample(policy.id) }
        guard policy.from >= today else {
            throw .tooEarly(policy.id, from: policy.from, today: today)
        }
        if let other = approved.first(where: { $0.from == policy.from }) {
            throw .sameBeginning(policy.id, other: other.id, from: policy.from)
        }
    }
}

/// The snapshot that tills should have now, taken apart.
private struct CurrentSnapshot {
    let id: String
    let contents: SnapshotContents

    init?(_ store: Store) throws {
        guard let (id, document) = try store.read({ try CurrentSnapshot.document($0) }) else {
            return nil
        }
        self.id = id
        contents = try SnapshotContents(document: document)
    }

    init?(_ reading: StoreReading) throws {
        guard let (id, document) = try CurrentSnapshot.document(reading) else { return nil }
        self.id = id
        contents = try SnapshotContents(document: document)
    }

    private static func document(_ reading: StoreReading) throws -> (String, [UInt8])? {
        guard let id = try reading.currentSnapshot(),
            let document = try reading.snapshotDocument(id)
        else { return nil }
        return (id, document)
    }
}

extension PolicyRow {
    fileprivate func approved(_ act: Act) -> PolicyRow {
        PolicyRow(
            number: number, id: id, source: .init(file: file, text: text), submitted: submitted,
            approved: act)
    }
}

/// Why the register refuses a version of a policy.
package enum PolicyRegisterError: Error, Hashable, Sendable {
    case wordsFixed(PolicyRow)
    case neverSubmitted(String)
    case otherDigest(PolicyRow, named: String)
    case alreadyApproved(PolicyRow)
    case samePerson(PolicyRow)
    case sample(String)
    case tooEarly(String, from: Day, today: Day)
    case sameBeginning(String, other: String, from: Day)
    case noSnapshot
}

extension PolicyRegisterError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wordsFixed(let row):
            "policy \(row.id): is approved \(row.approval); its words never change: give the new "
                + "document a new name and a later effective.from"
        case .neverSubmitted(let id):
            "policy \(id): was never submitted; do that first: mulin policy submit FILE --by NAME"
        case .otherDigest(let row, let named):
            "policy \(row.id): the newest draft has digest \(row.digest.hex.prefix(12)) and not "
                + "'\(named)'; read it (mulin policy show \(row.id)) and name 6 or more of its "
                + "first digits"
        case .alreadyApproved(let row): "policy \(row.id): is approved already, \(row.approval)"
        case .samePerson(let row):
            "policy \(row.id): was submitted by \(row.submitted.by); a second person must approve "
                + "it"
        case .sample(let id):
            "policy \(id): is a sample named after its source; an order of the district has "
                + "status draft or in-force"
        case .tooEarly(let id, let from, let today):
            "policy \(id): effective.from is \(from), but today is \(today); the days before were "
                + "sold under other words, which stand: submit it with \(today) or later"
        case .sameBeginning(let id, let other, let from):
            "policy \(id): effective.from is \(from), as that of \(other), which is approved; let "
                + "one of them begin on another day"
        case .noSnapshot:
            "there is no snapshot to put the policy into; make the directory with mulin init"
        }
    }
}

extension PolicyRow {
    fileprivate var approval: String {
        approved.map { "since \($0.at) by \($0.by)" } ?? "by nobody"
    }
}
