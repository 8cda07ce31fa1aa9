package import Journal

/// A record that the service keeps and does not book as what it says.
package struct RefusedRecord: Hashable, Sendable {
    package let id: RecordID
    /// In the service's words.
    package let reason: String

    /// The line for the screen; it stops nobody.
    package var line: String { "E30 记录 \(id) 未入账，已保管（\(reason)）→ 照常营业，告知区里" }
}

extension Till {
    /// What the service refused of this journal, oldest first, as far as it has been heard.
    package var refused: [RefusedRecord] {
        machine.engine.refused.sorted { $0.key < $1.key }.map { seq, reason in
            RefusedRecord(
                id: RecordID(terminal: terminal, epoch: machine.engine.head.epoch, seq: seq),
                reason: reason)
        }
    }
}
