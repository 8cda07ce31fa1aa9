internal import Meals

extension PolicyReader {
    mutating func readDiscount(_ entry: Outline) {
        let entries = outline.keys(
            of: entry, required: ["id", "pay_rate"], optional: ["title", "when"])
        let name = ruleName(entries, entry.line)
        let condition = condition(entries["when"])
        let rate = fractionOfOne(entries["pay_rate"])
        guard let name, let rate else { return }
        rules.discounts.append(DiscountRule(gate: Gate(condition), payRate: rate))
        rules.discountConditions.append(condition)
        rules.discountNames.append(name)
    }

    mutating func readSubsidy(_ entry: Outline) {
        let entries = outline.keys(
            of: entry, required: ["id", "benefit", "funders"],
            optional: ["title", "when", "spend", "limits"])
        let name = ruleName(entries, entry.line)
        let condition = condition(entries["when"])
        let threshold = threshold(entries["spend"])
        let benefit = benefit(entries["benefit"])
        let firstLimit = rules.limits.count
        for item in outline.list(entries["limits"]) {
            if let limit = limit(item) { rules.limits.append(limit) }
        }
        let funding = funding(entries["funders"])
        guard let name, let benefit, let funding else { return }
        for _ in firstLimit..<rules.limits.count { rules.limitRules.append(rules.subsidies.count) }
        rules.subsidies.append(
            SubsidyRule(
                gate: Gate(condition), threshold: threshold, benefit: benefit,
                limits: firstLimit..<rules.limits.count))
        rules.subsidyConditions.append(condition)
        rules.terms.append(SubsidyTerms(name: name, funding: funding, benefit: benefit))
    }

    /// The rule's id and its title; a rule without a title is shown by its id.
    private mutating func ruleName(_ entries: [String: Outline], _ line: Int) -> RuleName? {
        let id = ruleID(entries["id"])
        let title = outline.text(entries["title"])
        return id.map { RuleName(id: $0, title: title ?? $0, line: line) }
    }

    /// A fraction from 0 to 1, both included.
    private mutating func fractionOfOne(_ entry: Outline?) -> Rational? {
        guard let entry, let fraction = outline.fraction(entry) else { return nil }
        guard fraction <= .one else {
            outline.report(
                entry, "\(fraction) is more than 1; write a part of one such as \"0.85\"")
            return nil
        }
        return fraction
    }

    /// True where exactly one of the keys is written; else says so.
    private mutating func hasExactlyOne(
        of keys: [String], in entries: [String: Outline], _ entry: Outline
    ) -> Bool {
        let written = keys.filter { entries[$0] != nil }
        if written.count == 1 { return true }
        let fault = written.isEmpty ? "none" : written.joined(separator: " and ")
        outline.report(
            entry, "needs exactly one of \(keys.joined(separator: ", ")), but has \(fault)")
        return false
    }

    private mutating func threshold(_ entry: Outline?) -> Threshold? {
        guard let entry else { return nil }
        let entries = outline.keys(of: entry, required: [], optional: ["at_least", "more_than"])
        let atLeast = outline.fen(entries["at_least"])
        let moreThan = outline.fen(entries["more_than"])
        guard hasExactlyOne(of: ["at_least", "more_than"], in: entries, entry) else { return nil }
        return atLeast.map(Threshold.atLeast) ?? moreThan.map(Threshold.moreThan)
    }

    private mutating func benefit(_ entry: Outline?) -> Benefit? {
        guard let entry else { return nil }
        let entries = outline.keys(
            of: entry, required: [], optional: ["amount", "rate", "at_most", "pay"])
        let amount = outline.fen(entries["amount"])
        let rate = fractionOfOne(entries["rate"])
        let cap = outline.fen(entries["at_most"])
        let pay = outline.fen(entries["pay"])
        if let capEntry = entries["at_most"], entries["rate"] == nil {
            outline.report(capEntry, "caps a rate, but there is no 'rate'")
        }
        guard hasExactlyOne(of: ["amount", "rate", "pay"], in: entries, entry) else { return nil }
        return amount.map(Benefit.amount) ?? rate.map { .rate($0, atMost: cap) }
            ?? pay.map(Benefit.pay)
    }

    private mutating func limit(_ entry: Outline) -> Limit? {
        let entries = outline.keys(of: entry, required: ["per"], optional: ["count", "amount"])
        let window = outline.word(entries["per"], as: LimitWindow.self)
        let count = outline.whole(entries["count"])
        let amount = outline.fen(entries["amount"])
        guard hasExactlyOne(of: ["count", "amount"], in: entries, entry) else { return nil }
        if count == 0 || amount == .zero {
            outline.report(entry, "a limit of 0 would never grant; leave the rule out instead")
        }
        let measure = count.map(Limit.Measure.count) ?? amount.map(Limit.Measure.amount)
        guard let window, let measure else { return nil }
        return Limit(window: window, measure: measure)
    }

    private mutating func funding(_ entry: Outline?) -> Funding? {
        guard let entry else { return nil }
        let written = outline.named(entry)
        var parts: [Funding.Part] = []
        for (funder, item) in written {
            if PolicyReader.isName(funder) {
                mention(funder)
            } else {
                outline.report(item, "'\(funder)' is not a name of a funder")
            }
            if let share = fractionOfOne(item) {
                parts.append(Funding.Part(funder: funder, share: share))
            }
        }
        // A share that could not be read has been named; the sum would only repeat it.
        guard parts.count == written.count else { return nil }
        guard let sum = sum(of: parts.map(\.share)), sum == .one else {
            outline.report(entry, "the shares must add up to exactly 1")
            return nil
        }
        return Funding(parts: parts)
    }

    /// The exact sum; nil where its denominator would leave 64 bits, as no sensible one does.
    private func sum(of shares: [Rational]) -> Rational? {
        var (top, bottom): (Int64, Int64) = (0, 1)
        for share in shares {
            // Reduced, this fraction's denominator is what the common one still lacks.
            let lacking = Rational(bottom, share.denominator).denominator
            let (common, tooLarge) = bottom.multipliedReportingOverflow(by: lacking)
            if tooLarge { return nil }
            // Every share is at most 1, so this product is at most the denominator.
            let addend = share.numerator * (common / share.denominator)
            let (scaled, scaledTooLarge) = top.multipliedReportingOverflow(by: lacking)
            let (sum, sumTooLarge) = scaled.addingReportingOverflow(addend)
            if scaledTooLarge || sumTooLarge { return nil }
            (top, bottom) = (sum, common)
        }
        return Rational(top, bottom)
    }
}
