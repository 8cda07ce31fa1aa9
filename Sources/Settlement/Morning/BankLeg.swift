package import Meals
package import Store

/// The acquirer's nets against what the bank booked: of one date, and of every earlier one that
/// the bank has not paid yet.
package struct BankLeg: Sendable {
    package let due: [BankDue]
    package let booked: [BankMovement]
    package let result: Reconciliation
    /// What explains each other, by row.
    package let groups: [BankMatch.Group]
    /// The statements that were given, and all that they book.
    package let statements: Set<String>
    package let given: [BankMovement]

    /// Reads the statements and compares them with what waits.
    ///
    /// A booking that pays another date already is left alone; one that nothing was known of is
    /// looked at again.
    ///
    /// - Throws: ``Problems`` of all statements; nothing is compared then.
    package init(
        date: Day, nets: [AcquirerNetRow], statements paths: [String], merchants: [String],
        store: Store
    ) throws {
        let (others, waiting, explained, ended) = try store.read { store in
            (
                try store.waitingNets(beside: date), try store.waitingBookings(beside: date),
                try store.explainedBookings(without: date), try store.endedNets(of: date)
            )
        }
        // What lies in one match with this date is looked at again, whatever its own date.
        let rows =
            nets.filter { !ended.contains($0.merchant) }
            + others.filter { $0.date < date || $0.match != nil }
        due = rows.map { BankDue(key: $0.merchant, date: $0.date, amount: $0.net) }
            .sorted { ($0.date, $0.key) < ($1.date, $1.key) }
        let read = try BankLeg.bookings(
            paths, keys: Set(merchants).union(due.map(\.key)), day: date + 1)
        statements = read.statements
        given = read.booked
        let sources = Set(read.booked.map(\.source))
        // A statement given again takes the place of what it said before.
        let kept = waiting.filter {
            !sources.contains($0.source) && !read.statements.contains($0.statement)
        }
        booked =
            read.booked.filter { !explained.contains($0.source) }
            + kept.map {
                BankMovement(
                    key: $0.merchant, date: $0.date, bookedOn: $0.bookedOn, amount: $0.amount,
                    source: $0.source, statement: $0.statement)
            }
        let outcome = BankMatch.compare(
            due: due, booked: booked, through: max(date, due.last?.date ?? date))
        result = outcome.result
        groups = outcome.groups
    }

    /// What the statements book, each booking once however many statements have it.
    private static func bookings(
        _ paths: [String], keys: Set<String>, day: Day
    ) throws -> (booked: [BankMovement], statements: Set<String>) {
        var statements: Set<String> = []
        var booked: [BankMovement] = []
        var sources: Set<String> = []
        var problems: [Problem] = []
        for (path, statement) in try BankStatementReader.read(paths: paths) {
            var times: [String: Int] = [:]
            statements.insert(statement.name)
            for entry in statement.entries where entry.isBooked {
                let name = BankLeg.source(entry, of: statement, day)
                times[name, default: 0] += 1
                guard
                    let movement = BankMovement(
                        entry, keys: keys, statementDay: day,
                        source: "\(name) \(times[name] ?? 1)", statement: statement.name)
                else {
                    problems.append(
                        Problem(
                            file: path, line: entry.line,
                            reason: "\(entry.amount) \(entry.currency) is not whole fen of CNY"))
                    continue
                }
                if sources.insert(movement.source).inserted { booked.append(movement) }
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return (booked, statements)
    }

    /// Account, day, amount, and the bank's own reference or, without one, its words.
    private static func source(
        _ entry: BankEntry, of statement: BankStatement, _ day: Day
    ) -> String {
        let name = entry.reference.isEmpty ? entry.remittance : entry.reference
        return "\(statement.account) \(entry.bookedOn ?? day) \(entry.amount) \(name)"
    }
}
