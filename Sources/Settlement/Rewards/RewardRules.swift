package import Meals

/// 企业奖补: what a funder pays an operator for having served, by meals or persons.
package struct RewardRules: Hashable, Sendable {
    package let id: String
    package let title: String
    package let funder: String
    package let from: Day
    /// The first day on which it does not apply any more; nil is open.
    package let to: Day?
    package let counts: Counted
    /// How often one diner counts.
    package let once: Once
    /// Where that is looked at.
    package let among: Among
    package let tiers: [Tier]
    package let caps: [Cap]
    /// The day from which a canteen takes part; empty lets all take part from ``from`` on.
    package let joined: [CanteenID: Day]

    /// What is counted.
    package enum Counted: String, CaseIterable, Sendable {
        /// Every meal of a diner who is on the roster.
        case meal
        /// Meals with a claimed subsidy.
        case subsidisedMeal = "subsidised-meal"
        /// A diner once a day, however often.
        case personDay = "person-day"
    }

    /// 一客: whether two sales to one diner are two customers.
    package enum Once: String, CaseIterable, Sendable {
        /// Every sale counts.
        case perSale = "per-sale"
        /// Two sales at one lunch count once.
        case perPeriod = "per-period"
        case perDay = "per-day"
    }

    /// Whether a diner who came to two canteens counts at both, or at the first alone.
    package enum Among: String, CaseIterable, Sendable {
        case canteen
        case allCanteens = "all-canteens"
    }

    /// An amount for some of the diners.
    package struct Tier: Hashable, Sendable {
        package let id: String
        /// Completed years, from inclusive; nil is any, also where no birth date is known.
        package let ageFrom: Int?
        package let ageBelow: Int?
        package let amount: Fen
    }

    /// A limit for one canteen.
    package struct Cap: Hashable, Sendable {
        package let per: Period
        package let count: Int?
        package let amount: Fen?

        package enum Period: String, CaseIterable, Sendable { case day, month, quarter }
    }

    func applies(to canteen: CanteenID, on day: Day) -> Bool {
        guard day >= from, to.map({ day < $0 }) ?? true else { return false }
        return joined.isEmpty || (joined[canteen].map { day >= $0 } ?? false)
    }

    /// The first tier that fits an age.
    func tier(age: Int?) -> Tier? {
        tiers.first { tier in
            if tier.ageFrom == nil, tier.ageBelow == nil { return true }
            guard let age else { return false }
            return age >= (tier.ageFrom ?? 0) && age < (tier.ageBelow ?? .max)
        }
    }
}

extension RewardRules.Cap.Period {
    /// The first day of the period that a day lies in.
    func start(of day: Day) -> Day {
        switch self {
        case .day: return day
        case .month: return day.firstOfMonth
        case .quarter:
            let (year, month, _) = day.parts
            return Day(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? day
        }
    }
}

extension RewardRules {
    /// Reads a document; unknown keys are refused.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        let keys = reader.keys(
            of: outline, required: ["rewards", "title", "funder", "from", "counts", "tiers"],
            optional: ["to", "once", "among", "caps", "joined", "source", "status"])
        let id = reader.value(keys["rewards"], PlainWord.shape, RewardRules.word)
        let funder = reader.value(keys["funder"], PlainWord.shape, RewardRules.word)
        let title = reader.text(keys["title"])
        let from = reader.day(keys["from"])
        let to = reader.day(keys["to"])
        let counts = reader.word(keys["counts"], as: Counted.self)
        let once = reader.once(keys["once"], counts)
        let among = reader.word(keys["among"], as: Among.self) ?? .canteen
        var tiers: [Tier] = []
        for entry in reader.list(keys["tiers"]) {
            if let tier = RewardRules.tier(entry, &reader) { tiers.append(tier) }
        }
        var caps: [Cap] = []
        for entry in reader.list(keys["caps"]) {
            let fields = reader.keys(
                of: entry, required: ["per"], optional: ["count", "amount"])
            let per = reader.word(fields["per"], as: Cap.Period.self)
            let (count, amount) = (reader.whole(fields["count"]), reader.fen(fields["amount"]))
            if count == nil, amount == nil { reader.report(entry, "needs a count or an amount") }
            if let per { caps.append(Cap(per: per, count: count, amount: amount)) }
        }
        var joined: [CanteenID: Day] = [:]
        if let entry = keys["joined"] {
            for (name, date) in reader.named(entry) {
                if let canteen = CanteenID(checked: name), let day = reader.day(date) {
                    joined[canteen] = day
                } else {
                    reader.report(date, "'\(name)' is not a canteen with a date")
                }
            }
        }
        if let entry = keys["tiers"], tiers.isEmpty { reader.report(entry, "names no tier") }
        if let entry = keys["to"], let from, let to, to <= from {
            reader.report(entry, "ends on \(to), before it begins")
        }
        let name = try reader.finish(id)
        self.init(
            id: name, title: try reader.finish(title), funder: try reader.finish(funder),
            from: try reader.finish(from), to: to, counts: try reader.finish(counts), once: once,
            among: among, tiers: tiers, caps: caps, joined: joined)
    }

    private static func word(_ text: String) -> String? { PlainWord.accepts(text) ? text : nil }

    private static func tier(_ entry: Outline, _ reader: inout OutlineReader) -> Tier? {
        let fields = reader.keys(of: entry, required: ["id", "amount"], optional: ["age"])
        let id = reader.value(fields["id"], PlainWord.shape, RewardRules.word)
        let amount = reader.fen(fields["amount"])
        var (from, below): (Int?, Int?) = (nil, nil)
        if let age = fields["age"] {
            let bounds = reader.keys(of: age, required: [], optional: ["from", "below"])
            from = reader.whole(bounds["from"])
            below = reader.whole(bounds["below"])
            if let from, let below, below <= from { reader.report(age, "holds no age") }
        }
        guard let id, let amount else { return nil }
        return Tier(id: id, ageFrom: from, ageBelow: below, amount: amount)
    }
}

extension OutlineReader {
    /// How often a diner counts; without the key every sale does, and a person-day once a day.
    fileprivate mutating func once(
        _ entry: Outline?, _ counts: RewardRules.Counted?
    ) -> RewardRules.Once {
        let usual: RewardRules.Once = counts == .personDay ? .perDay : .perSale
        guard let entry, let once = word(entry, as: RewardRules.Once.self) else { return usual }
        if counts == .personDay, once != .perDay {
            report(entry, "a person-day counts once per-day")
        }
        return once
    }
}
