package import Meals

/// One suspicion, with the records that it rests on; a person decides what it is.
package struct AuditFlag: Hashable, Sendable {
    package let rule: AuditRule
    package let canteen: CanteenID
    package let day: Day
    /// Whom it is about: a diner, a terminal, a cashier, or the canteen.
    package let subject: String
    package let evidence: [String]
    package let words: String

    package init(
        rule: AuditRule, canteen: CanteenID, day: Day, subject: String, evidence: [String],
        words: String
    ) {
        self.rule = rule
        self.canteen = canteen
        self.day = day
        self.subject = subject
        self.evidence = evidence
        self.words = words
    }

    /// Tells one suspicion from another of the same rule, canteen, day and subject: a second burst
    /// at a till begins with another record.
    package var identity: String {
        "\(rule.rawValue) \(canteen) \(day) \(subject)" + (evidence.first.map { " \($0)" } ?? "")
    }
}
