package import Meals

/// A subsidy policy (补贴政策): dated rules read from a document and compiled for quick decisions.
package struct Policy: Sendable {
    package let id: String
    package let title: String
    package let status: PolicyStatus
    /// The first day on which it applies.
    package let from: Day
    /// The first day on which it no longer applies; nil is open.
    package let to: Day?
    /// The last day on which its source is known to hold; later it still works, with a warning.
    package let verifiedUntil: Day?
    package let rounding: Rounding
    package let thresholdBase: ThresholdBase
    package let stacking: Stacking
    /// Every funder, in the order of first mention in the document.
    package let funders: [String]
    let periods: [PeriodHours]
    let rules: RuleBook

    /// Reads a policy document (YAML).
    ///
    /// - Throws: every problem of the document at once, each with its line and key.
    package init(yaml: String, file: String) throws(Problems) {
        let root = try Outline(yaml: yaml, file: file)
        var reader = PolicyReader(file: file)
        let policy = reader.policy(root)
        self = try reader.outline.finish(policy)
    }

    init(head: PolicyHead, funders: [String], periods: [PeriodHours], rules: RuleBook) {
        id = head.id
        title = head.title
        status = head.status
        (from, to) = (head.from, head.to)
        verifiedUntil = head.verifiedUntil
        rounding = head.rounding
        thresholdBase = head.thresholdBase
        stacking = head.stacking
        self.funders = funders
        self.periods = periods
        self.rules = rules
    }

    package func isEffective(on day: Day) -> Bool {
        guard let to else { return day >= from }
        return day >= from && day < to
    }

    /// The meal period at a time of day (seconds since midnight); `other` outside all of them.
    package func period(atSecondOfDay second: Int) -> MealPeriod {
        for hours in periods where second >= hours.from && second < hours.to {
            return hours.period
        }
        return .other
    }

    /// The meal that is being served at a time of day or comes next; the first of the day after
    /// the last.
    package func mealPeriod(fromSecondOfDay second: Int) -> MealPeriod {
        let served = periods.sorted { $0.from < $1.from }
        return (served.first { second < $0.to } ?? served.first)?.period ?? .other
    }

    /// The limits of a subsidy rule in written order; none for an unknown rule.
    package func limits(ofRule rule: String) -> [Limit] {
        guard let index = rules.terms.firstIndex(where: { $0.name.id == rule }) else { return [] }
        return Array(rules.limits[rules.subsidies[index].limits])
    }

    /// The ids of its subsidy rules in written order.
    package var subsidyRules: [String] { rules.terms.map(\.name.id) }

    /// The title of a discount or subsidy rule, as the document has it.
    package func title(ofRule rule: String) -> String? {
        (rules.discountNames + rules.terms.map(\.name)).first { $0.id == rule }?.title
    }
}

/// How far a policy document has come.
package enum PolicyStatus: String, CaseIterable, Sendable {
    /// Named after its source, to try out; not an order of the district.
    case sample
    case draft
    case inForce = "in-force"
}

/// What a `spend` condition is compared with.
package enum ThresholdBase: String, CaseIterable, Sendable {
    case beforeDiscount = "before-discount"
    case afterDiscount = "after-discount"
}

/// Which of the matching subsidies are granted.
package enum Stacking: String, CaseIterable, Sendable {
    /// 就高: the one worth most after caps and limits; a tie goes to the first written.
    case best
    /// All in written order, each capped by what is left to pay.
    case all
    /// The first that grants more than 0.
    case first
}

/// The hours of a meal period in seconds since midnight; `to` is exclusive.
struct PeriodHours: Hashable, Sendable {
    let period: MealPeriod
    let from: Int
    let to: Int
}

/// The part of a policy document that is not rules.
struct PolicyHead {
    let id: String
    let title: String
    let status: PolicyStatus
    let from: Day
    let to: Day?
    let verifiedUntil: Day?
    let rounding: Rounding
    let thresholdBase: ThresholdBase
    let stacking: Stacking
}
