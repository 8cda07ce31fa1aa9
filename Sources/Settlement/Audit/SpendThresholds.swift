package import Meals
internal import Subsidies

/// The least that must be spent under each subsidy rule of a policy document.
package struct SpendThresholds: Sendable {
    private let least: [String: Fen]
    private let isAfterDiscount: Bool

    /// - Parameter yaml: a policy document that was understood before.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        isAfterDiscount =
            outline["threshold_base"]?.words == ThresholdBase.afterDiscount.rawValue
        var least: [String: Fen] = [:]
        for rule in outline["subsidies"]?.entries ?? [] {
            guard let id = rule["id"]?.words, let spend = rule["spend"] else { continue }
            if let amount = spend["at_least"]?.words.flatMap({ Fen(yuan: $0) }) {
                least[id] = amount
            } else if let amount = spend["more_than"]?.words.flatMap({ Fen(yuan: $0) }) {
                least[id] = amount + Fen(1)
            }
        }
        self.least = least
    }

    /// Whether a basket came to exactly what earns a rule; nil for a rule that asks for no spend.
    package func isExactly(_ rule: String, gross: Fen, discount: Fen) -> Bool? {
        least[rule].map { $0 == (isAfterDiscount ? gross - discount : gross) }
    }
}

extension Outline {
    fileprivate subscript(key: String) -> Outline? {
        guard case .keys(let entries) = value else { return nil }
        return entries.first { $0.key == key }?.entry
    }

    fileprivate var entries: [Outline] {
        guard case .list(let entries) = value else { return [] }
        return entries
    }

    fileprivate var words: String? {
        guard case .text(let text) = value else { return nil }
        return text
    }
}
