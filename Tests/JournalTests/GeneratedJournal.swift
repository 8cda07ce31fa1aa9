import Journal
import Meals
import Testing

/// A journal of made-up records, sealed one after the other.
struct GeneratedJournal {
    let key: SigningKey
    let enrolment: Enrolment
    private(set) var lines: [SealedLine] = []
    private(set) var head: ChainHead

    init(seed: UInt64, count: Int, epoch: Int = 3) throws {
        key = try #require(
            SigningKey(secret: (0..<32).map { UInt8(truncatingIfNeeded: seed) ^ $0 }))
        enrolment = Enrolment(terminal: "YP001A01", epoch: epoch, key: key.publicKey)
        head = ChainHead(enrolment)
        var generator = GeneratedRecord(seed: seed)
        for _ in 0..<count {
            let body = generator.record(generator.random.pick(GeneratedRecord.kinds)).body
            append(body)
        }
    }

    mutating func append(_ body: Record.Body) {
        let record = Record(
            id: head.next, at: Moment(milliseconds: 0), drift: 0, counter: Int64(head.seq + 1),
            cashier: "c1", body: body)
        let bytes = record.bytes
        head = head.appending(bytes)
        lines.append(SealedLine(id: record.id, bytes: bytes, hash: head.hash))
    }

    var text: [UInt8] { JournalText.title(enrolment) + lines.flatMap(JournalText.line) }
}
