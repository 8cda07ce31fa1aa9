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
        /// The last day; nil is open.
        package let to: Day?
        package let rate: Rational
        package let atLeast: Fen
        /// 封顶; nil for none.
        package let atMost: Fen?
        package let rounding: Rounding
        /// True where a refund gives its share of the fee back.
        package let returnsFee: Bool

        func fits(_ merchant: MerchantID, _ card: CardType, on date: Day) -> Bool {
            from <= date && (to.map { date <= $0 } ?? true)
                && (cards.isEmpty || cards.contains(card))
                && (merchants.isEmpty || merchants.contains { merchant.text.hasPrefix($0) })
        }
    }

    /// The fee of a movement, negative where it is given back; nil where no rate is agreed.
    package func fee(
        merchant: MerchantID, card: CardType, kind: ClearingKind, amount: Fen, on date: Day
    ) -> Fen? {
        guard let rate = rates.first(where: { $0.fits(merchant, card, on: date) }) else {
            return nil
        }
        var fee = amount.times(rate.rate, rate.rounding)
        fee = max(fee, amount == .zero ? .zero : rate.atLeast)
        if let cap = rate.atMost { fee = min(fee, cap) }
        if kind.isCredit { return fee }
        return rate.returnsFee ? -fee : .zero
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
            if let rate = FeeSchedule.rate(entry, &reader) { rates.append(rate) }
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
        if let from, let to, to < from { reader.report(entry, "ends on \(to), before it begins") }
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

/// A line whose fee is not the agreed one.
package struct FeeDifference: Hashable, Sendable {
    package let entry: ClearingEntry
    package let due: Fen

    package init(entry: ClearingEntry, due: Fen) {
        self.entry = entry
        self.due = due
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
            let due = fee(
                merchant: entry.merchant, card: entry.cardType, kind: entry.kind,
                amount: entry.amount, on: entry.settleDate)
            if let due {
                if due != entry.fee { differences.append(FeeDifference(entry: entry, due: due)) }
            } else {
                uncovered.append(entry)
            }
        }
        return (differences, uncovered)
    }
}
