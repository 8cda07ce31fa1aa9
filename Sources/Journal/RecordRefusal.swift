/// A record that the service keeps and does not book as what it says, and why.
package struct RecordRefusal: Hashable, Sendable {
    /// Its place in its epoch's journal.
    package let seq: Int
    package let reason: String

    package init(seq: Int, reason: String) {
        self.seq = seq
        self.reason = reason
    }
}
