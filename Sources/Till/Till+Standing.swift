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
        var reasons = machine.refusedEarlier
        for (seq, reason) in machine.engine.refused {
            let id = RecordID(terminal: terminal, epoch: machine.engine.head.epoch, seq: seq)
            reasons[id] = reason
        }
        return reasons.sorted { $0.key < $1.key }.map { RefusedRecord(id: $0, reason: $1) }
    }
}

/// A till whose key the bureau has ended.
package enum RevokedTill {
    /// The line for the screen.
    package static let line = "E31 本机已停用 → 联系管理员  (this till was revoked)"
}

extension Till {
    /// True once the service has said that the till's key has ended; what it sells is kept there in
    /// quarantine.
    package var isRevoked: Bool { machine.uplink.refusal == .refused("revoked") }
}
