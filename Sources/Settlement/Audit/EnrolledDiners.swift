package import Meals
internal import Subsidies

/// Who is on the roster, counted by street and by what a policy would grant them.
package struct EnrolledDiners: Sendable {
    private let rows: [Diner]
    private let roster: Roster
    /// Places of the rows of each street's residents.
    private let byStreet: [DivisionCode: [Int]]
    private let since: [DinerID: Day]

    package init(_ rows: [Diner]) {
        self.rows = rows
        roster = Roster(rows)
        var byStreet: [DivisionCode: [Int]] = [:]
        var since: [DinerID: Day] = [:]
        since.reserveCapacity(rows.count)
        for (place, row) in rows.enumerated() {
            if let street = row.residence { byStreet[street, default: []].append(place) }
            since[row.id] = min(since[row.id] ?? row.validFrom, row.validFrom)
        }
        self.byStreet = byStreet
        self.since = since
    }

    package func diner(_ id: DinerID, on day: Day) -> Diner? { roster.diner(id, on: day) }

    /// The first day that any of a diner's rows holds for.
    package func since(_ id: DinerID) -> Day? { since[id] }

    /// How many diners of a street, or of all, are enrolled on a day for what some meals were
    /// granted.
    ///
    /// The class that a rule is for is whoever its policy grants it to: no list of classes could
    /// fall out of step with the policy.
    func count(
        _ rule: String, of policy: Policy, samples: [Meal], calendar: WorkCalendar,
        livingIn street: DivisionCode?, on day: Day
    ) -> Int {
        let places = street.map { byStreet[$0] ?? [] } ?? Array(rows.indices)
        return places.count { place in
            let row = rows[place]
            guard row.isValid(on: day) else { return false }
            return samples.contains { meal in
                policy.decide(meal, for: row, uses: [], calendar: calendar).grants
                    .contains { $0.rule == rule }
            }
        }
    }
}
