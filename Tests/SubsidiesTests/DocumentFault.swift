/// One way in which a policy document can be wrong.
enum DocumentFault: String, CaseIterable {
    case misspeltKey, movedKey, doubledKey, missingKey, missingChoice, secondChoice
    case listForValue, valueForList, valueForKeys, emptyList, emptyValue
    case unitOnAmount, threeDecimals, percentage, rateAboveOne, negativeNumber, brokenNumber
    case impossibleDate, foreignDate, reversedDates, wrongTime, overlappingPeriods, endlessPeriod
    case unknownWord, badName, badDivision, unnamedPeriod
    case sharesOffOne, doubledRule, limitWithoutWindow, limitOfZero, capWithoutRate, reversedAges

    /// A document with this fault, or nil where the good one has no place for it.
    func broken(_ document: Written, using random: inout SeededRandom) -> BrokenDocument? {
        if let (roles, values) = wrongValues {
            let spots = document.spots.filter { spot in roles.contains { $0 == spot.role } }
            guard let spot = spots.randomElement(using: &random),
                let value = values.randomElement(using: &random)
            else { return nil }
            return BrokenDocument(
                document: document.replacing(spot.steps, with: .text(value)), path: spot.path)
        }
        var breaker = DocumentBreaker(document: document, random: random)
        defer { random = breaker.random }
        return breaker.structure(self)
    }

    /// Where a single value is wrong: the places it may stand, and what is written there.
    private var wrongValues: (roles: [String], values: [String])? {
        switch self {
        case .unitOnAmount:
            (
                Roles.amounts,
                ["5.00元", "500分", "5,00", "¥5.00", "5.00 CNY", "5 00", "五元", ".5", "5."]
            )
        case .threeDecimals: (Roles.amounts, ["5.001", "0.125", "8.000"])
        case .percentage: (Roles.rates, ["85%", "25 %", "100%", "８５％"])
        case .rateAboveOne: (Roles.rates, ["1.01", "85", "3/2", "100"])
        case .negativeNumber:
            (Roles.amounts + Roles.rates + Roles.wholes, ["-1", "-0.5", "-5.00", "−1"])
        case .brokenNumber: (Roles.wholes, ["1.5", "一", "1e2", "0x10", "60+", "1,000"])
        case .impossibleDate:
            (Roles.dates, ["2025-02-30", "2025-13-01", "2025-00-10", "2025-04-31", "0000-01-01"])
        case .foreignDate:
            (
                Roles.dates,
                [
                    "2025/12/22", "22.12.2025", "2025-1-2", "20251222", "2025年12月22日",
                    "2025-12-22T00:00:00",
                ]
            )
        case .wrongTime: (Roles.times, ["10:60", "24:01", "7pm", "9:30", "1000", "10:30:00", "上午"])
        case .unknownWord: (Roles.words, ["Best", "everyone", "全部", "dine in", "DAY", "year"])
        case .badName: (["policy", "id"], ["a b", "a;b", "a,b", "a=b", "'a'"])
        case .badDivision: (Roles.divisions, ["31a", "上海", "3101070010010", "31 0107"])
        case .emptyValue: (Roles.values, [""])
        default: nil
        }
    }
}

/// A document with one fault, and what its refusal must say.
struct BrokenDocument {
    let document: Written
    /// Where the line is that must be named.
    let path: String
    /// What must be named besides the line; the path itself where it is nil.
    var key: String?
}

/// Which places of a policy document take which values.
enum Roles {
    static let amounts = [
        "spend.at_least", "spend.more_than", "benefit.amount", "benefit.at_most", "benefit.pay",
        "limits[].amount",
    ]
    static let rates = ["pay_rate", "benefit.rate", "funders.any"]
    static let wholes = ["when.age.from", "when.age.below", "limits[].count"]
    static let dates = ["effective.from", "effective.to", "source.verified_until"]
    static let times = ["periods.any.from", "periods.any.to"]
    static let words = [
        "status", "rounding", "threshold_base", "stacking", "limits[].per", "when.statuses[]",
        "when.not_statuses[]", "when.channel[]", "when.period[]", "when.weekday[]",
        "when.venue[]", "when.place[]",
    ]
    static let divisions = ["when.hukou[]", "when.residence[]"]
    static let texts = ["policy", "title", "id", "source.document", "source.url"]
    static let values = amounts + rates + wholes + dates + times + words + divisions + texts

    /// The keys of each mapping, the required ones first.
    static let keys: [String: (required: [String], optional: [String])] = [
        "": (
            [
                "policy", "title", "status", "effective", "rounding", "threshold_base", "stacking",
            ], ["source", "periods", "discounts", "subsidies"]
        ),
        "source": ([], ["document", "url", "verified_until"]),
        "effective": (["from"], ["to"]),
        "periods": ([], ["breakfast", "lunch", "dinner"]),
        "periods.any": (["from", "to"], []),
        "discounts[]": (["id", "pay_rate"], ["title", "when"]),
        "subsidies[]": (["id", "benefit", "funders"], ["title", "when", "spend", "limits"]),
        "when": (
            [],
            [
                "age", "statuses", "not_statuses", "hukou", "residence", "channel", "period",
                "weekday", "venue", "place",
            ]
        ),
        "when.age": ([], ["from", "below"]), "spend": ([], ["at_least", "more_than"]),
        "benefit": ([], ["amount", "rate", "at_most", "pay"]),
        "limits[]": (["per"], ["count", "amount"]),
    ]

    /// The keys of which a mapping has exactly one.
    static let choices = [
        "spend": ["at_least", "more_than"], "benefit": ["amount", "rate", "pay"],
        "limits[]": ["count", "amount"],
    ]
}
