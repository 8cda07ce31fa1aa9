internal import Meals

extension Certification {
    /// Two meals in every period of two months, for one cell of each set of rules: what is granted
    /// is added up apart from the evaluator's own counting.
    func limitsHold() -> PolicyCertificate.LawFinding {
        var checked = 0
        var breaches: [PolicyCertificate.Breach] = []
        for cells in cellsOfSet {
            let (meals, exceeded) = greedyMonths(cells[0])
            checked += meals
            if let (rule, granted) = exceeded {
                breaches.append(
                    PolicyCertificate.Breach(
                        law: .limits, gross: Fen(20_000), who: space.words(of: cells[0]),
                        than: "限额", gets: granted, thanGets: .zero, rules: [rule],
                        thanRules: []))
            }
        }
        return finding(.limits, checked, breaches)
    }

    private func greedyMonths(_ cell: Cell) -> (meals: Int, exceeded: (String, Fen)?) {
        var allowances = RunningAllowances(limits: policy.rules.limits.count)
        defer { allowances.free() }
        var outcome = Outcome()
        var sums: [WindowName: (count: Int, amount: Fen)] = [:]
        var facts = space.facts(cell)
        var meals = 0
        for offset in 0..<62 {
            // From a Thursday in the middle of a month on: weeks and months do not begin together.
            let day = DayFacts(Day(number: 20_468 + offset), WorkCalendar())
            for turn in 0..<(2 * space.periods.count) {
                facts.period = space.periods[turn / 2]
                allowances.turn(to: day, facts.period)
                policy.rules.withView(policy.terms) { rules in
                    rules.settle(Fen(20_000), FactBits(facts), allowances, into: &outcome)
                    for grant in outcome.grants { allowances.use(grant, rules) }
                }
                meals += 1
                for grant in outcome.grants {
                    for limit in policy.rules.subsidies[grant.rule].limits {
                        let bound = policy.rules.limits[limit]
                        let name = WindowName(limit, bound.window, day.day, facts.period)
                        sums[name, default: (0, .zero)].count += 1
                        sums[name, default: (0, .zero)].amount += grant.amount
                        if let sum = sums[name], bound.measure.isExceeded(by: sum) {
                            return (meals, (policy.rules.terms[grant.rule].name.id, sum.amount))
                        }
                    }
                }
            }
        }
        return (meals, nil)
    }
}

/// A window of a limit, named by its first day.
private struct WindowName: Hashable {
    let limit: Int
    let first: Day
    let period: MealPeriod?

    init(_ limit: Int, _ window: LimitWindow, _ day: Day, _ period: MealPeriod) {
        self.limit = limit
        self.period = window == .meal ? period : nil
        first =
            switch window {
            case .meal, .day: day
            case .week: day.monday
            case .month: day.firstOfMonth
            }
    }
}

extension Limit.Measure {
    fileprivate func isExceeded(by sum: (count: Int, amount: Fen)) -> Bool {
        switch self {
        case .count(let bound): sum.count > bound
        case .amount(let bound): sum.amount > bound
        }
    }
}
