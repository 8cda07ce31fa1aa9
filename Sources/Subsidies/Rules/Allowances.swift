internal import Meals

/// What the limits of a policy still allow one diner.
protocol Allowances {
    /// What a limit leaves of its rule; nil where it leaves nothing.
    ///
    /// - Parameter limit: its place in the rule book's list.
    func left(_ limit: Int, in rules: RuleBook) -> Fen?
}

/// Allowances counted from a list of earlier uses, as a till has them at hand.
///
/// Reversals are uses with negative counts and amounts, so plain sums are right.
struct UsesSoFar: Allowances {
    let uses: [RuleUse]
    /// Nil without earlier uses: then no window needs working out.
    let bounds: WindowBounds?

    init(_ uses: [RuleUse], at day: Day, _ period: MealPeriod) {
        self.uses = uses
        bounds = uses.isEmpty ? nil : WindowBounds(day: day, period: period)
    }

    func left(_ limit: Int, in rules: RuleBook) -> Fen? {
        var (count, amount) = (0, Fen.zero)
        if let bounds {
            let rule = rules.terms[rules.limitRules[limit]].name.id
            let window = rules.limits[limit].window
            for index in uses.indices
            where bounds.contain(uses[index], window) && uses[index].rule == rule {
                count += uses[index].count
                amount += uses[index].amount
            }
        }
        return rules.limits[limit].measure.left(after: count, amount)
    }
}

/// Allowances counted along, meal after meal in the order of time, for one diner at a time.
struct RunningAllowances: Allowances {
    private var tallies: [Tally]
    private var windows: [Int32]

    /// What was used of a limit in one window.
    private struct Tally {
        var window: Int32 = .min
        var count: Int32 = 0
        var amount: Int64 = 0
    }

    init(_ rules: RuleBook) {
        tallies = Array(repeating: Tally(), count: rules.limits.count)
        windows = Array(repeating: 0, count: LimitWindow.allCases.count)
    }

    /// Another diner: nothing is used.
    mutating func clear() {
        for index in tallies.indices { tallies[index] = Tally() }
    }

    /// Turns to a meal; its day must not lie before that of the diner's last one.
    mutating func turn(to day: DayFacts, _ period: MealPeriod) {
        let number = Int32(clamping: day.day.number)
        for window in LimitWindow.allCases {
            windows[window.place] =
                switch window {
                case .meal: number &* 8 &+ Int32(period.bit)
                case .day: number
                case .week: Int32(clamping: day.day.monday.number)
                case .month: day.month
                }
        }
    }

    func left(_ limit: Int, in rules: RuleBook) -> Fen? {
        let tally = tallies[limit]
        let rule = rules.limits[limit]
        guard tally.window == windows[rule.window.place] else {
            return rule.measure.left(after: 0, .zero)
        }
        return rule.measure.left(after: Int(tally.count), Fen(tally.amount))
    }

    /// Counts a grant of the meal that was turned to.
    mutating func use(_ amount: Fen, of rule: Int, in rules: RuleBook) {
        for limit in rules.subsidies[rule].limits {
            let window = windows[rules.limits[limit].window.place]
            if tallies[limit].window != window { tallies[limit] = Tally(window: window) }
            tallies[limit].count += 1
            tallies[limit].amount += amount.fen
        }
    }
}

extension Limit.Measure {
    /// What is left of the bound; nil where that is nothing.
    func left(after count: Int, _ amount: Fen) -> Fen? {
        switch self {
        case .count(let bound): count < bound ? Fen(.max) : nil
        case .amount(let bound): amount < bound ? bound - amount : nil
        }
    }
}

extension LimitWindow {
    fileprivate var place: Int {
        switch self {
        case .meal: 0
        case .day: 1
        case .week: 2
        case .month: 3
        }
    }
}
