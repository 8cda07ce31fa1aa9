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
    /// Of a refused journal, up to where the service has this disk's branch of it.
    private var branch: ChainHead?
    /// True once the service's answer made no sense; the next round begins afresh.
    private var isStuck = false

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
    mutating func beginSync() {
        isStuck = false
        if unsent.isEmpty, branch == nil { hasGreeted = false }
    }

    /// Says nothing more in this round.
    mutating func skip() { isStuck = true }

    mutating func append(_ line: SealedLine) { unsent.append(line) }

    /// The next message for a journal that ends here; nil where the service has all of it.
    package func next(_ head: ChainHead) -> Message? {
        if isStuck { return nil }
        guard hasGreeted || refusal != nil else { return .greeting(head, told: told) }
        guard !unsent.isEmpty, refusal?.keepsBranch ?? true else { return nil }
        return .upload(
            after: branch ?? acknowledged, Array(unsent.prefix(Uplink.linesInUpload)))
    }

    /// What a service's answer asks for besides.
    enum Need: Hashable {
        case nothing
        /// The service has lost what it had acknowledged: ``resend(after:_:)`` with all lines.
        case linesAfter(ServiceLink.Mark)
        /// The journal is refused: ``sendBranch(_:)`` with all lines, so that nothing is lost.
        case allLines
    }

    /// Takes in the service's answer.
    mutating func take(
        _ answer: ServiceLink.Mark, to message: Message, head: ChainHead
    ) -> Need {
        // The lines were damaged on their way and nothing was taken: they go again next time.
        guard !answer.isDamaged else {
            isStuck = true
            return .nothing
        }
        if refusal != nil { return takeOfBranch(answer, message) }
        switch (message, answer.verdict) {
        case (.greeting, "accepted"): hasGreeted = true
        case (.greeting(let head, nil), "rollback"):
            told = ChainHead(
                terminal: head.terminal, epoch: head.epoch, seq: answer.seq, hash: answer.hash)
            return .nothing
        case (.upload(_, let lines), "accepted"): drop(lines)
        case (.upload, "gap"):
            // A service that misses what lies before its own mark cannot be understood.
            guard answer.seq != acknowledged.seq else {
                isStuck = true
                return .nothing
            }
        // The key has ended; the service keeps what it sealed, for a person to look at.
        case (_, "revoked"):
            refusal = .refused(answer.verdict)
            // A greeting is told no more than that: whether the service has what this disk holds
            // is seen from all of its lines.
            if case .greeting = message { return .linesAfter(answer) }
            return takeOfBranch(answer, message)
        default:
            refusal = .refused(answer.verdict)
            return .allLines
        }
        // The service may know another record at a place that this disk has filled too.
        if let own = hash(at: answer.seq), own != answer.hash {
            refusal = .refused("fork")
            return .allLines
        }
        guard answer.seq <= head.seq else {
            refusal = .serviceKnowsMore
            return .allLines
        }
        guard answer.seq >= acknowledged.seq else { return .linesAfter(answer) }
        unsent.removeFirst(unsent.firstIndex { $0.id.seq > answer.seq } ?? unsent.count)
        move(to: answer)
        return .nothing
    }

    /// Of a refused journal the service takes every line: those it has, and the others as a branch.
    private mutating func takeOfBranch(_ answer: ServiceLink.Mark, _ message: Message) -> Need {
        guard case .upload(_, let lines) = message else { return .nothing }
        switch answer.verdict {
        case "accepted", "fork":
            drop(lines)
            branch = message.head
        case "revoked":
            drop(lines)
            if branch == nil { move(to: answer) } else { branch = message.head }
        case "gap":
            // The service was restored and misses lines that it had.
            if branch == nil, answer.seq < acknowledged.seq { return .linesAfter(answer) }
            if let branch, branch.seq > 0 { return .allLines }
            isStuck = true
        default: isStuck = true
        }
        return .nothing
    }

    /// Sends a refused journal from its first line on.
    mutating func sendBranch(_ lines: [SealedLine], from start: ChainHead) {
        unsent = lines
        branch = start
    }

    /// Forgets lines that the service has, wherever they are among the unsent.
    private mutating func drop(_ lines: [SealedLine]) {
        guard let last = lines.last?.id.seq else { return }
        unsent.removeFirst(unsent.firstIndex { $0.id.seq > last } ?? unsent.count)
    }

    /// Begins again behind the mark of a service that was restored from a backup.
    ///
    /// - Parameters:
    ///   - lines: the whole journal; where it has another record at the mark, or none, it is a
    ///     branch.
    ///   - start: the head before its first line.
    mutating func resend(
        after answer: ServiceLink.Mark, _ lines: [SealedLine], from start: ChainHead
    ) {
        let own =
            answer.seq == 0
            ? start.hash : answer.seq <= lines.count ? lines[answer.seq - 1].hash : nil
        guard own == answer.hash else {
            refusal = refusal ?? .refused("fork")
            return sendBranch(lines, from: start)
        }
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
