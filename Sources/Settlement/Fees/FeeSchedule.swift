package import Meals

/// What an acquirer may keep of each payment, by merchant, card type and date.
package struct FeeSchedule: Hashable, Sendable {
    package let id: String
    package let title: String
    /// The first that fits applies.
    package let rates: [Rate]

    /// One agreed rate.
    package struct Rate: Hashable, Sendable {
        package let name: String
        /// Fronts of merchant codes; empty for all.
        package let merchants: [String]
        /// Empty for all.
        package let cards: Set<CardType>
        package let from: Day
        /// The first day on which it does not apply any more, as in policies and rewards; nil is
        /// open.
        package let to: Day?
        package let rate: Rational
        package let atLeast: Fen
        /// 封顶; nil for none.
        package let atMost: Fen?
        package let rounding: Rounding
        /// True where a refund gives its share of the fee back.
        package let returnsFee: Bool

        func fits(_ merchant: MerchantID, _ card: CardType, on date: Day) -> Bool {
            from <= date && (to.map { date < $0 } ?? true)
                && (cards.isEmpty || cards.contains(card))
                && (merchants.isEmpty || merchants.contains { merchant.text.hasPrefix($0) })
        }
    }

    /// What is agreed for a movement.
    package enum Charge: Hashable, Sendable {
        /// The fee, negative where it is given back, and the rate's name.
        case agreed(Fen, by: String)
        /// No rate is for this merchant, card and date: nothing can be held against the acquirer.
        case uncovered

        package var fee: Fen? {
            switch self {
            case .agreed(let fee, _): fee
            case .uncovered: nil
            }
        }
    }

    package func charge(
        merchant: MerchantID, card: CardType, kind: ClearingKind, amount: Fen, on date: Day
    ) -> Charge {
        guard let rate = rates.first(where: { $0.fits(merchant, card, on: date) }) else {
            return .uncovered
        }
        var fee = amount.times(rate.rate, rate.rounding)
        fee = max(fee, amount == .zero ? .zero : rate.atLeast)
        if let cap = rate.atMost { fee = min(fee, cap) }
        if kind.isCredit { return .agreed(fee, by: rate.name) }
        return .agreed(rate.returnsFee ? -fee : .zero, by: rate.name)
    }

    /// The fee of a movement, negative where it is given back; nil where no rate is agreed.
    package func fee(
        merchant: MerchantID, card: CardType, kind: ClearingKind, amount: Fen, on date: Day
    ) -> Fen? {
        charge(merchant: merchant, card: card, kind: kind, amount: amount, on: date).fee
    }
}

extension FeeSchedule {
    /// Reads a schedule; unknown keys are refused, and rates that would never apply.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        let keys = reader.keys(of: outline, required: ["fees", "title", "rates"])
        let id = reader.value(keys["fees"], PlainWord.shape) { PlainWord.accepts($0) ? $0 : nil }
        let title = reader.text(keys["title"])
        var rates: [Rate] = []
        for entry in reader.list(keys["rates"]) {
            guard let rate = FeeSchedule.rate(entry, &reader) else { continue }
            if let other = rate.shadow(in: rates) {
                reader.report(
                    entry, "never applies: '\(other)' stands before it and fits all that it fits")
            }
            rates.append(rate)
        }
        if rates.isEmpty, let entry = keys["rates"] {
            reader.report(entry, "at least one rate is expected here")
        }
        let named = try reader.finish(id)
        self.init(id: named, title: title ?? named, rates: rates)
    }

    private static func rate(_ entry: Outline, _ reader: inout OutlineReader) -> Rate? {
        let keys = reader.keys(
            of: entry, required: ["name", "from", "rate"],
            optional: [
                "merchants", "cards", "to", "at_least", "at_most", "rounding", "refund",
            ])
        let name = reader.text(keys["name"])
        let from = reader.day(keys["from"])
        let to = reader.day(keys["to"])
        let rate = reader.fraction(keys["rate"])
        var merchants: [String] = []
        for front in reader.list(keys["merchants"]) {
            let text = reader.value(front, "the first 3 to 15 digits of a merchant's code") {
                (3...15).contains($0.utf8.count) ? $0 : nil
            }
            if let text { merchants.append(text) }
        }
        var cards: Set<CardType> = []
        for card in reader.list(keys["cards"]) {
            let type = reader.value(card, "one of debit, credit, semi-credit, other") {
                [
                    "debit": CardType.debit, "credit": .credit, "semi-credit": .semiCredit,
                    "other": .other,
                ][$0]
            }
            if let type { cards.insert(type) }
        }
        let atLeast = reader.fen(keys["at_least"])
        let atMost = reader.fen(keys["at_most"])
        let rounding = reader.word(keys["rounding"], as: Rounding.self) ?? .halfUp
        let returnsFee =
            reader.value(keys["refund"], "returned or kept") { text -> Bool? in
                text == "returned" ? true : text == "kept" ? false : nil
            } ?? true
        if let rate, rate > .one { reader.report(entry, "a rate above 1 keeps more than was paid") }
        if let from, let to, to <= from { reader.report(entry, "ends on \(to), before it begins") }
        if let atLeast, let atMost, atLeast > atMost {
            reader.report(entry, "at_least is above at_most")
        }
        guard let name, let from, let rate else { return nil }
        return Rate(
            name: name, merchants: merchants, cards: cards, from: from, to: to, rate: rate,
            atLeast: atLeast ?? .zero, atMost: atMost, rounding: rounding,
            returnsFee: returnsFee)
    }
}

extension FeeSchedule.Rate {
    private static let everyCard: [CardType] = [.debit, .credit, .semiCredit, .other]

    /// The earlier rate that takes everything this one is for, or the first of several that do card
    /// by card; nil where something is left for it.
    fileprivate func shadow(in earlier: [FeeSchedule.Rate]) -> String? {
        let own = cards.isEmpty ? FeeSchedule.Rate.everyCard : Array(cards)
        let takers = own.map { card in earlier.first { $0.takes(all: self, of: card) } }
        guard takers.allSatisfy({ $0 != nil }) else { return nil }
        return takers.first.flatMap { $0?.name }
    }

    private func takes(all other: FeeSchedule.Rate, of card: CardType) -> Bool {
        guard cards.isEmpty || cards.contains(card), from <= other.from else { return false }
        if let to { guard let end = other.to, end <= to else { return false } }
        if merchants.isEmpty { return true }
        return !other.merchants.isEmpty
            && other.merchants.allSatisfy { front in merchants.contains { front.hasPrefix($0) } }
    }
}
