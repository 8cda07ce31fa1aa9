package import Meals

/// A trial run of a policy over a table of meals, the heart of `mulin policy evaluate`.
package struct PolicyWorksheet: Sendable {
    private let policy: Policy
    private let calendar: WorkCalendar
    private let roster: Roster
    private let canteens: [String: Canteen]

    package init(policy: Policy, calendar: WorkCalendar, roster: [Diner], canteens: [Canteen]) {
        self.policy = policy
        self.calendar = calendar
        self.roster = Roster(roster)
        self.canteens = Dictionary(canteens.map { ($0.id.text, $0) }) { first, _ in first }
    }

    /// Evaluates a table of meals in file order, counting each diner's limits across it.
    ///
    /// A diner who is empty, or not in the roster on the meal's day, pays the public price.
    /// The answer's column `rules` lists the subsidy rules that granted; a discount shows as its
    /// amount alone. `funders` lists the parts that are not 0, in the policy's order of funders.
    ///
    /// - Parameter csv: columns `meal,sold_at,canteen,diner,channel,gross`; an empty channel is
    ///   dine-in.
    /// - Returns: CSV with the columns `meal,gross,discount,subsidy,payable,rules,funders`.
    /// - Throws: every problem of the table at once.
    package func evaluate(_ csv: [UInt8], file: String) throws(Problems) -> String {
        let table = try CSV(
            csv, file: file,
            required: ["meal", "sold_at", "canteen", "diner", "channel", "gross"])
        var problems: [Problem] = []
        var uses: [DinerID: [RuleUse]] = [:]
        var names: [String: Int] = [:]
        var answer = CSV.row([
            "meal", "gross", "discount", "subsidy", "payable", "rules", "funders",
        ])
        for row in table.rows {
            let name = row[cell: "meal"]
            if name.isEmpty {
                problems.append(row.problem("meal", "is empty; each meal needs a name of its own"))
            } else if let line = names.updateValue(row.line, forKey: name) {
                problems.append(row.problem("meal", "'\(name)' is on line \(line) already"))
            }
            guard let meal = meal(row, &problems), problems.isEmpty else { continue }
            let id = DinerID(row[cell: "diner"])
            let diner = roster.diner(id, on: meal.day)
            let decision = policy.decide(
                meal, for: diner, uses: uses[id, default: []], calendar: calendar)
            if !decision.grants.isEmpty {
                uses[id, default: []] += decision.grants.map { grant in
                    RuleUse(
                        rule: grant.rule, day: meal.day,
                        period: policy.period(atSecondOfDay: meal.secondOfDay), count: 1,
                        amount: grant.amount)
                }
            }
            answer += line(name, decision)
        }
        if !problems.isEmpty { throw Problems(problems) }
        return answer
    }

    private func meal(_ row: CSV.Row, _ problems: inout [Problem]) -> Meal? {
        let soldAt = Moment(iso8601: row[cell: "sold_at"])
        if soldAt == nil {
            problems.append(
                row.problem(
                    "sold_at",
                    "'\(row[cell: "sold_at"])' is not a time (write 2026-11-23T11:30:00)"))
        }
        let canteen = canteens[row[cell: "canteen"]]
        if canteen == nil {
            problems.append(
                row.problem(
                    "canteen", "'\(row[cell: "canteen"])' is not in the list of canteens"))
        }
        let word = row[cell: "channel"]
        let channel = word.isEmpty ? .dineIn : Channel(rawValue: word)
        if channel == nil {
            let known = Channel.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append(row.problem("channel", "'\(word)' is not one of \(known)"))
        }
        let gross = Fen(yuan: row[cell: "gross"])
        if gross == nil {
            problems.append(
                row.problem(
                    "gross", "'\(row[cell: "gross"])' is not an amount in yuan (write 15.00)"))
        }
        guard let soldAt, let canteen, let channel, let gross else { return nil }
        return Meal(
            day: soldAt.day, secondOfDay: soldAt.secondOfDay, channel: channel, gross: gross,
            venue: canteen.kind, street: canteen.street)
    }

    private func line(_ meal: String, _ decision: Decision) -> String {
        var parts = [Fen](repeating: .zero, count: policy.funders.count)
        for share in decision.grants.flatMap(\.shares) {
            if let index = policy.funders.firstIndex(of: share.funder) {
                parts[index] += share.amount
            }
        }
        let funders = zip(policy.funders, parts).filter { $1 > .zero }
        return CSV.row([
            meal, decision.gross.yuan, decision.discount.yuan, decision.subsidy.yuan,
            decision.payable.yuan, decision.grants.map(\.rule).joined(separator: ";"),
            funders.map { "\($0)=\($1.yuan)" }.joined(separator: ";"),
        ])
    }
}
