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

    /// A table that was worked out.
    package struct Answer: Sendable {
        /// CSV with the columns `meal,gross,discount,subsidy,payable,rules,funders`.
        package let csv: String
        /// What a person should know of the answer; empty where all is well.
        package let warnings: [String]
    }

    /// Evaluates a table of meals in file order, counting each diner's limits across it.
    ///
    /// A diner who is empty, or not in the roster on the meal's day, pays the public price.
    /// The answer's column `rules` lists the subsidy rules that granted; a discount shows as its
    /// amount alone. `funders` lists the parts that are not 0, in the policy's order of funders.
    ///
    /// - Parameter csv: columns `meal,sold_at,canteen,diner,channel,gross`; an empty channel is
    ///   dine-in.
    /// - Throws: every problem of the table at once.
    package func evaluate(_ csv: [UInt8], file: String) throws(Problems) -> Answer {
        var answer = CSV.row([
            "meal", "gross", "discount", "subsidy", "payable", "rules", "funders",
        ])
        var (outside, unverified) = (0, 0)
        try each(csv, file) { name, meal, diner, uses in
            let decision = policy.decide(meal, for: diner, uses: uses, calendar: calendar)
            answer += line(name, decision)
            if !policy.isEffective(on: meal.day) {
                outside += 1
            } else if let verified = policy.verifiedUntil, verified < meal.day {
                unverified += 1
            }
            return decision
        }
        return Answer(csv: answer, warnings: warnings(outside: outside, unverified: unverified))
    }

    /// Explains one meal of a table, with the limits counted up to it; nil where there is none of
    /// the name.
    ///
    /// - Throws: every problem of the table at once.
    package func explain(
        _ name: String, of csv: [UInt8], file: String
    ) throws(Problems) -> Explanation? {
        var explanation: Explanation?
        try each(csv, file) { other, meal, diner, uses in
            if other == name {
                explanation = policy.explain(meal, for: diner, uses: uses, calendar: calendar)
            }
            return policy.decide(meal, for: diner, uses: uses, calendar: calendar)
        }
        return explanation
    }

    private func warnings(outside: Int, unverified: Int) -> [String] {
        var warnings: [String] = []
        if outside > 0 {
            let end = policy.to.map { " to before \($0)" } ?? " on"
            warnings.append(
                "\(outside) meals lie outside the policy's time (from \(policy.from)\(end)) and "
                    + "were decided at the public price")
        }
        if unverified > 0, let verified = policy.verifiedUntil {
            warnings.append(
                "\(unverified) meals lie after \(verified), up to which the policy's source was "
                    + "verified")
        }
        return warnings
    }

    /// Visits the meals of a table in file order, with the diner and what he was granted before.
    private func each(
        _ csv: [UInt8], _ file: String,
        _ decide: (String, Meal, Diner?, [RuleUse]) -> Decision
    ) throws(Problems) {
        let table = try CSV(
            csv, file: file,
            required: ["meal", "sold_at", "canteen", "diner", "channel", "gross"])
        var problems: [Problem] = []
        var uses: [DinerID: [RuleUse]] = [:]
        var names: [String: Int] = [:]
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
            let decision = decide(name, meal, diner, uses[id] ?? [])
            for grant in decision.grants {
                uses[id, default: []].append(
                    RuleUse(
                        rule: grant.rule, day: meal.day,
                        period: policy.period(atSecondOfDay: meal.secondOfDay), count: 1,
                        amount: grant.amount))
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
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
        CSV.row([
            meal, decision.gross.yuan, decision.discount.yuan, decision.subsidy.yuan,
            decision.payable.yuan, decision.grants.map(\.rule).joined(separator: ";"),
            policy.parts(of: decision),
        ])
    }
}

extension Policy {
    /// What each funder pays of a decision, such as `city=1.20;district=0.80`.
    ///
    /// In the order of first mention in the policy; parts of 0 are left out.
    func parts(of decision: Decision) -> String {
        var parts = [Fen](repeating: .zero, count: funders.count)
        for share in decision.grants.flatMap(\.shares) {
            if let index = funders.firstIndex(of: share.funder) { parts[index] += share.amount }
        }
        return zip(funders, parts).filter { $1 > .zero }.map { "\($0)=\($1.yuan)" }
            .joined(separator: ";")
    }
}
