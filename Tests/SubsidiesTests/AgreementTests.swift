import Meals
import Subsidies
import Testing

@Suite("The compiled policy and the plain reading of its text")
struct AgreementTests {
    /// Policies a seed; a quick look at fewer is asked for through the environment.
    private static let policies = Sample.isQuick ? 20 : 1_000

    @Test("decide alike over 1,000,000 made-up meals", arguments: 0..<8)
    func agreement(seed: UInt64) throws {
        let calendar = try Sample.officialCalendar()
        var maker = PolicyMaker(random: SeededRandom(seed: seed))
        var granted = 0
        for _ in 0..<AgreementTests.policies {
            let document = maker.policy()
            let policy = try Policy(yaml: document.yaml, file: "made-up.yaml")
            let plain = PlainEvaluator(document: document, calendar: calendar)
            for _ in 0..<16 {
                let diner = maker.diner()
                var uses: [RuleUse] = []
                for _ in 0..<8 {
                    let meal = maker.meal()
                    let decision = policy.decide(meal, diner, after: uses, calendar)
                    let answer = plain.answer(meal, diner, uses)
                    guard summary(decision) == answer, keepsPromises(decision, meal) else {
                        Issue.record(
                            """
                            \(decision) is not \(answer)
                            \(document.yaml)
                            \(meal) \(String(describing: diner)) \(uses)
                            """)
                        return
                    }
                    uses += decision.grants.map { use($0, meal, policy) }
                    // Now and then an earlier grant is reversed.
                    if let last = uses.last, meal.gross.fen % 7 == 0 {
                        uses.append(
                            RuleUse(
                                rule: last.rule, day: last.day, period: last.period,
                                count: -last.count, amount: -last.amount))
                    }
                    granted += decision.grants.isEmpty ? 0 : 1
                }
            }
        }
        // Rules made up at random must still grant often enough to show a difference.
        #expect(granted > AgreementTests.policies * 20)
    }

    @Test("decide alike in a row, meal after meal of one diner", arguments: 0..<4)
    func row(seed: UInt64) throws {
        let calendar = try Sample.officialCalendar()
        var maker = PolicyMaker(random: SeededRandom(seed: 100 + seed))
        for _ in 0..<AgreementTests.policies / 10 {
            let document = maker.policy()
            let policy = try Policy(yaml: document.yaml, file: "made-up.yaml")
            var assessor = Assessor(policy)
            for _ in 0..<8 {
                guard let diner = maker.diner() else { continue }
                let facts = DinerFacts(diner)
                // A few days only, so that windows fill: the time outside of meals comes back.
                let meals = (0..<30).map { _ in maker.meal(within: 9) }
                    .sorted { ($0.day, $0.secondOfDay) < ($1.day, $1.secondOfDay) }
                var uses: [RuleUse] = []
                assessor.begin()
                for meal in meals where policy.isEffective(on: meal.day) {
                    let decision = policy.decide(meal, diner, after: uses, calendar)
                    uses += decision.grants.map { use($0, meal, policy) }
                    let period = policy.period(atSecondOfDay: meal.secondOfDay)
                    assessor.assess(
                        meal.gross, of: facts,
                        at: MealFacts(
                            day: DayFacts(meal.day, calendar), period: period,
                            channel: meal.channel, venue: meal.venue, street: meal.street))
                    var grants: [Grant] = []
                    assessor.eachGrant { grants.append($1) }
                    guard assessor.discount == decision.discount, grants == decision.grants,
                        assessor.subsidy == decision.subsidy
                    else {
                        Issue.record("\(grants) is not \(decision)\n\(document.yaml)\n\(meals)")
                        return
                    }
                }
            }
        }
    }

    private func use(_ grant: Grant, _ meal: Meal, _ policy: Policy) -> RuleUse {
        RuleUse(
            rule: grant.rule, day: meal.day,
            period: policy.period(atSecondOfDay: meal.secondOfDay), count: 1, amount: grant.amount)
    }

    private func summary(_ decision: Decision) -> PlainEvaluator.Answer {
        var answer = PlainEvaluator.Answer(
            discount: decision.discount.fen, discountRule: decision.discountRule)
        for grant in decision.grants {
            answer.order.append(grant.rule)
            for share in grant.shares {
                answer.grants[grant.rule, default: [:]][share.funder] = share.amount.fen
            }
        }
        return answer
    }

    private func keepsPromises(_ decision: Decision, _ meal: Meal) -> Bool {
        let given = decision.discount + decision.grants.total(\.amount)
        return decision.gross == meal.gross && decision.payable >= .zero
            && decision.discount >= .zero && given + decision.payable == meal.gross
            && decision.grants.allSatisfy { grant in
                grant.amount > .zero && grant.shares.allSatisfy { $0.amount > .zero }
            }
    }
}
