package import Meals

/// Meals worked out by hand beside a policy (算例), which the policy must give back to the fen.
///
/// A CSV that a policy officer reads and extends. Rows of one `person` are one diner, whose facts
/// stand in every row and whose limits count in file order; an empty `person` is the public. The
/// last columns are what is expected, as in ``PolicyWorksheet``.
package struct WorkedMeals: Sendable {
    package let file: String
    private let cases: [Case]

    /// A row: a meal, who eats it and what is expected.
    private struct Case {
        let name: String
        let row: CSV.Row
        let diner: Diner?
        let meal: Meal
    }

    private static let expected = ["discount", "subsidy", "payable", "rules", "funders"]

    /// Reads the table.
    ///
    /// - Throws: every problem of it at once.
    package init(_ csv: [UInt8], file: String) throws(Problems) {
        let table = try CSV(
            csv, file: file,
            required: [
                "case", "person", "birth_date", "statuses", "hukou", "residence", "sold_at",
                "street", "gross",
            ] + WorkedMeals.expected, optional: ["venue", "channel", "note"])
        var reader = WorkedMealReader()
        var cases: [Case] = []
        var names: [String: Int] = [:]
        for row in table.rows {
            let name = row[cell: "case"]
            if name.isEmpty {
                reader.report(row, "case", "is empty; each case needs a name of its own")
            } else if let line = names.updateValue(row.line, forKey: name) {
                reader.report(row, "case", "'\(name)' is on line \(line) already")
            }
            guard let meal = reader.meal(row) else { continue }
            let diner = reader.diner(row, on: meal.day)
            cases.append(Case(name: name, row: row, diner: diner, meal: meal))
        }
        if cases.isEmpty, reader.problems.isEmpty {
            reader.problems.append(
                Problem(file: file, reason: "holds no case; a policy needs worked meals"))
        }
        if !reader.problems.isEmpty { throw Problems(reader.problems) }
        self.file = file
        self.cases = cases
    }

    package var count: Int { cases.count }

    /// Works every case out by a policy and compares.
    ///
    /// - Returns: a problem for each case that comes out otherwise, with both figures.
    package func differences(
        from policy: Policy, calendar: WorkCalendar
    ) -> [Problem] {
        var uses: [DinerID: [RuleUse]] = [:]
        var problems: [Problem] = []
        for worked in cases {
            let id = worked.diner?.id
            let decision = policy.decide(
                worked.meal, for: worked.diner, uses: id.flatMap { uses[$0] } ?? [],
                calendar: calendar)
            if let id {
                let period = policy.period(atSecondOfDay: worked.meal.secondOfDay)
                uses[id, default: []] += decision.grants.map {
                    RuleUse(
                        rule: $0.rule, day: worked.meal.day, period: period, count: 1,
                        amount: $0.amount)
                }
            }
            if let reason = difference(worked.row, decision, policy) {
                problems.append(
                    Problem(
                        file: file, line: worked.row.line, place: worked.name, reason: reason))
            }
        }
        return problems
    }

    private func difference(_ row: CSV.Row, _ decision: Decision, _ policy: Policy) -> String? {
        let found = [
            decision.discount.yuan, decision.subsidy.yuan, decision.payable.yuan,
            decision.grants.map(\.rule).joined(separator: ";"), policy.parts(of: decision),
        ]
        let differing = zip(WorkedMeals.expected, found).filter { column, text in
            let written = row[cell: column]
            guard let amount = Fen(yuan: text) else { return written != text }
            return Fen(yuan: written) != amount
        }
        guard !differing.isEmpty else { return nil }
        return differing.map { column, text in
            let written = row[cell: column]
            return "\(column) is written as \(written.isEmpty ? "nothing" : written), "
                + "the policy gives \(text.isEmpty ? "nothing" : text)"
        }.joined(separator: "; ")
    }
}

/// Reads the cells of worked meals and remembers every problem on the way.
private struct WorkedMealReader {
    var problems: [Problem] = []

    mutating func report(_ row: CSV.Row, _ column: String, _ reason: String) {
        problems.append(row.problem(column, reason))
    }

    mutating func meal(_ row: CSV.Row) -> Meal? {
        let soldAt = value(row, "sold_at", "a time (write 2026-11-23T11:30:00)") {
            Moment(iso8601: $0)
        }
        let street = value(row, "street", "the 9 digits of a street") { text in
            text.utf8.count == 9 ? DivisionCode(checked: text) : nil
        }
        let gross = value(row, "gross", "an amount in yuan (write 15.00)") { Fen(yuan: $0) }
        let venue = word(row, "venue", VenueKind.canteen)
        let channel = word(row, "channel", Channel.dineIn)
        guard let soldAt, let street, let gross, let venue, let channel else { return nil }
        return Meal(
            day: soldAt.day, secondOfDay: soldAt.secondOfDay, channel: channel, gross: gross,
            venue: venue, street: street)
    }

    /// The diner as the row describes him, valid on the day; nil is the public.
    mutating func diner(_ row: CSV.Row, on day: Day) -> Diner? {
        let person = row[cell: "person"]
        let birth = optional(row, "birth_date", "a date (write 1946-03-15)") { Day($0) }
        let hukou = optional(row, "hukou", "6 or 9 digits") { DivisionCode(checked: $0) }
        let residence = optional(row, "residence", "6 or 9 digits") { DivisionCode(checked: $0) }
        var statuses: Set<Status> = []
        for word in row.list("statuses") {
            if let status = Status(rawValue: word) {
                statuses.insert(status)
            } else {
                let known = Status.allCases.map(\.rawValue).joined(separator: ", ")
                report(row, "statuses", "'\(word)' is not one of \(known)")
            }
        }
        guard !person.isEmpty else {
            for column in ["birth_date", "statuses", "hukou", "residence"]
            where !row[cell: column].isEmpty {
                report(row, column, "is written, but no person; name one or leave it empty")
            }
            return nil
        }
        return Diner(
            id: DinerID(person), birth: birth, hukou: hukou, residence: residence,
            statuses: statuses, validFrom: day, validTo: day)
    }

    private mutating func value<Value>(
        _ row: CSV.Row, _ column: String, _ shape: String, _ read: (String) -> Value?
    ) -> Value? {
        let text = row[cell: column]
        guard let value = read(text) else {
            report(row, column, "'\(text)' is not \(shape)")
            return nil
        }
        return value
    }

    private mutating func optional<Value>(
        _ row: CSV.Row, _ column: String, _ shape: String, _ read: (String) -> Value?
    ) -> Value? {
        row[cell: column].isEmpty ? nil : value(row, column, shape, read)
    }

    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ row: CSV.Row, _ column: String, _ usual: Word
    ) -> Word? {
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return row[cell: column].isEmpty
            ? usual : value(row, column, "one of \(known)") { Word(rawValue: $0) }
    }
}
