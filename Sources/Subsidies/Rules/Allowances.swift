internal import Meals

/// What the limits of a policy still allow one diner.
protocol Allowances {
    /// What a limit leaves of its rule, in fen; nil where it leaves nothing.
    ///
    /// - Parameter place: the limit's place in the rule book's list.
    func left(_ place: Int, _ limit: Limit) -> Int64?
}

/// Allowances counted from a list of earlier uses, as a till has them at hand.
///
/// Reversals are uses with negative counts and amounts, so plain sums are right.
struct UsesSoFar: Allowances {
    private let uses: [RuleUse]
    private let rules: RuleBook
    /// Nil without earlier uses: then no window needs working out.
    private let bounds: WindowBounds?

    init(_ uses: [RuleUse], of rules: RuleBook, at day: Day, _ period: MealPeriod) {
        self.uses = uses
        self.rules = rules
        bounds = uses.isEmpty ? nil : WindowBounds(day: day, period: period)
    }

    func left(_ place: Int, _ limit: Limit) -> Int64? {
        var (count, amount): (Int, Int64) = (0, 0)
        if let bounds {
            let rule = rules.terms[rules.limitRules[place]].name.id
            for index in uses.indices
            where bounds.contain(uses[index], limit.window) && uses[index].rule == rule {
                count += uses[index].count
                amount += uses[index].amount.fen
            }
        }
        return limit.measure.left(after: count, amount)
    }
}

/// Allowances of one who was granted nothing yet.
struct NothingUsed: Allowances {
    func left(_ place: Int, _ limit: Limit) -> Int64? { limit.measure.left(after: 0, 0) }
}

/// Allowances counted along, meal after meal in the order of time, for one diner at a time.
struct RunningAllowances: Allowances {
    /// For each limit a tally of each meal period; limits of days and longer use the first.
    ///
    /// The time outside all periods comes back in the course of a day, before and after meals, so
    /// one tally for the meal at hand would forget.
    private let tallies: UnsafeMutableBufferPointer<Tally>
    /// The windows of the meal that was turned to, by ``LimitWindow/place``.
    private var windows = SIMD4<Int32>(repeating: 0)
    private var day: Int32 = .min
    private var period = 0

    /// What was used of a limit in one window.
    private struct Tally {
        var window: Int32 = .min
        var count: Int32 = 0
        var amount: Int64 = 0
    }

    /// Makes room; whoever makes it must ``free()`` it.
    init(limits: Int) {
        tallies = .allocate(capacity: limits * RunningAllowances.periods)
        tallies.initialize(repeating: Tally())
    }

    private static let periods = 4

    func free() { tallies.deallocate() }

    /// Where a limit's tally for the meal at hand stands.
    private func slot(_ place: Int, _ window: LimitWindow) -> Int {
        place * RunningAllowances.periods + (window == .meal ? period : 0)
    }

    /// Another diner: nothing is used.
    func clear() {
        for index in tallies.indices { tallies[index] = Tally() }
    }

    /// Turns to a meal; its day must not lie before that of the diner's last one.
    mutating func turn(to day: DayFacts, _ period: MealPeriod) {
        self.period = period.bit.trailingZeroBitCount
        guard self.day != day.number else { return }
        self.day = day.number
        windows[LimitWindow.meal.place] = day.number
        windows[LimitWindow.day.place] = day.number
        windows[LimitWindow.week.place] = day.week
        windows[LimitWindow.month.place] = day.month
    }

    func left(_ place: Int, _ limit: Limit) -> Int64? {
        let tally = tallies[slot(place, limit.window)]
        guard tally.window == windows[limit.window.place] else {
            return limit.measure.left(after: 0, 0)
        }
        return limit.measure.left(after: Int(tally.count), tally.amount)
    }

    /// Counts a grant of the meal that was turned to.
    func use(_ grant: RuleAmount, _ rules: RuleView) {
        for place in rules.subsidies[grant.rule].limits {
            let length = rules.limits[place].window
            let window = windows[length.place]
            let slot = slot(place, length)
            if tallies[slot].window != window { tallies[slot] = Tally(window: window) }
            tallies[slot].count += 1
            tallies[slot].amount += grant.amount.fen
        }
    }
}

extension Limit.Measure {
    /// What is left of the bound in fen, any amount for a count; nil where that is nothing.
    func left(after count: Int, _ amount: Int64) -> Int64? {
        switch self {
        case .count(let bound): count < bound ? .max : nil
        case .amount(let bound): amount < bound.fen ? bound.fen - amount : nil
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
