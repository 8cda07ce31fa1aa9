import Meals
import Subsidies

/// Makes up diners and meals that a policy document has something to say about: around its ages,
/// places, statuses and amounts, on days on which it is effective.
struct FittingMeals {
    private var random: SeededRandom
    private let policy: Policy
    private let ages: [Int]
    private let divisions: [DivisionCode]
    private let statuses: [Status]
    private let amounts: [Fen]
    private let rules: [String]

    init(_ document: Written, _ policy: Policy, seed: UInt64) {
        random = SeededRandom(seed: seed)
        self.policy = policy
        let spots = document.spots
        func texts(_ roles: [String]) -> [String] {
            spots.filter { roles.contains($0.role) }.map(\.node.text)
        }
        ages = texts(["when.age.from", "when.age.below"]).compactMap { Int($0) } + [70]
        divisions =
            Set(texts(Roles.divisions)).sorted().map { prefix in
                DivisionCode(prefix.padding("0101010101", to: 9))
            } + ["310107001", "440118102"]
        statuses =
            texts(["when.statuses[]", "when.not_statuses[]"])
            .compactMap { Status(rawValue: $0) } + [.institution, .livingAlone]
        amounts = texts(Roles.amounts).compactMap { Fen(yuan: $0) } + [Fen(1200), Fen(3000)]
        rules = texts(["id"]) + ["none"]
    }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    /// A meal, its diner, and an earlier use of some rule on the same day.
    mutating func next() -> (meal: Meal, diner: Diner, uses: [RuleUse]) {
        let day = policy.from + Int.random(in: -3..<60, using: &random)
        let home = pick(divisions)
        let (year, month, _) = day.parts
        let birth = Day(
            year: year - pick(ages), month: month, day: Int.random(in: 1...28, using: &random))
        var held: Set<Status> = []
        if Int.random(in: 0..<3, using: &random) == 0 { held.insert(pick(statuses)) }
        let diner = Diner(
            id: "D", birth: birth, hukou: pick(divisions), residence: home, statuses: held,
            validFrom: Day(number: 0))
        let hour = pick([7, 8, 11, 12, 12, 13, 17, 18, 22])
        let meal = Meal(
            day: day, secondOfDay: hour * 3600, channel: pick([.dineIn, .dineIn, .delivery]),
            gross: pick(amounts) + Fen(Int64.random(in: -1...1, using: &random)),
            venue: pick(VenueKind.allCases), street: pick([home, home, pick(divisions)]))
        let use = RuleUse(
            rule: pick(rules), day: day, period: policy.period(atSecondOfDay: meal.secondOfDay),
            count: 1, amount: pick(amounts))
        return (meal, diner, [use])
    }
}

extension String {
    fileprivate func padding(_ more: String, to count: Int) -> String {
        String((self + more).prefix(count))
    }
}
