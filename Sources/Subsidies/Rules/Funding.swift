internal import Meals

/// Who pays for a subsidy: shares that add up to one.
struct Funding: Hashable, Sendable {
    struct Part: Hashable, Sendable {
        let funder: String
        let share: Rational
    }

    let parts: [Part]

    /// The amount by funder in written order; a part of 0 is left out.
    ///
    /// Each share is floored to a fen and the remainder goes to the first funder.
    func split(_ amount: Fen) -> [FunderShare] {
        if parts.count == 1 { return [FunderShare(funder: parts[0].funder, amount: amount)] }
        let floors = parts.map { amount.times($0.share, .down) }
        let remainder = amount - floors.total { $0 }
        var shares: [FunderShare] = []
        for (index, part) in parts.enumerated() {
            let own = index == 0 ? floors[0] + remainder : floors[index]
            if own > .zero { shares.append(FunderShare(funder: part.funder, amount: own)) }
        }
        return shares
    }
}
