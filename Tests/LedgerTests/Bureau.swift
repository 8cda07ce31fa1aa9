import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing

/// A ledger on a real database of its own, with the sample district in it.
struct Bureau {
    private let folder: Folder?
    private let path: String
    var ledger: Ledger
    let snapshot: Snapshot

    /// When uploads arrive, where it does not matter.
    static let now = SampleDistrict.time(10, 9)

    /// - Parameter path: a directory to use instead of one of its own.
    init(in path: String? = nil) throws {
        folder = path == nil ? try Folder() : nil
        self.path = path ?? folder?.path ?? ""
        ledger = try Ledger(store: try Store(path: self.path + "/ledger.sqlite"))
        try ledger.register(SampleDistrict.canteens)
        snapshot = try ledger.publish(SampleDistrict.document)
    }

    /// Forgets what is in memory and reads the database again.
    mutating func reopen() throws {
        ledger = try Ledger(store: try Store(path: path + "/ledger.sqlite"))
    }

    /// Enrols a till of the district.
    mutating func till(_ terminal: TerminalID = "YP001A01", key: Int = 1) throws -> SampleTill {
        let signing = try SampleTill.key(key)
        try ledger.allowEnrolment(of: terminal, code: "ABCD-1234", until: Bureau.now)
        let enrolment = try ledger.enrol(
            terminal, code: "abcd1234", key: signing.publicKey, at: SampleDistrict.time(-9, 9))
        let canteen = try #require(SampleDistrict.terminals.first { $0.id == terminal }).canteen
        return SampleTill(enrolment, key: signing, canteen: canteen, snapshot: snapshot)
    }

    /// Lines of a till as they would come in over the network.
    func submission(_ till: SampleTill, from: Int = 0, to: Int? = nil) throws -> Submission {
        let end = to ?? till.lines.count
        let upload = Upload(
            after: till.head(after: from), lines: till.lines[from..<end].map { $0.bytes[...] },
            signature: try till.key.sign(till.head(after: end).message))
        #expect(upload.isSigned(by: till.enrolment.key))
        return Submission(upload) { try? ledger.snapshot($0) }
    }

    @discardableResult
    mutating func take(_ till: SampleTill, from: Int = 0, to: Int? = nil) throws -> Answer {
        let submission = try submission(till, from: from, to: to)
        return try #require(try ledger.accept([submission], at: Bureau.now).first)
    }
}

extension Bureau {
    func digest() throws -> Digest { try StateDigest.of(ledger.store) }

    /// Accounts by number.
    func accounts() throws -> [Int: Account] {
        Dictionary(
            uniqueKeysWithValues: try ledger.store.read { try $0.accounts() }.compactMap { row in
                Account.Kind(rawValue: row.kind).map {
                    (row.number, Account($0, row.canteen, row.party))
                }
            })
    }

    /// What all postings leave in each account; accounts at zero are left out.
    func balances(inWindow window: Day? = nil) throws -> [Account: Fen] {
        let accounts = try accounts()
        var sums: [Account: Fen] = [:]
        for posting in try ledger.store.read({ try $0.allPostings() })
        where window == nil || posting.window == window {
            let account = try #require(accounts[posting.account])
            sums[account, default: .zero] += posting.amount
        }
        return sums.filter { $0.value != .zero }
    }

    /// The postings of one record, summed up by account.
    func booked(_ id: RecordID, entry: Int? = nil) throws -> [Account: Fen] {
        let accounts = try accounts()
        var sums: [Account: Fen] = [:]
        let key = try key(id)
        for posting in try ledger.store.read({ try $0.postings(record: key) })
        where entry == nil || posting.entry == entry {
            let account = try #require(accounts[posting.account])
            sums[account, default: .zero] += posting.amount
        }
        return sums.filter { $0.value != .zero }
    }

    func key(_ id: RecordID) throws -> RecordKey {
        let rows = try ledger.store.read { try $0.terminals() }
        let row = try #require(rows.first { $0.id == id.terminal })
        return RecordKey(terminal: row.number, epoch: id.epoch, seq: id.seq)
    }

    func row(_ id: RecordID) throws -> RecordRow? {
        let key = try key(id)
        return try ledger.store.read { try $0.record(key) }
    }

    func flags(_ id: RecordID) throws -> [String: String] {
        let key = try key(id)
        let flags = try ledger.store.read { try $0.flags() }.filter { $0.record == key }
        return Dictionary(uniqueKeysWithValues: flags.map { ($0.kind, $0.detail) })
    }

    func incidents() throws -> [String] {
        try ledger.store.read { try $0.incidents() }.map { "\($0.kind) \($0.terminal)" }
    }

    /// The grants and returns of a diner, summed up by rule: counts and amounts.
    func uses(_ diner: DinerID) throws -> [String: [Int64]] {
        var sums: [String: [Int64]] = [:]
        for row in try ledger.store.read({ try $0.allGrants() }) where row.diner == diner {
            let before = sums[row.use.rule] ?? [0, 0]
            sums[row.use.rule] = [before[0] + Int64(row.use.count), before[1] + row.use.amount.fen]
        }
        return sums
    }
}

extension Answer {
    /// True where the answer names these places and a reason for each.
    func says(_ verdict: Verdict, _ mark: ChainHead, quarantined: [Int]) -> Bool {
        self.verdict == verdict && self.mark == mark && self.quarantined == quarantined
            && refused.allSatisfy { !$0.reason.isEmpty }
    }
}
