package import Meals

/// The end of a hash chain: the last sealed place of an epoch and its hash.
package struct ChainHead: Hashable, Sendable {
    package let terminal: TerminalID
    package let epoch: Int
    /// 0 where nothing is sealed yet.
    package let seq: Int
    /// For seq 0 the enrolment's hash.
    package let hash: Digest

    package init(terminal: TerminalID, epoch: Int, seq: Int, hash: Digest) {
        self.terminal = terminal
        self.epoch = epoch
        self.seq = seq
        self.hash = hash
    }

    /// The start of an epoch.
    package init(_ enrolment: Enrolment) {
        self.init(
            terminal: enrolment.terminal, epoch: enrolment.epoch, seq: 0, hash: enrolment.genesis)
    }

    package var next: RecordID { RecordID(terminal: terminal, epoch: epoch, seq: seq + 1) }

    /// The head after one more sealed line: `hash = SHA-256(previous hash ‖ bytes)`.
    package func appending(_ line: some Sequence<UInt8>) -> ChainHead {
        ChainHead(terminal: terminal, epoch: epoch, seq: seq + 1, hash: hash.linked(to: line))
    }

    /// What a till signs to vouch for everything up to here.
    package var message: [UInt8] {
        Array("mulin head 1\n\(terminal) \(epoch) \(seq) \(hash)\n".utf8)
    }

    /// What a till signs in a greeting.
    ///
    /// - Parameter told: the service's mark as the till has just heard it, where it lies further.
    package func greeting(told: ChainHead?) -> [UInt8] {
        message + (told.map { Array("told \($0.seq) \($0.hash)\n".utf8) } ?? [])
    }
}

/// One line of a journal with its place and its hash; the bytes are the till's own.
package struct SealedLine: Hashable, Sendable {
    package let id: RecordID
    package let bytes: [UInt8]
    package let hash: Digest

    package init(id: RecordID, bytes: [UInt8], hash: Digest) {
        self.id = id
        self.bytes = bytes
        self.hash = hash
    }
}
