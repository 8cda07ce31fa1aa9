import Meals
import Subsidies
import Testing

@Suite("An explanation")
struct ExplanationTests {
    @Test("agrees with the decision, rule by rule, over 20,000 made-up meals", arguments: 0..<4)
    func agreement(seed: UInt64) throws {
        let calendar = try Sample.officialCalendar()
        var maker = PolicyMaker(random: SeededRandom(seed: 500 + seed))
        var verdicts: Set<String> = []
        for _ in 0..<(Sample.isQuick ? 15 : 60) {
            let document = maker.policy()
            let policy = try Policy(yaml: document.yaml, file: "made-up.yaml")
            for _ in 0..<10 {
                let diner = maker.diner()
                var uses: [RuleUse] = []
                for _ in 0..<8 {
                    let meal = maker.meal()
                    let decision = policy.decide(meal, diner, after: uses, calendar)
                    let explanation = policy.explain(
                        meal, for: diner, uses: uses, calendar: calendar)
                    guard explanation.decision == decision, accounts(for: decision, explanation),
                        explanation.outside != nil
                            || isTrue(explanation, document, meal, diner, calendar)
                    else {
                        Issue.record(
                            "\(explanation.lines.joined(separator: "\n"))\n\(document.yaml)")
                        return
                    }
                    for finding in explanation.subsidies { verdicts.insert(word(finding)) }
                    let period = policy.period(atSecondOfDay: meal.secondOfDay)
                    uses += decision.grants.map {
                        RuleUse(
                            rule: $0.rule, day: meal.day, period: period, count: 1,
                            amount: $0.amount)
                    }
                }
            }
        }
        #expect(verdicts.count >= 6, "\(verdicts)")
    }

    /// The rules that give are exactly those of the decision, with its shares.
    private func accounts(for decision: Decision, _ explanation: Explanation) -> Bool {
        var grants: [Grant] = []
        for finding in explanation.subsidies {
            if case .gives(_, let shares) = finding.verdict {
                grants.append(Grant(rule: finding.rule, shares: shares))
            }
        }
        let discounts = explanation.discounts.filter { $0.verdict.amount > .zero }
        return grants == decision.grants
            && discounts.map(\.rule)
                == (decision.discountRule.map { [$0] } ?? [])
            && discounts.map(\.verdict.amount)
                == (decision.discountRule == nil ? [] : [decision.discount])
    }

    /// A clause that is said to fail really keeps the rule out, and without it would not.
    private func isTrue(
        _ explanation: Explanation, _ document: Written, _ meal: Meal, _ diner: Diner?,
        _ calendar: WorkCalendar
    ) -> Bool {
        let plain = PlainEvaluator(document: document, calendar: calendar)
        guard let diner else { return false }
        let rules = (document["discounts"]?.list ?? []) + (document["subsidies"]?.list ?? [])
        for (rule, finding) in zip(rules, explanation.discounts + explanation.subsidies) {
            let applies = plain.holds(rule["when"], meal, diner)
            guard case .doesNotApply(let keys) = finding.verdict else {
                guard applies else { return false }
                continue
            }
            let kept = (rule["when"]?.entries ?? []).filter { !keys.contains($0.0) }
            // Without the clauses that are named, nothing else keeps the rule out; an excluding
            // status does not come from a clause.
            let free = Diner(
                id: diner.id, birth: diner.birth, hukou: diner.hukou, residence: diner.residence,
                statuses: keys.contains("statuses")
                    ? diner.statuses.filter { !$0.excludes } : diner.statuses,
                validFrom: diner.validFrom)
            guard !applies, plain.holds(.keys(kept), meal, free) else { return false }
        }
        return true
    }

    private func word(_ finding: RuleFinding) -> String {
        String("\(finding.verdict)".prefix { $0.isLetter })
    }

    @Test("says in Chinese which rule gave, which did not, and why")
    func words() throws {
        let policy = try Sample.putuo()
        let diner = Sample.diner(birth: "1940-06-15", statuses: [.minimumLiving])
        let explanation = policy.explain(
            try Sample.meal("20.00"), for: diner, uses: [], calendar: WorkCalendar())
        let text = explanation.lines.joined(separator: "\n")
        for phrase in [
            "✓ d80 80 岁以上 85 折(第 28 行):付 20.00 × 0.85 = 17.00,优惠 3.00",
            "– d60 60–79 岁 9 折(第 27 行):不适用,年龄须为 60–79 周岁(when.age),此餐为 85 周岁",
            "✓ A 60 岁以上低保(第 30 行):补贴 5.00", "消费满 8.00,优惠前金额 20.00",
            "每日限 1 次,此前用 0 次,余 0 次", "出资  district 5.00",
            "– C 80 岁以上(第 44 行):符合条件,可得 3.00;A 得 5.00,就高不重复",
            "消费 20.00 = 优惠 3.00 + 补贴 5.00 + 自付 12.00",
        ] {
            #expect(text.contains(phrase), "\(phrase)\n\(text)")
        }
    }

    @Test("says how much of a limit is used, and that it is used up")
    func limits() throws {
        let policy = try Sample.putuo()
        let use = try Sample.use("C", on: "2026-03-11", .lunch, Fen(300))
        let explanation = policy.explain(
            try Sample.meal("20.00"), for: Sample.diner(), uses: [use], calendar: WorkCalendar())
        #expect(
            explanation.lines.contains {
                $0.contains("C 80 岁以上") && $0.contains("额度用完,每日限 1 次,此前用 1 次,余 0 次")
            }, "\(explanation.lines)")
    }

    @Test("says why no rule was asked at all")
    func outside() throws {
        let policy = try Sample.putuo()
        let meal = try Sample.meal()
        func outside(_ diner: Diner?, _ meal: Meal) -> Explanation.Outside? {
            policy.explain(meal, for: diner, uses: [], calendar: WorkCalendar()).outside
        }
        #expect(outside(nil, meal) == .publicDiner)
        #expect(outside(Sample.diner(), try Sample.meal(on: "2025-12-21")) == .notEffective)
        #expect(outside(Sample.diner(), try Sample.meal("0")) == .nothingToPay)
        #expect(outside(Sample.diner(), meal) == nil)
        let late = Diner(
            id: "L", birth: nil, hukou: nil, residence: nil, statuses: [],
            validFrom: meal.day + 1)
        #expect(outside(late, meal) == .notOnRoster)
    }
}
