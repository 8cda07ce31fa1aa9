package import Meals
package import Subsidies

/// What the registers know beside the meals.
package struct AuditRegisters: Sendable {
    /// Days on which a diner is known to be dead.
    package var deaths: [DinerID: [DayRange]] = [:]
    /// Days on which a diner lives in an institution.
    package var institutions: [DinerID: [DayRange]] = [:]
    package var canteens: [CanteenID: Canteen] = [:]
    /// Portions that were delivered, less those that came back.
    package var portions: [CanteenID: [Day: Int]] = [:]
    /// Days of which a canteen's deliveries are known dish by dish: those are looked at alone.
    package var recordedByDish: [CanteenID: Set<Day>] = [:]
    /// Days on which a canteen, or every canteen, was closed.
    package var closures: Set<AuditClosure> = []
    /// The policies that meals were granted under, by their ids.
    package var policies: [String: Policy] = [:]
    package var calendar: WorkCalendar?
    /// Nil where there is no roster: then nobody is missed in it.
    package var enrolment: EnrolledDiners?
    /// When a diner was last granted anything before the meals at hand.
    package var lastSeen: [DinerID: Day] = [:]
    /// The first day that the books know; nil where that is not known.
    package var booksFrom: Day?

    package init() {}

    /// Notes deaths and stays in institutions of a roster's rows.
    ///
    /// Death has no end but a later row that knows nothing of it: a clerk's slip put right. A stay
    /// ends with its row.
    package mutating func note(_ rows: [Diner]) {
        let special = Set(
            rows.filter { !$0.statuses.isDisjoint(with: [.deceased, .institution]) }.map(\.id))
        let own = Dictionary(grouping: rows.filter { special.contains($0.id) }, by: \.id)
        for (diner, rows) in own {
            let inOrder = rows.sorted { $0.validFrom < $1.validFrom }
            for (place, row) in inOrder.enumerated() {
                if row.statuses.contains(.deceased) {
                    let next = inOrder[(place + 1)...].first { !$0.statuses.contains(.deceased) }
                    deaths[diner, default: []].append(
                        DayRange(from: row.validFrom, to: next.map { $0.validFrom + -1 }))
                }
                if row.statuses.contains(.institution) {
                    institutions[diner, default: []].append(
                        DayRange(from: row.validFrom, to: row.validTo))
                }
            }
        }
    }

    func isClosed(_ canteen: CanteenID, on day: Day) -> Bool {
        !closures.isEmpty
            && (closures.contains(AuditClosure(day: day, canteen: canteen))
                || closures.contains(AuditClosure(day: day, canteen: nil)))
    }
}

/// Days from the first to the last, both included.
package struct DayRange: Hashable, Sendable {
    package let from: Day
    /// Nil is open.
    package let to: Day?

    package init(from: Day, to: Day? = nil) {
        self.from = from
        self.to = to
    }

    package func contains(_ day: Day) -> Bool { day >= from && to.map { day <= $0 } ?? true }
}

/// A day on which a canteen did not serve; without a canteen it closed all of them.
package struct AuditClosure: Hashable, Sendable {
    package let day: Day
    package let canteen: CanteenID?

    package init(day: Day, canteen: CanteenID?) {
        self.day = day
        self.canteen = canteen
    }
}
