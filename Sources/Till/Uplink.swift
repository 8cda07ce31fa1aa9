package import Journal
internal import Meals

/// What of a till's journal the service has, and what to tell it next: a state machine.
///
/// It has no clock and no network. Whoever owns it sends the next message and hands in the answer,
/// or nothing where none came; an answer that is lost, late, doubled or out of order does no harm,
/// because each is the service's own mark and not a count of what was sent.
package struct Uplink: Sendable {
    /// Up to here the service has the journal on disk.
    package private(set) var acknowledged: ChainHead
    /// Lines that the service has not acknowledged, oldest first.
    package private(set) var unsent: [SealedLine]
    /// Why the journal cannot go on; the till must be enrolled anew.
    package private(set) var refusal: Refusal?
    /// False until the service has said where the journal stands with it.
    private var hasGreeted = false
    /// The service's mark, where it is beyond the end of this disk's journal.
    private var told: ChainHead?

    /// Lines in one upload.
    private static let linesInUpload = 500

    /// Why the service and this disk cannot both be right.
    package enum Refusal: Hashable, Sendable {
        /// `fork`, `rollback` or `revoked`, as the service said.
        case refused(String)
        /// The service knows more of the journal than this disk does.
        case serviceKnowsMore

        /// True where the service keeps what this disk sold as another branch of the journal.
        fileprivate var keepsBranch: Bool {
            switch self {
            case .refused(let verdict): ["fork", "rollback", "revoked"].contains(verdict)
            case .serviceKnowsMore: true
            }
        }
    }

    /// What to tell the service next.
    package enum Message: Sendable {
        /// Where the till believes its journal to end, and the mark it was told, where that lies
        /// further: what was heard cannot be a greeting that was held up on its way.
        case greeting(ChainHead, told: ChainHead?)
        /// Lines behind a place.
        case upload(after: ChainHead, [SealedLine])

        /// The end of the journal that the message speaks for and the till signs.
        package var head: ChainHead {
            switch self {
            case .greeting(let head, _): head
            case .upload(let start, let lines):
                lines.last.map {
                    ChainHead(
                        terminal: start.terminal, epoch: start.epoch, seq: $0.id.seq,
                        hash: $0.hash)
                } ?? start
            }
        }

        /// What the till signs of it.
        package var signed: [UInt8] {
            switch self {
            case .greeting(let head, let told): head.greeting(told: told)
            case .upload: head.message
            }
        }
    }

    /// - Parameters:
    ///   - acknowledged: what the service is believed to have; it is asked at first.
    ///   - unsent: all lines behind that.
    init(acknowledged: ChainHead, unsent: [SealedLine]) {
        self.acknowledged = acknowledged
        self.unsent = unsent
    }

    /// Asks again where the journal stands, unless there is something to send that asks it anyway:
    /// the service may have been restored from a backup meanwhile.
    mutating func beginSync() { if unsent.isEmpty { hasGreeted = false } }

    mutating func append(_ line: SealedLine) { unsent.append(line) }

    /// The next message for a journal that ends here; nil where the service has all of it.
    package func next(_ head: ChainHead) -> Message? {
        guard hasGreeted || refusal != nil else { return .greeting(head, told: told) }
        guard !unsent.isEmpty, refusal?.keepsBranch ?? true else { return nil }
        // Of a refused journal everything goes at once, so that nothing it sold is lost: an upload
        // that began inside the other branch would look like a gap.
        let count = refusal == nil ? Uplink.linesInUpload : unsent.count
        return .upload(after: acknowledged, Array(unsent.prefix(count)))
    }

    /// Takes in the service's answer.
    ///
    /// - Returns: false where the service has lost what it had acknowledged: the lines behind its
    ///   mark must be read back from the disk and handed to ``resend(after:_:)``.
    mutating func take(_ answer: ServiceLink.Mark, to message: Message, head: ChainHead) -> Bool {
        switch (message, answer.verdict) {
        case (.upload, "gap"):
            // A service that misses what lies before its own mark cannot be understood.
            guard answer.seq != acknowledged.seq else {
                refusal = .refused(answer.verdict)
                return true
            }
        case (.greeting, "accepted"): hasGreeted = true
        case (.upload(_, let lines), "accepted"): drop(lines)
        // Both branches are kept at the service now.
        case (.upload(_, let lines), "fork"):
            if refusal != nil || lines.count == unsent.count { drop(lines) }
            refusal = .refused(answer.verdict)
            return true
        case (.greeting(let head, nil), "rollback"):
            told = ChainHead(
                terminal: head.terminal, epoch: head.epoch, seq: answer.seq, hash: answer.hash)
            return true
        // Nothing was taken: the lines were damaged on their way and go again.
        case (_, "reorder"), (_, "bad-signature"): return true
        // The key has ended; the service keeps what it sealed, for a person to look at.
        case (.upload(_, let lines), "revoked"):
            drop(lines)
            move(to: answer)
            refusal = .refused(answer.verdict)
            return true
        default:
            refusal = .refused(answer.verdict)
            return true
        }
        // The service may know another record at a place that this disk has filled too.
        if let own = hash(at: answer.seq), own != answer.hash {
            refusal = .refused("fork")
            return true
        }
        guard answer.seq <= head.seq else {
            refusal = .serviceKnowsMore
            return true
        }
        guard answer.seq >= acknowledged.seq else { return false }
        unsent.removeFirst(unsent.firstIndex { $0.id.seq > answer.seq } ?? unsent.count)
        move(to: answer)
        return true
    }

    /// Forgets lines that the service has, wherever they are among the unsent.
    private mutating func drop(_ lines: [SealedLine]) {
        guard let last = lines.last?.id.seq else { return }
        unsent.removeFirst(unsent.firstIndex { $0.id.seq > last } ?? unsent.count)
    }

    /// Begins again behind the mark of a service that was restored from a backup.
    mutating func resend(after answer: ServiceLink.Mark, _ lines: [SealedLine]) {
        unsent = lines.filter { $0.id.seq > answer.seq }
        move(to: answer)
    }

    private mutating func move(to answer: ServiceLink.Mark) {
        acknowledged = ChainHead(
            terminal: acknowledged.terminal, epoch: acknowledged.epoch, seq: answer.seq,
            hash: answer.hash)
    }

    /// The hash of this disk's own record at a place; nil for one sent long ago.
    private func hash(at seq: Int) -> Digest? {
        if seq == acknowledged.seq { return acknowledged.hash }
        guard let first = unsent.first?.id.seq, seq >= first, seq - first < unsent.count else {
            return nil
        }
        return unsent[seq - first].hash
    }
}

extension Uplink.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused(let verdict): verdict
        case .serviceKnowsMore: "the service knows more than this disk"
        }
    }
}
