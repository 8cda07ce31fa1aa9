internal import Meals

/// Looks through meals by every rule; pure, and in the order of the meals.
package struct Audit {
    let meals: [AuditMeal]
    let registers: AuditRegisters
    let thresholds: AuditThresholds
    /// The records that were asked for; nil for all.
    let asked: Set<String>?
    /// Their days; nil for all.
    let askedDays: Set<Day>?
    private var flags: [AuditFlag] = []

    /// The suspicions that touch what was asked for.
    ///
    /// - Parameters:
    ///   - meals: from far enough back: a rule on a month, on a silence or on a canteen's usual
    ///     days needs the days before those that are asked for.
    ///   - asked: the records that were asked for; nil for all meals.
    package static func flags(
        _ meals: [AuditMeal], asked: Set<String>? = nil, registers: AuditRegisters,
        thresholds: AuditThresholds
    ) -> [AuditFlag] {
        var audit = Audit(
            meals: meals.sorted { ($0.time, $0.ref) < ($1.time, $1.ref) }, asked: asked,
            registers: registers, thresholds: thresholds)
        audit.lookAtMeals()
        audit.lookAtDiners()
        audit.lookAtTills()
        audit.lookAtCashiers()
        audit.lookAtCanteens()
        audit.lookAtThresholds()
        audit.lookAtRoster()
        return audit.flags.sorted {
            ($0.day, $0.canteen, $0.rule.rawValue, $0.subject, $0.evidence.first ?? "")
                < ($1.day, $1.canteen, $1.rule.rawValue, $1.subject, $1.evidence.first ?? "")
        }
    }

    private init(
        meals: [AuditMeal], asked: Set<String>?, registers: AuditRegisters,
        thresholds: AuditThresholds
    ) {
        self.meals = meals
        self.asked = asked
        askedDays = asked.map { asked in
            Set(meals.filter { asked.contains($0.ref) }.map(\.day))
        }
        self.registers = registers
        self.thresholds = thresholds
    }

    func isAsked(_ day: Day) -> Bool { askedDays?.contains(day) ?? true }

    /// Keeps a suspicion where one of its meals was asked for.
    mutating func flag(
        _ rule: AuditRule, _ meals: [AuditMeal], subject: String, _ words: String
    ) {
        guard let last = meals.last,
            asked.map({ asked in meals.contains { asked.contains($0.ref) } }) ?? true
        else { return }
        flags.append(
            AuditFlag(
                rule: rule, canteen: last.canteen, day: last.day, subject: subject,
                evidence: meals.map(\.ref), words: words))
    }
}

extension AuditMeal {
    /// Seconds from another meal to this one.
    func seconds(after other: AuditMeal) -> Int64 {
        (time.milliseconds - other.time.milliseconds) / 1000
    }

    /// Milliseconds from another meal to this one are fewer than so many seconds.
    func isWithin(_ seconds: Int, after other: AuditMeal) -> Bool {
        time.milliseconds - other.time.milliseconds < Int64(seconds) * 1000
    }
}
