internal import Journal
internal import Ledger
internal import Meals
internal import Store
internal import Subsidies
internal import Till

/// The settlement service without its sockets: the real ledger on a database in memory.
final class SimulatedService {
    private(set) var ledger: Ledger
    private let world: SimulatedWorld
    private var reservations = Reservations()
    private var backup: Backup?
    /// What each closed window held when it closed.
    private var closed: [Day: [BalanceRow]] = [:]
    /// What was done to the books since they were empty.
    private(set) var deeds: [Deed] = []
    /// True once the service was restored to before the enrolment of a till.
    private(set) var hasForgotten = false

    /// One change of the books.
    enum Deed {
        case enrol(TerminalID, PublicKey, earlier: [Enrolment], at: Moment)
        case take(Submission, at: Moment)
        case close(Day)
        case revoke(TerminalID, at: Moment)
    }

    /// The service does not hear a message: it knows no such life of a journal.
    struct Refused: Error {}

    private struct Backup {
        let books: Store
        let deeds: Int
        let closed: [Day: [BalanceRow]]
    }

    init(_ world: SimulatedWorld) throws {
        self.world = world
        ledger = try Ledger(store: Store(inMemory: world.books), snapshots: world.shelf)
    }

    /// Gives a code and takes it at once.
    ///
    /// - Parameter isOneBox: false where there are copies of the till's disk. A service restored to
    ///   before the enrolment of one of two such boxes would give its number to the other.
    func enrol(
        _ terminal: TerminalID, key: PublicKey, earlier: [Enrolment], isOneBox: Bool,
        at now: Moment
    ) throws -> Int {
        let epoch = try SimulatedService.enrol(terminal, key, earlier, at: now, in: &ledger)
        deeds.append(.enrol(terminal, key, earlier: earlier, at: now))
        if !isOneBox { backup = nil }
        return epoch
    }

    static func enrol(
        _ terminal: TerminalID, _ key: PublicKey, _ earlier: [Enrolment], at now: Moment,
        in ledger: inout Ledger
    ) throws -> Int {
        try ledger.allowEnrolment(
            of: terminal, code: "SIMULATED", until: Moment(milliseconds: now.milliseconds + 60_000))
        return try ledger.enrol(
            terminal, code: "SIMULATED", key: key, earlier: earlier, at: now
        ).epoch
    }

    func receive(
        _ message: Uplink.Message, _ signature: [UInt8], at now: Moment
    ) throws -> ServiceLink.Mark {
        let head = message.head
        guard let key = ledger.end(of: head.terminal, epoch: head.epoch)?.key else {
            throw Refused()
        }
        switch message {
        case .greeting(let claim, let told):
            guard key.accepts(signature, over: message.signed) else { throw Refused() }
            return ServiceLink.Mark(try ledger.greet(claim, told: told, at: now))
        case .upload(let start, let lines):
            let upload = Upload(
                after: start, lines: lines.map { $0.bytes[...] }, signature: signature)
            guard upload.isSigned(by: key) else {
                let verdict: Answer.Verdict = upload.isReordered ? .reorder : .badSignature
                let mark = try ledger.note(
                    verdict, of: start.terminal, epoch: start.epoch, at: now)
                return ServiceLink.Mark(Answer(verdict, mark: mark))
            }
            let shelf = ledger
            let submission = Submission(upload) { try? shelf.snapshot($0) }
            let answers = try ledger.accept([submission], at: now)
            deeds.append(.take(submission, at: now))
            guard let answer = answers.first else {
                throw SimulationFailure("an upload of \(start.terminal) was not answered")
            }
            return ServiceLink.Mark(answer)
        }
    }

    /// Answers a till's question before a sale; nil where nothing is asked.
    func authorise(
        _ quote: Quote, of head: ChainHead, at now: Moment
    ) throws -> AuthorisationAnswer? {
        guard let diner = quote.basket.diner, let policy = quote.policy,
            !quote.decision.grants.isEmpty
        else { return nil }
        let asked = AuthorisationRequest(
            terminal: head.terminal, epoch: head.epoch, diner: diner, day: quote.day,
            period: quote.period, policy: policy, snapshot: world.snapshot.id,
            grants: quote.decision.grants)
        return try reservations.decide(
            asked, books: BooksReader(store: ledger.store), snapshot: world.snapshot, at: now)
    }

    /// Ends a till's keys, where it has one that has not ended.
    func revoke(_ terminal: TerminalID, at now: Moment) throws {
        try SimulatedService.revoke(terminal, at: now, in: &ledger)
        deeds.append(.revoke(terminal, at: now))
    }

    static func revoke(
        _ terminal: TerminalID, at now: Moment, in ledger: inout Ledger
    ) throws {
        do {
            _ = try ledger.revoke(terminal, reason: "stolen", at: now)
        } catch LedgerError.revoked {
        } catch LedgerError.neverEnrolled {}
    }

    /// Closes a window whoever is missing.
    func close(_ date: Day) throws {
        guard !ledger.isClosed(date) else { return }
        _ = try ledger.close(date, force: true)
        deeds.append(.close(date))
        closed[date] = try ledger.store.read { try $0.balances(inWindow: date) }
    }

    /// A statement that was issued stays true: no closed window has changed since.
    func checkClosedWindows() throws {
        for (date, before) in closed {
            let now = try ledger.store.read { try $0.balances(inWindow: date) }
            guard now == before else {
                throw SimulationFailure("window \(date) has changed since it was closed")
            }
        }
    }

    /// Stops and starts: everything is read back from the database.
    func restart() throws {
        ledger = try Ledger(store: ledger.store, snapshots: world.shelf)
        reservations = Reservations()
    }

    func keepBackup() throws {
        backup = Backup(
            books: try Store(inMemory: ledger.store), deeds: deeds.count, closed: closed)
    }

    /// Puts back the last backup; false where there is none.
    func restoreBackup() throws -> Bool {
        guard let backup else { return false }
        ledger = try Ledger(store: Store(inMemory: backup.books), snapshots: world.shelf)
        hasForgotten =
            hasForgotten
            || deeds[backup.deeds...].contains {
                if case .enrol = $0 { true } else { false }
            }
        deeds.removeSubrange(backup.deeds...)
        closed = backup.closed
        reservations = Reservations()
        return true
    }

    /// The hash of the record at a place; nil where there is none.
    func hash(at id: RecordID) throws -> Digest? {
        guard let key = key(of: id) else { return nil }
        return try ledger.store.read { try $0.hash(of: key) }
    }

    /// Hashes of records that were kept apart because their place was taken.
    func forks(at id: RecordID) throws -> [Digest] {
        guard let key = key(of: id) else { return [] }
        return try ledger.store.read { try $0.quarantine(key) }.map(\.hash)
    }

    private func key(of id: RecordID) -> RecordKey? {
        let place = world.terminals.firstIndex { $0.id == id.terminal }
        return place.map { RecordKey(terminal: $0 + 1, epoch: id.epoch, seq: id.seq) }
    }
}

extension ServiceLink.Mark {
    /// The service's answer as it would come over the wire.
    fileprivate init(_ answer: Answer) {
        self.init(
            verdict: answer.verdict.rawValue, seq: answer.mark.seq, hash: answer.mark.hash,
            refused: answer.refused)
    }
}

/// What a simulated district did that it must never do.
package struct SimulationFailure: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
