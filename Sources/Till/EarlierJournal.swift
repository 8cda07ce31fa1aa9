internal import Journal
internal import Meals

/// A closed life of a till's journal: nothing is added, but what was not sent still goes.
struct EarlierJournal: Sendable {
    let key: SigningKey
    let head: ChainHead
    private(set) var uplink: Uplink
    private let start: ChainHead
    private let lines: [SealedLine]

    /// Reads an epoch back; nil where the disk has lost it or its key: the till sells on without.
    init?(epoch: Int, in directory: String, on disk: any Disk) {
        let path = TillMachine.path(of: epoch, in: directory, "journal")
        guard let bytes = disk.contents(path),
            let text = try? JournalText(bytes, file: path),
            let key = TillMachine.secret(
                TillMachine.path(of: epoch, in: directory, "key"), disk
            ).flatMap(SigningKey.init)
        else { return nil }
        let acknowledged = TillMachine.sentHead(in: directory, of: text.enrolment, text.lines, disk)
        self.key = key
        head = text.head
        lines = text.lines
        start = ChainHead(text.enrolment)
        uplink = Uplink(
            acknowledged: acknowledged, unsent: Array(text.lines.dropFirst(acknowledged.seq)))
    }

    var message: Uplink.Message? { uplink.next(head) }

    mutating func beginSync() { uplink.beginSync() }
    mutating func skip() { uplink.skip() }

    mutating func take(_ answer: ServiceLink.Mark, to message: Uplink.Message) {
        switch uplink.take(answer, to: message, head: head) {
        case .nothing: break
        case .linesAfter(let mark): uplink.resend(after: mark, lines, from: start)
        case .allLines: uplink.sendBranch(lines, from: start)
        }
    }
}

extension EarlierJournal {
    /// The sale at a place; nil where there is another record or none.
    func sale(_ seq: Int) -> (at: Moment, sale: Sale)? {
        guard lines.indices.contains(seq - 1),
            let record = try? Record(bytes: lines[seq - 1].bytes),
            case .sale(let sale) = record.body
        else { return nil }
        return (record.at, sale)
    }

    /// What was given back of a sale.
    func reversals(of sale: RecordID) -> [Reversal] {
        lines.compactMap { line in
            switch try? Record(bytes: line.bytes).body {
            case .void(let reversal), .refund(let reversal):
                reversal.sale == sale ? reversal : nil
            case .sale, .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose, nil: nil
            }
        }
    }
}
