package import Meals

/// A meal as operator rewards see it.
package struct RewardMeal: Hashable, Sendable {
    /// The journal record behind it.
    package let ref: String
    package let canteen: CanteenID
    package let day: Day
    /// When it was sold, which says who came first; nil where that is not known.
    package let time: Moment?
    package let period: MealPeriod
    /// Who ate; nil for the public, who earn no reward.
    package let diner: DinerID?
    /// Completed years on the day; nil where no birth date is known.
    package let age: Int?
    package let isSubsidised: Bool

    package init(
        ref: String, canteen: CanteenID, day: Day, time: Moment? = nil,
        period: MealPeriod = .other, diner: DinerID?, age: Int?, isSubsidised: Bool
    ) {
        self.ref = ref
        self.canteen = canteen
        self.day = day
        self.time = time
        self.period = period
        self.diner = diner
        self.age = age
        self.isSubsidised = isSubsidised
    }
}

/// What one canteen earned under one tier of a reward, with the meals behind it.
package struct RewardClaim: Hashable, Sendable {
    package let rewards: String
    package let tier: String
    package let funder: String
    package let canteen: CanteenID
    package let count: Int
    package let amount: Fen
    /// Records that were rewarded, in the order of the meals.
    package let evidence: [String]
    /// Meals that counted, but for a cap.
    package let capped: Int
}

extension RewardRules {
    /// Counts meals into claims, in the order in which they are given; caps hold back the later.
    ///
    /// - Parameter meals: as they came in; what was voided is left out before.
    package func claims(_ meals: [RewardMeal]) -> [RewardClaim] {
        var counter = RewardCounter(self)
        for meal in meals { counter.add(meal) }
        return counter.claims
    }
}

/// Counts meals under one reward, one after the other.
struct RewardCounter {
    let rules: RewardRules
    private var sums: [RewardPlace: Sum] = [:]
    private var used: [CapPlace: (count: Int, amount: Fen)] = [:]
    private var seen: Set<Customer> = []

    private struct Sum {
        var amount = Fen.zero
        var evidence: [String] = []
        var capped = 0
    }

    init(_ rules: RewardRules) { self.rules = rules }

    mutating func add(_ meal: RewardMeal) {
        guard rules.applies(to: meal.canteen, on: meal.day), let diner = meal.diner,
            rules.counts != .subsidisedMeal || meal.isSubsidised,
            let tier = rules.tier(age: meal.age)
        else { return }
        if rules.once != .perSale {
            let customer = Customer(
                canteen: rules.among == .canteen ? meal.canteen : nil, day: meal.day,
                period: rules.once == .perPeriod ? meal.period : nil, diner: diner)
            guard seen.insert(customer).inserted else { return }
        }
        let place = RewardPlace(canteen: meal.canteen, tier: tier.id)
        guard fits(tier.amount, meal) else {
            sums[place, default: Sum()].capped += 1
            return
        }
        sums[place, default: Sum()].amount += tier.amount
        sums[place]?.evidence.append(meal.ref)
    }

    /// True where every cap has room for one more; then it is used.
    private mutating func fits(_ amount: Fen, _ meal: RewardMeal) -> Bool {
        let places = rules.caps.indices.map { index in
            CapPlace(
                cap: index, canteen: meal.canteen, start: rules.caps[index].per.start(of: meal.day))
        }
        for (cap, place) in zip(rules.caps, places) {
            let now = used[place] ?? (0, .zero)
            if let limit = cap.count, now.count + 1 > limit { return false }
            if let limit = cap.amount, now.amount + amount > limit { return false }
        }
        for place in places {
            let now = used[place] ?? (0, .zero)
            used[place] = (now.count + 1, now.amount + amount)
        }
        return true
    }

    /// By canteen and tier, ascending.
    var claims: [RewardClaim] {
        sums.sorted { ($0.key.canteen, $0.key.tier) < ($1.key.canteen, $1.key.tier) }
            .map { place, sum in
                RewardClaim(
                    rewards: rules.id, tier: place.tier, funder: rules.funder,
                    canteen: place.canteen, count: sum.evidence.count, amount: sum.amount,
                    evidence: sum.evidence, capped: sum.capped)
            }
    }
}

/// Where a reward is summed.
struct RewardPlace: Hashable {
    let canteen: CanteenID
    let tier: String
}

private struct CapPlace: Hashable {
    let cap: Int
    let canteen: CanteenID
    let start: Day
}

/// 一客: a diner who counts once.
private struct Customer: Hashable {
    /// Nil for all canteens together.
    let canteen: CanteenID?
    let day: Day
    /// Nil for the whole day.
    let period: MealPeriod?
    let diner: DinerID
}

extension RewardMeal {
    /// In the order in which they were eaten.
    static func precedes(_ a: RewardMeal, _ b: RewardMeal) -> Bool {
        if a.day != b.day { return a.day < b.day }
        if let (first, second) = a.time.flatMap({ time in b.time.map { (time, $0) } }),
            first != second
        {
            return first < second
        }
        return a.ref < b.ref
    }
}
