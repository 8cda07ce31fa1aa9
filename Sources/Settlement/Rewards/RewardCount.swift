package import Meals

/// A meal as operator rewards see it.
package struct RewardMeal: Hashable, Sendable {
    /// The journal record behind it.
    package let ref: String
    package let canteen: CanteenID
    package let day: Day
    /// Who ate; nil for the public, who earn no reward.
    package let diner: DinerID?
    /// Completed years on the day; nil where no birth date is known.
    package let age: Int?
    package let isSubsidised: Bool

    package init(
        ref: String, canteen: CanteenID, day: Day, diner: DinerID?, age: Int?, isSubsidised: Bool
    ) {
        self.ref = ref
        self.canteen = canteen
        self.day = day
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
    /// Counts meals into claims, in the order in which they were eaten; caps hold back the later.
    ///
    /// - Parameter meals: ascending by day; what was voided is left out before.
    package func claims(_ meals: [RewardMeal]) -> [RewardClaim] {
        var sums: [Place: Sum] = [:]
        var used: [CapPlace: (count: Int, amount: Fen)] = [:]
        var seen: Set<PersonDay> = []
        for meal in meals where applies(to: meal.canteen, on: meal.day) {
            guard let diner = meal.diner, counts != .subsidisedMeal || meal.isSubsidised,
                let tier = tier(age: meal.age)
            else { continue }
            if counts == .personDay {
                let person = PersonDay(canteen: meal.canteen, day: meal.day, diner: diner)
                guard seen.insert(person).inserted else { continue }
            }
            let place = Place(canteen: meal.canteen, tier: tier.id)
            guard fits(tier.amount, meal, &used) else {
                sums[place, default: Sum()].capped += 1
                continue
            }
            sums[place, default: Sum()].amount += tier.amount
            sums[place]?.evidence.append(meal.ref)
        }
        return sums.sorted { ($0.key.canteen, $0.key.tier) < ($1.key.canteen, $1.key.tier) }
            .map { place, sum in
                RewardClaim(
                    rewards: id, tier: place.tier, funder: funder, canteen: place.canteen,
                    count: sum.evidence.count, amount: sum.amount, evidence: sum.evidence,
                    capped: sum.capped)
            }
    }

    /// True where every cap has room for one more; then it is used.
    private func fits(
        _ amount: Fen, _ meal: RewardMeal, _ used: inout [CapPlace: (count: Int, amount: Fen)]
    ) -> Bool {
        let places = caps.indices.map { index in
            CapPlace(
                cap: index, canteen: meal.canteen, start: caps[index].per.start(of: meal.day))
        }
        for (cap, place) in zip(caps, places) {
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
}

private struct Place: Hashable {
    let canteen: CanteenID
    let tier: String
}

private struct CapPlace: Hashable {
    let cap: Int
    let canteen: CanteenID
    let start: Day
}

private struct PersonDay: Hashable {
    let canteen: CanteenID
    let day: Day
    let diner: DinerID
}

private struct Sum {
    var amount = Fen.zero
    var evidence: [String] = []
    var capped = 0
}
