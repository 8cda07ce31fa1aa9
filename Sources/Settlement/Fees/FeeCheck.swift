package import Meals

/// A line whose fee is not the agreed one.
package struct FeeDifference: Hashable, Sendable {
    package let entry: ClearingEntry
    package let due: Fen

    package init(entry: ClearingEntry, due: Fen) {
        self.entry = entry
        self.due = due
    }
}

/// Payments for which no rate is agreed, so that nobody can say whether their fees are right.
package struct UncoveredFees: Hashable, Sendable, CustomStringConvertible {
    package let merchant: MerchantID
    package let card: CardType
    package let from: Day
    /// The last settlement date.
    package let to: Day
    package let count: Int
    /// What the acquirer kept of them.
    package let fee: Fen

    package init(
        merchant: MerchantID, card: CardType, from: Day, to: Day, count: Int, fee: Fen
    ) {
        (self.merchant, self.card) = (merchant, card)
        (self.from, self.to) = (from, to)
        (self.count, self.fee) = (count, fee)
    }

    package var description: String {
        "merchant \(merchant): no rate for \(card.word) cards "
            + (from == to ? "on \(from)" : "from \(from) to \(to)")
            + "; \(count) lines with ¥\(fee) kept are not checked; add the rate to the fee schedule"
    }
}

extension FeeSchedule {
    /// Recomputes every line; gives those that differ and those that no rate covers.
    package func check(
        _ entries: [ClearingEntry]
    ) -> (differences: [FeeDifference], uncovered: [ClearingEntry]) {
        var differences: [FeeDifference] = []
        var uncovered: [ClearingEntry] = []
        for entry in entries {
            switch charge(
                merchant: entry.merchant, card: entry.cardType, kind: entry.kind,
                amount: entry.amount, on: entry.settleDate)
            {
            case .agreed(let due, _):
                if due != entry.fee { differences.append(FeeDifference(entry: entry, due: due)) }
            case .uncovered: uncovered.append(entry)
            }
        }
        return (differences, uncovered)
    }

    /// What no rate covers, by merchant and card, to be told to a person.
    package func uncovered(_ entries: [ClearingEntry]) -> [UncoveredFees] {
        struct Name: Hashable {
            let merchant: MerchantID
            let card: CardType
        }
        let groups = Dictionary(grouping: check(entries).uncovered) {
            Name(merchant: $0.merchant, card: $0.cardType)
        }
        return groups.compactMap { name, own in
            let dates = own.map(\.settleDate)
            guard let first = dates.min(), let last = dates.max() else { return nil }
            return UncoveredFees(
                merchant: name.merchant, card: name.card, from: first, to: last, count: own.count,
                fee: own.total(\.fee))
        }.sorted { ($0.merchant, $0.card.word) < ($1.merchant, $1.card.word) }
    }
}

extension CardType {
    /// As fee schedules write it.
    fileprivate var word: String {
        switch self {
        case .debit: "debit"
        case .credit: "credit"
        case .semiCredit: "semi-credit"
        case .other: "other"
        }
    }
}
