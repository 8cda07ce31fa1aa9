import Journal
import Ledger
import Meals

/// A till that seals records of its own and uploads them.
struct SealedTill {
    private let key: SigningKey
    private var head: ChainHead
    private var sent: ChainHead
    private var lines: [[UInt8]] = []

    /// Enrols a till at a moment.
    init(_ terminal: TerminalID, in ledger: inout Ledger, at now: Moment) throws {
        key = try SigningKey.sample(terminal)
        try ledger.allowEnrolment(of: terminal, code: "ABCD-1234", until: now.adding(seconds: 60))
        head = ChainHead(
            try ledger.enrol(terminal, code: "abcd1234", key: key.publicKey, at: now))
        sent = head
    }

    mutating func seal(_ body: Record.Body, at time: Moment) -> RecordID {
        let record = Record(
            id: head.next, at: time, drift: 0, counter: Int64(head.seq + 1), cashier: "c1",
            body: body)
        head = head.appending(record.bytes)
        lines.append(record.bytes)
        return record.id
    }

    mutating func upload(to ledger: inout Ledger, at now: Moment) throws {
        let upload = Upload(
            after: sent, lines: lines.map { $0[...] }, signature: try key.sign(head.message))
        _ = try ledger.accept(
            [Submission(upload) { [ledger] in try? ledger.snapshot($0) }], at: now)
        sent = head
        lines = []
    }
}

extension SigningKey {
    /// A key that a terminal's name gives.
    fileprivate static func sample(_ terminal: TerminalID) throws -> SigningKey {
        let bytes = Digest(of: Array(terminal.text.utf8)).bytes
        guard let key = SigningKey(secret: bytes) else { throw NoKey() }
        return key
    }

    private struct NoKey: Error {}
}
