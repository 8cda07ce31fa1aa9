package import Meals

/// A subsidised or plain meal as an audit sees it; what was voided is left out before.
package struct AuditMeal: Hashable, Sendable {
    package let ref: String
    package let canteen: CanteenID
    package let terminal: TerminalID
    package let cashier: String
    package let diner: DinerID?
    package let time: Moment
    package let day: Day
    package let period: MealPeriod
    package let gross: Fen
    package let subsidy: Fen
    /// What was eaten, alike for alike baskets; empty where it is not known.
    package let basket: String
    /// Portions that left the counter.
    package let portions: Int

    package init(
        ref: String, canteen: CanteenID, terminal: TerminalID, cashier: String, diner: DinerID?,
        time: Moment, day: Day, period: MealPeriod, gross: Fen, subsidy: Fen,
        basket: String = "", portions: Int = 1
    ) {
        self.ref = ref
        self.canteen = canteen
        self.terminal = terminal
        self.cashier = cashier
        self.diner = diner
        self.time = time
        self.day = day
        self.period = period
        self.gross = gross
        self.subsidy = subsidy
        self.basket = basket
        self.portions = portions
    }
}

/// What the registers know beside the meals.
package struct AuditRegisters: Sendable {
    /// The first day on which a diner is known to be dead.
    package var deaths: [DinerID: Day] = [:]
    /// Diners who live in an institution, from that day on.
    package var institutions: [DinerID: Day] = [:]
    package var seats: [CanteenID: Int] = [:]
    /// Portions that were delivered, less those that came back.
    package var portions: [CanteenID: [Day: Int]] = [:]

    package init() {}
}

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

    /// The same suspicion found again is the same flag.
    package var identity: String { "\(rule.rawValue) \(canteen) \(day) \(subject)" }
}

/// Looks through meals by every rule; pure, and in the order of the meals.
package struct Audit {
    let meals: [AuditMeal]
    let registers: AuditRegisters
    let thresholds: AuditThresholds
    var flags: [AuditFlag] = []

    package static func flags(
        _ meals: [AuditMeal], registers: AuditRegisters, thresholds: AuditThresholds
    ) -> [AuditFlag] {
        var audit = Audit(
            meals: meals.sorted { ($0.time, $0.ref) < ($1.time, $1.ref) }, registers: registers,
            thresholds: thresholds)
        audit.lookAtMeals()
        audit.lookAtDiners()
        audit.lookAtTills()
        audit.lookAtCanteens()
        return audit.flags.sorted {
            ($0.day, $0.canteen, $0.rule.rawValue, $0.subject)
                < ($1.day, $1.canteen, $1.rule.rawValue, $1.subject)
        }
    }

    private init(
        meals: [AuditMeal], registers: AuditRegisters, thresholds: AuditThresholds
    ) {
        self.meals = meals
        self.registers = registers
        self.thresholds = thresholds
    }

    mutating func flag(
        _ rule: AuditRule, _ meals: [AuditMeal], subject: String, _ words: String
    ) {
        guard let last = meals.last else { return }
        flags.append(
            AuditFlag(
                rule: rule, canteen: last.canteen, day: last.day, subject: subject,
                evidence: meals.map(\.ref), words: words))
    }

    /// What one meal tells by itself.
    private mutating func lookAtMeals() {
        for meal in meals {
            if let diner = meal.diner {
                if let death = registers.deaths[diner], meal.day >= death {
                    flag(
                        .afterDeath, [meal], subject: diner.text,
                        "eaten on \(meal.day), dead since \(death)")
                }
                if let since = registers.institutions[diner], meal.day >= since,
                    meal.subsidy > .zero
                {
                    flag(
                        .inInstitution, [meal], subject: diner.text,
                        "lives in an institution since \(since)")
                }
            }
            let second = meal.time.secondOfDay
            if second < thresholds.opens || second >= thresholds.closes {
                flag(
                    .outsideHours, [meal], subject: meal.ref,
                    "sold at \(meal.time.clock), outside of opening hours")
            }
        }
    }

    /// What a diner's meals tell together.
    private mutating func lookAtDiners() {
        let byDiner = Dictionary(grouping: meals.filter { $0.diner != nil }) { $0.diner }
        for (diner, own) in byDiner {
            guard let diner else { continue }
            for (first, next) in zip(own, own.dropFirst())
            where first.canteen != next.canteen
                && next.time.milliseconds - first.time.milliseconds
                    < Int64(thresholds.travelSeconds) * 1000
            {
                flag(
                    .twoPlaces, [first, next], subject: diner.text,
                    "\(first.canteen) and \(next.canteen) within "
                        + "\((next.time.milliseconds - first.time.milliseconds) / 1000) s")
            }
            let granted = own.filter { $0.subsidy > .zero }
            for (day, meals) in Dictionary(grouping: granted, by: \.day)
            where meals.count > thresholds.mealsPerDay {
                flag(
                    .tooOften, meals, subject: diner.text,
                    "\(meals.count) subsidised meals on \(day)")
            }
            lookAtMonths(of: diner, own)
            lookAtSilence(of: diner, own)
        }
    }

    private mutating func lookAtMonths(of diner: DinerID, _ own: [AuditMeal]) {
        for (month, meals) in Dictionary(grouping: own, by: \.day.firstOfMonth) {
            let full = Dictionary(grouping: meals, by: \.day).values.filter { day in
                Set(day.map(\.period)).isSuperset(of: [.breakfast, .lunch, .dinner])
            }
            if full.count >= thresholds.everyMealDays {
                flag(
                    .everyMeal, meals, subject: diner.text,
                    "all three meals on \(full.count) days of the month from \(month)")
            }
        }
    }

    private mutating func lookAtSilence(of diner: DinerID, _ own: [AuditMeal]) {
        for index in own.indices.dropFirst()
        where own[index].day - own[index - 1].day >= thresholds.silentDays {
            let after = own[index...].filter { $0.day - own[index].day < 7 && $0.subsidy > .zero }
            if after.count >= thresholds.awakenedMeals {
                flag(
                    .awakened, Array(after), subject: diner.text,
                    "silent for \(own[index].day - own[index - 1].day) days, then "
                        + "\(after.count) subsidised meals in a week")
            }
        }
    }
}
