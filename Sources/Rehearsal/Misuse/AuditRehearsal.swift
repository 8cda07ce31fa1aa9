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
        /// Misuses of each rule.
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

    /// How well one rule did.
    package struct Score: Hashable, Sendable {
        package let rule: AuditRule
        package let planted: Int
        package fileprivate(set) var found = 0
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
    package init(
        _ plan: Plan, menu: MenuBook, policy: Policy, calendar: WorkCalendar,
        thresholds: AuditThresholds
    ) {
        self.plan = plan
        var month = HonestMonth(plan, menu: menu, policy: policy, calendar: calendar)
        honest = month.meals.count
        let misuses = PlantedMisuse.plant(plan.planted, in: &month, seed: plan.seed)
        let flags = Audit.flags(
            month.meals, registers: month.registers, thresholds: thresholds)
        self.flags = flags.count
        var rules: [String: AuditRule] = [:]
        for misuse in misuses { for ref in misuse.refs { rules[ref] = misuse.rule } }
        scores = AuditRule.ofMeals.map { rule in
            let own = flags.filter { $0.rule == rule }
            let planted = misuses.filter { $0.rule == rule }
            var score = Score(rule: rule, planted: planted.count)
            let told = Set(own.flatMap(\.evidence))
            score.found = planted.count { !told.isDisjoint(with: $0.refs) }
            for flag in own {
                let reasons = Set(flag.evidence.compactMap { rules[$0] })
                if reasons.isEmpty {
                    score.falseAlarms += 1
                } else if !reasons.contains(rule) {
                    score.byTheWay += 1
                }
            }
            return score
        }
    }
}

/// A rehearsed month in which nobody does anything wrong but what the district's roster brings:
/// a card of the dead turns up now and then.
struct HonestMonth {
    let district: District
    let from: Day
    let days: Int
    var meals: [AuditMeal] = []
    var registers = AuditRegisters()
    /// Meals on cards of the dead.
    private(set) var ofTheDead: [String] = []

    init(
        _ plan: AuditRehearsal.Plan, menu: MenuBook, policy: Policy, calendar: WorkCalendar
    ) {
        from = plan.from
        days = plan.days
        // At home where the sample policy is.
        district = District.make(
            seed: plan.seed, on: plan.from, canteens: plan.canteens, diners: plan.diners,
            home: "310107")
        let roster = Roster(district.roster.map(\.diner))
        for canteen in district.canteens { registers.seats[canteen.id] = canteen.seats }
        for entry in district.roster {
            if entry.statuses.contains(.deceased) { registers.deaths[entry.id] = entry.validFrom }
            if entry.statuses.contains(.institution) {
                registers.institutions[entry.id] = entry.validFrom
            }
        }
        let canteens = Dictionary(uniqueKeysWithValues: district.canteens.map { ($0.id, $0) })
        for offset in 0..<plan.days {
            let day = plan.from + offset
            let sales = DayTraffic.make(
                district: district, seed: plan.seed, day: day, menu: menu, meals: plan.meals)
            for delivery in Deliveries.make(
                district: district, sales: sales, seed: plan.seed, day: day)
            {
                registers.portions[delivery.canteen, default: [:]][day, default: 0] +=
                    delivery.portions - delivery.returned
            }
            var uses: [DinerID: [RuleUse]] = [:]
            for sale in sales {
                if case .void = sale.later { continue }
                guard let canteen = canteens[sale.canteen] else { continue }
                let period = policy.period(atSecondOfDay: sale.at.secondOfDay)
                let decision = policy.decide(
                    Meal(
                        day: day, secondOfDay: sale.at.secondOfDay, channel: sale.channel,
                        gross: sale.gross, venue: canteen.kind, street: canteen.street),
                    for: sale.diner.flatMap { roster.diner($0, on: day) },
                    uses: sale.diner.flatMap { uses[$0] } ?? [], calendar: calendar)
                if let diner = sale.diner {
                    uses[diner, default: []] += decision.grants.map {
                        RuleUse(
                            rule: $0.rule, day: day, period: period, count: 1, amount: $0.amount)
                    }
                    if registers.deaths[diner].map({ $0 <= day }) ?? false {
                        ofTheDead.append(sale.order)
                    }
                }
                meals.append(
                    AuditMeal(
                        ref: sale.order, canteen: sale.canteen, terminal: sale.terminal,
                        cashier: sale.cashier, diner: sale.diner, time: sale.at, day: day,
                        period: period, gross: sale.gross, subsidy: decision.subsidy,
                        basket: sale.lines.map { "\($0.quantity) \($0.item)" }.sorted()
                            .joined(separator: " "),
                        portions: sale.lines.reduce(0) { $0 + $1.quantity }))
            }
        }
    }
}

extension RosterEntry {
    /// What eligibility hangs on.
    fileprivate var diner: Diner {
        Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: [], validFrom: validFrom, validTo: validTo)
    }
}
