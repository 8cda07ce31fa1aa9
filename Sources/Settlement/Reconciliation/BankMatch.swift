package import Meals

/// Holds what is due against what was booked: one for one, one in parts, several in one.
///
/// First by what the bookings name, then by dates in a row, then by the only sum that can be
/// meant. Where two readings are left a person chooses, and nothing is taken.
package enum BankMatch {
    /// What belongs together: rows of the dues and of the bookings, with equal sums.
    package struct Group: Hashable, Sendable {
        package let due: [Int]
        package let booked: [Int]

        package init(due: [Int], booked: [Int]) {
            self.due = due
            self.booked = booked
        }
    }

    /// A comparison with its groups.
    package struct Outcome: Hashable, Sendable {
        package let result: Reconciliation
        package let groups: [Group]
        /// Bookings of dates that are not due yet.
        package let early: [Int]
    }

    package static func reconcile(due: [BankDue], booked: [BankMovement]) -> Reconciliation {
        compare(due: due, booked: booked).result
    }

    /// Compares both sides; row numbers are those of the arguments.
    ///
    /// - Parameter through: the last date that is due; what names a later one waits.
    package static func compare(
        due: [BankDue], booked: [BankMovement], through: Day? = nil
    ) -> Outcome {
        var matcher = BankMatcher(due: due, booked: booked, through: through)
        let byKey = Dictionary(grouping: due.indices) { due[$0].key }
        let bookedByKey = Dictionary(grouping: booked.indices) { booked[$0].key ?? "" }
        for key in Set(byKey.keys).union(bookedByKey.keys).sorted() where !key.isEmpty {
            matcher.match(byKey[key] ?? [], bookedByKey[key] ?? [])
        }
        matcher.matchNameless(bookedByKey[""] ?? [])
        return matcher.outcome()
    }
}

/// One comparison on its way.
struct BankMatcher {
    let due: [BankDue]
    let booked: [BankMovement]
    let through: Day?
    private var groups: [BankMatch.Group] = []
    private var differences: [Difference] = []
    private var matched = 0
    private var grouped = 0
    /// What no step has taken yet, in the order of dates.
    private var openDue: [Int] = []
    private var openBooked: [Int] = []
    /// What several sums could explain, until all is done.
    private var restDue: [Int] = []
    private var restBooked: [Int] = []

    /// Days that one booking may gather: a long holiday's.
    private static let gatheredDays = 12

    init(due: [BankDue], booked: [BankMovement], through: Day?) {
        self.due = due
        self.booked = booked
        self.through = through
    }

    /// Compares what one name is due with what names it.
    mutating func match(_ mine: [Int], _ others: [Int]) {
        openDue = mine.sorted { (due[$0].date, $0) < (due[$1].date, $1) }
        openBooked = others.sorted { (booked[$0].bookedOn, $0) < (booked[$1].bookedOn, $1) }
        matchDates()
        matchRuns()
        matchAmounts()
        matchParts()
        judgeDates()
        restDue += openDue.filter { due[$0].amount != .zero }
        restBooked += openBooked
    }

    /// Bookings without a name: all that is left of one date, or of dates in a row, in one sum.
    mutating func matchNameless(_ others: [Int]) {
        for index in others {
            let dates = Dictionary(grouping: restDue) { due[$0].date }
                .filter { $0.key <= booked[index].bookedOn }.sorted { $0.key < $1.key }
            let sums = dates.map { $0.value.total { due[$0].amount } }
            let runs = BankMatcher.runs(of: booked[index].amount, in: sums, from: 1)
            guard runs.count == 1, let run = runs.first else {
                restBooked.append(index)
                continue
            }
            let found = dates[run].flatMap(\.value).sorted()
            take(found, [index])
            restDue.removeAll { found.contains($0) }
        }
    }

    func outcome() -> BankMatch.Outcome {
        var all = differences
        for index in restDue {
            all.append(Difference(.short, by: .none, ours: [index], theirs: []))
        }
        var early: [Int] = []
        for index in restBooked {
            if let through, let date = booked[index].date, date > through {
                early.append(index)
            } else {
                all.append(
                    Difference(
                        isRepeated(index) ? .duplicate : .long, by: .none, ours: [],
                        theirs: [index]))
            }
        }
        return BankMatch.Outcome(
            result: Reconciliation(
                matched: matched, grouped: grouped, cancelled: 0,
                differences: all.sorted(by: Difference.inOrder)),
            groups: groups, early: early.sorted())
    }

    /// True for a booking that repeats one which was taken, by name, date and amount.
    private func isRepeated(_ index: Int) -> Bool {
        guard let key = booked[index].key, let date = booked[index].date else { return false }
        return groups.contains { group in
            group.booked.count == 1
                && group.booked.contains {
                    booked[$0].key == key && booked[$0].date == date
                        && booked[$0].amount == booked[index].amount
                }
        }
    }

    private mutating func take(_ mine: [Int], _ others: [Int]) {
        groups.append(BankMatch.Group(due: mine, booked: others))
        if mine.count == 1, others.count == 1 {
            matched += 1
        } else {
            grouped += max(mine.count, others.count)
        }
        openDue.removeAll { mine.contains($0) }
        openBooked.removeAll { others.contains($0) }
    }

    private mutating func report(
        _ verdict: Verdict, _ mine: [Int], _ others: [Int], by evidence: Evidence
    ) {
        differences.append(Difference(verdict, by: evidence, ours: mine, theirs: others))
        openDue.removeAll { mine.contains($0) }
        openBooked.removeAll { others.contains($0) }
    }

    /// Bookings that name a date and come to what is due of it, alone or in parts.
    private mutating func matchDates() {
        for index in openDue {
            let parts = openBooked.filter { booked[$0].date == due[index].date }
            if let one = parts.first(where: { booked[$0].amount == due[index].amount }) {
                take([index], [one])
            } else if parts.count > 1,
                parts.total({ booked[$0].amount }) == due[index].amount
            {
                take([index], parts)
            }
        }
    }

    /// One booking for several dates in a row, as after a weekend; or one due in parts in a row.
    private mutating func matchRuns() {
        for index in openBooked {
            let earlier = openDue.filter { due[$0].date <= booked[index].bookedOn }
            let runs = BankMatcher.runs(
                of: booked[index].amount, in: earlier.map { due[$0].amount }, from: 2)
            // One date alone explains it too: matchAmounts asks.
            guard !earlier.contains(where: { due[$0].amount == booked[index].amount }) else {
                continue
            }
            if runs.count == 1 {
                take(Array(earlier[runs[0]]), [index])
            } else if runs.count > 1 {
                report(
                    .ambiguous, Set(runs.flatMap { earlier[$0] }).sorted(), [index],
                    by: .candidate)
            }
        }
        for index in openDue {
            let later = openBooked.filter {
                booked[$0].bookedOn >= due[index].date && isFree($0)
            }
            guard !later.contains(where: { booked[$0].amount == due[index].amount }) else {
                continue
            }
            let runs = BankMatcher.runs(
                of: due[index].amount, in: later.map { booked[$0].amount }, from: 2)
            if runs.count == 1 {
                take([index], Array(later[runs[0]]))
            } else if runs.count > 1 {
                report(
                    .ambiguous, [index], Set(runs.flatMap { later[$0] }).sorted(), by: .candidate)
            }
        }
    }

    /// True for a booking that names no date, or one of which nothing is due: its own.
    private func isFree(_ index: Int) -> Bool {
        guard let date = booked[index].date else { return true }
        return !openDue.contains { due[$0].date == date } && (through.map { date <= $0 } ?? true)
    }

    /// Bookings that name no date: by amount where only one can be meant.
    private mutating func matchAmounts() {
        for index in openBooked where openBooked.contains(index) && isFree(index) {
            let same = openDue.filter {
                due[$0].amount == booked[index].amount && due[$0].date <= booked[index].bookedOn
            }
            let rivals = openBooked.filter {
                isFree($0) && booked[$0].amount == booked[index].amount
            }
            guard !same.isEmpty else { continue }
            if same.count == 1, rivals.count == 1 {
                take(same, rivals)
            } else if same.count == rivals.count {
                // As many of the one as of the other, all alike: in the order of their days.
                for (mine, other) in zip(same, rivals) { take([mine], [other]) }
            } else {
                report(.ambiguous, same, rivals, by: .candidate)
            }
        }
    }

    /// All that is left of one due and of its bookings, where the sums agree or one is left.
    private mutating func matchParts() {
        let free = openBooked.filter(isFree)
        guard openDue.count == 1, let index = openDue.first, !free.isEmpty,
            due[index].amount != .zero,
            free.allSatisfy({ booked[$0].bookedOn >= due[index].date })
        else { return }
        if free.total({ booked[$0].amount }) == due[index].amount {
            take([index], free)
        } else if !openBooked.contains(where: { booked[$0].date == due[index].date }) {
            report(.amount, [index], free, by: .candidate)
        }
    }

    /// Bookings that name a date and do not come to what is due of it.
    private mutating func judgeDates() {
        for index in openDue {
            let parts = openBooked.filter { booked[$0].date == due[index].date }
            if !parts.isEmpty { report(.amount, [index], parts, by: .reference) }
        }
    }

    /// Stretches of amounts that come to a sum, of so many at the least.
    private static func runs(of sum: Fen, in amounts: [Fen], from least: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for start in amounts.indices {
            var reached = Fen.zero
            for end in start..<min(amounts.count, start + gatheredDays) {
                reached += amounts[end]
                if reached == sum, end - start + 1 >= least { found.append(start..<(end + 1)) }
            }
        }
        return found
    }
}
