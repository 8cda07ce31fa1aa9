package import Meals

/// The beginning of one life of a till's journal: its terminal, its epoch, its public key.
package struct Enrolment: Hashable, Sendable {
    package let terminal: TerminalID
    package let epoch: Int
    package let key: PublicKey

    package init(terminal: TerminalID, epoch: Int, key: PublicKey) {
        self.terminal = terminal
        self.epoch = epoch
        self.key = key
    }

    /// The hash that the first record of the epoch is linked to.
    package var genesis: Digest {
        Digest(of: Array("mulin enrolment 1\n\(terminal) \(epoch) \(key.bytes.hex)\n".utf8))
    }
}
