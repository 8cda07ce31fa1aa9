package import Meals
internal import Store

/// Something about a till's journal that was noticed and that a person should know of; what comes
/// again and again of one till is told once.
package struct Incident: Hashable, Sendable {
    /// As it is stored.
    package let name: String
    package let terminal: TerminalID
    /// Nil for a terminal that is in nobody's list.
    package let canteen: CanteenID?
    package fileprivate(set) var count = 0
    package let firstSeen: Moment
    package fileprivate(set) var lastSeen: Moment
    /// What was noticed, each once, in the order in which it was.
    package fileprivate(set) var details: [String] = []

    /// Nil for a kind that this version does not know.
    package var kind: Kind? { Kind(rawValue: name) }

    package enum Kind: String, CaseIterable, Sendable {
        case fork
        case rollback
        case reorder
        case badSignature = "bad-signature"
        case restored
        case revoked
    }
}

extension Ledger {
    /// What was noticed of tills' journals on some settlement dates, in the order of first sight.
    package func incidents(from: Day, to: Day) throws -> [Incident] {
        let (first, end) = (calendar.bounds(of: from).from, calendar.bounds(of: to).to)
        var incidents: [Incident] = []
        for row in try store.read({ try $0.incidents(from: first, before: end) }) {
            let place =
                incidents.firstIndex { $0.name == row.kind && $0.terminal == row.terminal }
                ?? incidents.endIndex
            if place == incidents.endIndex {
                incidents.append(
                    Incident(
                        name: row.kind, terminal: row.terminal,
                        canteen: state.terminals[row.terminal]?.canteen, firstSeen: row.seenAt,
                        lastSeen: row.seenAt))
            }
            incidents[place].count += 1
            incidents[place].lastSeen = row.seenAt
            if !incidents[place].details.contains(row.detail) {
                incidents[place].details.append(row.detail)
            }
        }
        return incidents
    }
}
