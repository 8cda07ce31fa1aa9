internal import Journal
internal import Ledger
internal import Meals

/// The small members of a bundle, read.
struct ProofRegisters {
    private(set) var tills: [String: ProofTill] = [:]
    /// By journal, in the order of their places.
    private(set) var places: [String: [ProofPlace]] = [:]
    private(set) var notes: [String: [String: String]] = [:]
    private(set) var stops: [CardToken: Moment] = [:]
    /// Cards that the packed snapshots' hot lists stop, with the first day.
    private(set) var hot: [CardToken: Day] = [:]
    private(set) var claims: [ProofClaim] = []
    private(set) var snapshots: [String: Snapshot] = [:]
    private(set) var marks: [(window: Day, mark: ProofMark)] = []

    /// - Throws: ``Problems`` for a table that no bundle can have.
    init(
        _ members: ProofMembers, head: ProofHead, _ verdict: inout ProofVerdict
    ) throws(Problems) {
        for row in try members.rows(ProofNames.tills, ProofTill.columns) {
            let till = try ProofTill(row)
            tills[ProofNames.journal(till.terminal, till.epoch)] = till
        }
        for row in try members.rows(ProofNames.places, ProofPlace.columns) {
            let place = try ProofPlace(row)
            places[ProofNames.journal(place.terminal, place.epoch), default: []].append(place)
        }
        for row in try members.rows(ProofNames.notes, ProofNote.columns) {
            notes[row["record"], default: [:]][row["kind"]] = row["detail"]
        }
        for row in try members.rows(ProofNames.stops, ProofStop.columns) {
            let stop = try ProofStop(row)
            stops[stop.card] = stop.stoppedAt
        }
        for row in try members.rows(ProofNames.claims, ProofClaim.columns) {
            claims.append(try ProofClaim(row))
        }
        let names = Set(claims.map(\.name))
        if names.count != claims.count {
            verdict.differ(ProofNames.claims, "names a claim twice; ask for the bundle again")
        }
        for window in head.windows {
            let name = ProofNames.certificate(window)
            let rows = try members.rows(name, ProofMark.columns)
            if rows.isEmpty {
                verdict.differ(
                    name, "is missing: nothing says how far the journals were known")
            }
            for row in rows { marks.append((window, try ProofMark(row))) }
        }
        try readSnapshots(members, head, &verdict)
    }

    private mutating func readSnapshots(
        _ members: ProofMembers, _ head: ProofHead, _ verdict: inout ProofVerdict
    ) throws(Problems) {
        for (name, bytes) in members.small.sorted(by: { $0.key < $1.key })
        where name.hasPrefix("snapshots/") {
            let id = String(name.dropFirst("snapshots/".count).prefix { $0 != "." })
            let contents = try SnapshotContents(document: bytes)
            snapshots[id] = try Snapshot(contents, id: id)
            for card in contents.hot {
                hot[card.card] = min(hot[card.card] ?? card.since, card.since)
            }
            if head.holdsWholeSnapshots, Snapshot.id(of: bytes) != id {
                verdict.differ(
                    name, "is snapshot \(Snapshot.id(of: bytes)), not the one that tills sealed")
            }
            for source in contents.policies
            where members.small[ProofNames.policy(source.text)] != Array(source.text.utf8) {
                verdict.differ(
                    name, "policy \(source.file) in it is not the one in policies/: it was changed")
            }
        }
    }
}

/// How far a certificate says a till's journal was known.
struct ProofMark {
    let terminal: TerminalID
    let canteen: CanteenID
    let epoch: Int
    let seq: Int
    let hash: Digest
    /// How many of the till's records the window holds.
    let records: Int

    static let columns = [
        "window", "terminal", "canteen", "epoch", "seq", "hash", "state", "records",
    ]

    init(_ row: CSV.Row) throws(Problems) {
        guard let terminal = TerminalID(checked: row["terminal"]),
            let epoch = Int(decimal: row["epoch"].utf8), let seq = Int(decimal: row["seq"].utf8),
            let hash = Digest(hex: row["hash"]), let records = Int(decimal: row["records"].utf8)
        else { throw Problems(row.problem("terminal", "is no till's mark")) }
        (self.terminal, self.epoch, self.seq) = (terminal, epoch, seq)
        (self.hash, self.records) = (hash, records)
        canteen = CanteenID(row["canteen"])
    }
}
