internal import Meals

extension Certification {
    /// Two meals in every period of two months, for one cell of each set of rules.
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
        var audit = LimitAudit(policy)
        var facts = space.facts(cell)
        var meals = 0
        for offset in 0..<62 {
            // From a Thursday in the middle of a month on: weeks and months do not begin together.
            let day = DayFacts(Day(number: 20_468 + offset), WorkCalendar())
            for period in space.periods + space.periods {
                facts.period = period
                allowances.turn(to: day, period)
                policy.rules.withView(policy.terms) { rules in
                    rules.settle(Fen(20_000), FactBits(facts), allowances, into: &outcome)
                    for grant in outcome.grants { allowances.use(grant, rules) }
                }
                meals += 1
                for grant in outcome.grants {
                    let rule = policy.rules.terms[grant.rule].name.id
                    let exceeding = audit.add(grant.amount, of: rule, on: day.day, period)
                    if let exceeding { return (meals, (rule, exceeding)) }
                }
            }
        }
        return (meals, nil)
    }
}
