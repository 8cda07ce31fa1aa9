internal import Journal
internal import Meals

extension TillMachine {
    /// Lines that the service has not acknowledged, in all lives of the journal.
    package var unsentCount: Int {
        earlier.reduce(uplink.unsent.count) { $0 + $1.uplink.unsent.count }
    }

    /// To be called before each round of messages.
    package mutating func beginSync() {
        for place in earlier.indices { earlier[place].beginSync() }
        uplink.beginSync()
    }

    /// The next message to the service and its signature; nil where the service has everything.
    ///
    /// Earlier lives of the journal go first.
    package func message() throws -> (message: Uplink.Message, signature: [UInt8])? {
        for journal in earlier {
            if let message = journal.message {
                return (message, try journal.key.sign(message.signed))
            }
        }
        return try uplink.next(engine.head).map { ($0, try key.sign($0.signed)) }
    }

    /// Takes in the service's answer to a message.
    package mutating func take(_ answer: ServiceLink.Mark, to message: Uplink.Message) throws {
        if let place = earlier.firstIndex(where: { $0.head.epoch == message.head.epoch }) {
            earlier[place].take(answer, to: message)
            for refusal in answer.refused {
                let id = RecordID(
                    terminal: terminal, epoch: message.head.epoch, seq: refusal.seq)
                refusedEarlier[id] = refusal.reason
            }
            note(earlier[place].uplink.acknowledged)
            return
        }
        for refusal in answer.refused { engine.refused[refusal.seq] = refusal.reason }
        let before = uplink.acknowledged.seq
        switch uplink.take(answer, to: message, head: engine.head) {
        case .nothing: break
        case .linesAfter(let mark):
            uplink.resend(after: mark, try lines(), from: ChainHead(engine.enrolment))
        case .allLines: uplink.sendBranch(try lines(), from: ChainHead(engine.enrolment))
        }
        guard uplink.acknowledged.seq != before else { return }
        engine.acknowledged = uplink.acknowledged.seq
        note(uplink.acknowledged)
    }

    /// Leaves an earlier life of the journal for the next round; false for the newest.
    package mutating func skip(_ message: Uplink.Message) -> Bool {
        guard let place = earlier.firstIndex(where: { $0.head.epoch == message.head.epoch })
        else { return false }
        earlier[place].skip()
        return true
    }

    private func lines() throws -> [SealedLine] {
        try JournalText(file.read(), file: directory).lines
    }

    /// Keeps the service's mark as a hint for the next start; without it more is sent again.
    private func note(_ mark: ChainHead) {
        let path = TillMachine.path(of: mark.epoch, in: directory, "sent")
        try? disk.create(path).write(Array("\(mark.seq) \(mark.hash)\n".utf8), at: 0)
    }
}
