package import Meals

/// Decides many meals of known diners in a row, in amounts and places of rules alone.
///
/// The same rules as ``Policy/decide(_:for:uses:calendar:)``, but what it works with is prepared
/// once: no text is looked at, nothing is allocated for a meal. Whether the policy is effective on
/// a day is left to the caller, so that a draft can be tried on meals of the past.
package struct Assessor: ~Copyable {
    private let policy: Policy
    private let rules: RuleView
    private var allowances: RunningAllowances
    private var outcome = Outcome()

    package init(_ policy: Policy) {
        self.policy = policy
        let book = policy.rules
        // Copies of their own: a view into the arrays would have to be renewed for every meal.
        rules = RuleView(
            discounts: Assessor.copy(book.discounts), subsidies: Assessor.copy(book.subsidies),
            limits: Assessor.copy(book.limits), prefixes: Assessor.copy(book.prefixes),
            terms: policy.terms)
        allowances = RunningAllowances(limits: book.limits.count)
    }

    private static func copy<Element>(
        _ elements: [Element]
    ) -> UnsafeBufferPointer<Element> {
        let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = copy.initialize(from: elements)
        return UnsafeBufferPointer(copy)
    }

    deinit {
        rules.discounts.deallocate()
        rules.subsidies.deallocate()
        rules.limits.deallocate()
        rules.prefixes.deallocate()
        allowances.free()
    }

    /// The ids of the subsidy rules by their places.
    package var ruleNames: [String] { policy.rules.terms.map(\.name.id) }

    package var discount: Fen { outcome.discount }
    package var subsidy: Fen { outcome.subsidy }

    /// Begins with another diner: no limit is used.
    package mutating func begin() { allowances.clear() }

    /// Counts an earlier grant of the diner; the grants of one diner come in the order of time.
    ///
    /// - Parameter rule: its place in ``ruleNames``.
    package mutating func count(_ amount: Fen, of rule: Int, on day: DayFacts, _ period: MealPeriod)
    {
        allowances.turn(to: day, period)
        allowances.use(RuleAmount(rule: rule, amount: amount), rules)
    }

    /// Decides a meal of the diner and counts what it grants.
    ///
    /// - Parameters:
    ///   - gross: before discount.
    ///   - diner: the roster row that is valid on the day.
    ///   - meal: not before the diner's last one.
    package mutating func assess(_ gross: Fen, of diner: DinerFacts, at meal: MealFacts) {
        allowances.turn(to: meal.day, meal.period)
        rules.settle(gross, FactBits(diner, meal), allowances, into: &outcome)
        guard let first = outcome.first else { return }
        allowances.use(first, rules)
        for grant in outcome.others { allowances.use(grant, rules) }
    }

    /// Visits the grants of the last meal: the rule's place and the whole grant.
    package func eachGrant(_ visit: (Int, Grant) -> Void) {
        for grant in outcome.grants {
            visit(grant.rule, policy.rules.terms[grant.rule].grant(grant.amount))
        }
    }
}
