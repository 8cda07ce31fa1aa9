package import Meals

/// What meals of the past would have cost under a draft policy, beside what they did cost.
package struct PolicyCost: Sendable {
    /// The first and the last business day of the meals; nil without any.
    package var days: ClosedRange<Day>?
    /// Meals of diners whom the register names; meals taken back are left out.
    package var meals = 0
    /// Meals of the public: no policy looks at them.
    package var publicMeals = 0
    /// Meals of diners without a roster row for the day: the draft gives them nothing.
    package var unlisted = 0
    /// Sales that could not be read or whose canteen is not known; they are left out.
    package var unreadable = 0
    /// What canteens give: discounts before and under the draft.
    package var discount = Change()
    package var byFunder: [String: Change] = [:]
    package var byRule: [String: Change] = [:]
    package var byCanteen: [CanteenID: Change] = [:]
    package var byStreet: [DivisionCode: Change] = [:]
    /// What each diner gets of the price, discounts included, in the order of the diners' ids.
    package var persons: [Person] = []

    /// Subsidies as they were booked, and under the draft.
    package struct Change: Hashable, Sendable {
        package var meals = 0
        package var before = Fen.zero
        package var draftMeals = 0
        package var draft = Fen.zero

        package var difference: Fen { draft - before }

        package init() {}

        static func += (a: inout Change, b: Change) {
            a.meals += b.meals
            a.before += b.before
            a.draftMeals += b.draftMeals
            a.draft += b.draft
        }

        mutating func add(before amount: Fen) {
            guard amount != .zero else { return }
            meals += 1
            before += amount
        }

        mutating func add(draft amount: Fen) {
            guard amount != .zero else { return }
            draftMeals += 1
            draft += amount
        }
    }

    package struct Person: Hashable, Sendable {
        package let diner: DinerID
        package let meals: Int
        package let before: Fen
        package let draft: Fen

        package var difference: Fen { draft - before }
    }

    /// All subsidies.
    package var subsidy: Change {
        byCanteen.values.reduce(into: Change()) { $0 += $1 }
    }

    package var gaining: [Person] { persons.filter { $0.difference > .zero } }
    package var losing: [Person] { persons.filter { $0.difference < .zero } }
}

extension PolicyCost {
    /// Adds what another part of the diners comes to.
    mutating func add(_ other: PolicyCost) {
        if let theirs = other.days {
            days =
                min(
                    days?.lowerBound ?? theirs.lowerBound, theirs.lowerBound)...max(
                    days?.upperBound ?? theirs.upperBound, theirs.upperBound)
        }
        meals += other.meals
        publicMeals += other.publicMeals
        unlisted += other.unlisted
        unreadable += other.unreadable
        discount += other.discount
        byFunder.merge(other.byFunder) { $0 + $1 }
        byRule.merge(other.byRule) { $0 + $1 }
        byCanteen.merge(other.byCanteen) { $0 + $1 }
        byStreet.merge(other.byStreet) { $0 + $1 }
        persons += other.persons
    }
}

extension PolicyCost.Change {
    static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum += b
        return sum
    }
}
