package import Meals
package import Settlement
package import Subsidies
package import Supply

/// Plants misuse of every kind in a rehearsed month and counts what an audit finds of it.
package struct AuditRehearsal: Sendable {
    /// How large the month is.
    package struct Plan: Hashable, Sendable {
        package var seed: UInt64
        package var from: Day
        package var days: Int
        package var canteens: Int
        package var diners: Int
        /// A day.
        package var meals: Int
        /// Misuses of each rule, and things just within its bounds.
        package var planted: Int

        package init(
            seed: UInt64, from: Day, days: Int, canteens: Int, diners: Int, meals: Int,
            planted: Int
        ) {
            (self.seed, self.from, self.days) = (seed, from, days)
            (self.canteens, self.diners) = (canteens, diners)
            (self.meals, self.planted) = (meals, planted)
        }
    }

    /// What the month goes by.
    package struct Rules: Sendable {
        package let policy: Policy
        package let spend: SpendThresholds
        package let calendar: WorkCalendar
        package let thresholds: AuditThresholds

        package init(
            policy: Policy, spend: SpendThresholds, calendar: WorkCalendar,
            thresholds: AuditThresholds
        ) {
            (self.policy, self.spend) = (policy, spend)
            (self.calendar, self.thresholds) = (calendar, thresholds)
        }
    }

    /// How well one rule did.
    package struct Score: Hashable, Sendable {
        package let rule: AuditRule
        package let planted: Int
        package fileprivate(set) var found = 0
        /// Things just within the rule's bounds, and how many of them it flagged all the same.
        package let nearMisses: Int
        package fileprivate(set) var nearMissesFlagged = 0
        /// Flags that rest on nothing that was planted.
        package fileprivate(set) var falseAlarms = 0
        /// Flags that rest on what was planted for another rule.
        package fileprivate(set) var byTheWay = 0
    }

    package let plan: Plan
    package private(set) var scores: [Score]
    /// Honest meals of the month.
    package let honest: Int
    package let flags: Int

    package var canteenMonths: Rational {
        Rational(Int64(plan.canteens * plan.days), 30)
    }

    /// Runs the month; the same plan gives the same figures.
    package init(_ plan: Plan, menu: MenuBook, rules: Rules) {
        self.plan = plan
        var month = HonestMonth(plan, menu: menu, rules: rules)
        honest = month.meals.count
        let planted = PlantedMisuse.plant(plan.planted, in: &month, seed: plan.seed)
        month.registers.enrolment = EnrolledDiners(month.rows)
        let flags =
            Audit.flags(
                month.meals, registers: month.registers, thresholds: rules.thresholds)
            + SoldBeyondDelivered.flags(month.dishes, delivered: month.delivered)
        self.flags = flags.count
        var reasons: [String: [PlantedMisuse]] = [:]
        for misuse in planted {
            for ref in misuse.refs { reasons[ref, default: []].append(misuse) }
        }
        scores = AuditRule.allCases.map { rule in
            AuditRehearsal.score(rule, flags.filter { $0.rule == rule }, planted, reasons)
        }
    }

    private static func score(
        _ rule: AuditRule, _ flags: [AuditFlag], _ planted: [PlantedMisuse],
        _ reasons: [String: [PlantedMisuse]]
    ) -> Score {
        let own = planted.filter { $0.rule == rule }
        let (misuses, near) = (own.filter { !$0.isNearMiss }, own.filter(\.isNearMiss))
        var score = Score(rule: rule, planted: misuses.count, nearMisses: near.count)
        let told = Set(flags.flatMap(\.evidence))
        score.found = misuses.count { !told.isDisjoint(with: $0.refs) }
        let misused = Set(misuses.flatMap(\.refs))
        var flaggedNear: Set<String> = []
        for flag in flags {
            if !misused.isDisjoint(with: flag.evidence) { continue }
            let because = flag.evidence.flatMap { reasons[$0] ?? [] }
            let almost = because.filter { $0.rule == rule && $0.isNearMiss }
            if !almost.isEmpty {
                flaggedNear.formUnion(almost.compactMap(\.refs.first))
            } else if because.isEmpty {
                score.falseAlarms += 1
            } else {
                score.byTheWay += 1
            }
        }
        score.nearMissesFlagged = flaggedNear.count
        return score
    }
}
