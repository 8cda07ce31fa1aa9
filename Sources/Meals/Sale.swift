/// One line of a basket.
package struct SaleLine: Hashable, Sendable {
    /// The dish's code on the menu, or the words of an open item.
    package let item: String
    package let quantity: Int
    package let unitPrice: Fen

    package init(item: String, quantity: Int, unitPrice: Fen) {
        self.item = item
        self.quantity = quantity
        self.unitPrice = unitPrice
    }

    package var amount: Fen { unitPrice * quantity }
}

/// The acquirer's references of a card payment, as its clearing file will repeat them.
package struct AcquirerReference: Hashable, Sendable {
    /// 系统跟踪号, six digits.
    package let trace: String
    /// 批次号, six digits.
    package let batch: String
    /// 检索参考号, twelve characters.
    package let rrn: String
    /// 授权码, six characters; empty for a QR payment.
    package let authCode: String
    /// The card as the slip shows it, such as `622609******0048`; empty for a QR payment.
    package let maskedCard: String

    package init(trace: String, batch: String, rrn: String, authCode: String, maskedCard: String) {
        self.trace = trace
        self.batch = batch
        self.rrn = rrn
        self.authCode = authCode
        self.maskedCard = maskedCard
    }
}

extension AcquirerReference {
    /// True where each reference has the shape that clearing files prescribe for it.
    package var isWellFormed: Bool {
        func digits(_ text: some StringProtocol, _ count: Int) -> Bool {
            text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) }
        }
        func alphanumeric(_ text: String, _ count: Int) -> Bool {
            text.utf8.count == count
                && text.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                }
        }
        let card = maskedCard
        return digits(trace, 6) && digits(batch, 6) && alphanumeric(rrn, 12)
            && (authCode.isEmpty || alphanumeric(authCode, 6))
            && (card.isEmpty
                || (13...19).contains(card.utf8.count) && digits(card.prefix(6), 6)
                    && digits(card.suffix(4), 4)
                    && card.utf8.dropFirst(6).dropLast(4).allSatisfy { $0 == UInt8(ascii: "*") })
    }
}

/// What was paid in one way.
package struct Tender: Hashable, Sendable {
    package let kind: TenderKind
    package let amount: Fen
    /// Present for what the acquirer clears.
    package let reference: AcquirerReference?

    package init(kind: TenderKind, amount: Fen, reference: AcquirerReference? = nil) {
        self.kind = kind
        self.amount = amount
        self.reference = reference
    }
}

/// A funder's part of a subsidy.
package struct FunderShare: Hashable, Sendable {
    package let funder: String
    package let amount: Fen

    package init(funder: String, amount: Fen) {
        self.funder = funder
        self.amount = amount
    }
}

/// What one rule of the policy granted.
package struct Grant: Hashable, Sendable {
    package let rule: String
    package let shares: [FunderShare]

    package init(rule: String, shares: [FunderShare]) {
        self.rule = rule
        self.shares = shares
    }

    package var amount: Fen { shares.total(\.amount) }
}

/// Earlier use of one rule by one diner, the measure of what a limit leaves.
package struct RuleUse: Hashable, Sendable {
    package let rule: String
    package let day: Day
    package let period: MealPeriod
    package let count: Int
    package let amount: Fen

    package init(rule: String, day: Day, period: MealPeriod, count: Int, amount: Fen) {
        self.rule = rule
        self.day = day
        self.period = period
        self.count = count
        self.amount = amount
    }
}
