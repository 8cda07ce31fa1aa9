package import Meals

/// The meals of one settlement window and the sales that its voids take back.
package struct RewardWindow: Hashable, Sendable {
    package let window: Day
    /// Without those that were voided in the same window, in the order in which they were eaten.
    package var meals: [RewardMeal] = []
    /// Sales of this or earlier windows that were voided in it, each with the void's record.
    package var voids: [String: String] = [:]

    package init(_ window: Day) { self.window = window }
}

/// What one window adds to a reward, or takes back of what earlier windows had.
package struct RewardChange: Hashable, Sendable {
    package let window: Day
    package let canteen: CanteenID
    package let tier: String
    package let count: Int
    package let amount: Fen
    /// Meals that are rewarded now, and voids of meals that had been.
    package let evidence: [String]
}

extension RewardRules {
    /// What each window changes, in their order: the reward of all meals so far, less what all
    /// windows before it had.
    ///
    /// So an earlier window's claim never changes: a void that comes later takes the reward back
    /// in its own window, and what a cap or a person's second meal then frees comes in there too.
    package func changes(_ windows: [RewardWindow]) -> [RewardChange] {
        var changes: [RewardChange] = []
        var kept: [RewardMeal] = []
        var counter = RewardCounter(self)
        for window in windows {
            let before = counter.claims
            let voided = window.voids
            let isAddedTo = voided.isEmpty || !kept.contains { voided[$0.ref] != nil }
            if isAddedTo {
                for meal in window.meals { counter.add(meal) }
                kept += window.meals
            } else {
                kept = kept.filter { voided[$0.ref] == nil } + window.meals
                counter = RewardCounter(self)
                for meal in kept { counter.add(meal) }
            }
            changes += RewardRules.changes(before, counter.claims, window, isAddedTo: isAddedTo)
        }
        return changes
    }

    private static func changes(
        _ before: [RewardClaim], _ after: [RewardClaim], _ window: RewardWindow,
        isAddedTo: Bool
    ) -> [RewardChange] {
        let old = Dictionary(uniqueKeysWithValues: before.map { ($0.place, $0) })
        let new = Dictionary(uniqueKeysWithValues: after.map { ($0.place, $0) })
        return Set(old.keys).union(new.keys)
            .sorted { ($0.canteen, $0.tier) < ($1.canteen, $1.tier) }
            .compactMap { place in
                let (was, now) = (old[place], new[place])
                let evidence = evidence(
                    was?.evidence ?? [], now?.evidence ?? [], window.voids, isAddedTo: isAddedTo)
                if evidence.isEmpty { return nil }
                return RewardChange(
                    window: window.window, canteen: place.canteen, tier: place.tier,
                    count: (now?.count ?? 0) - (was?.count ?? 0),
                    amount: (now?.amount ?? .zero) - (was?.amount ?? .zero),
                    evidence: evidence)
            }
    }

    /// Meals that were not rewarded before, and the voids of those that were.
    private static func evidence(
        _ was: [String], _ now: [String], _ voids: [String: String], isAddedTo: Bool
    ) -> [String] {
        if isAddedTo { return Array(now.dropFirst(was.count)) }
        let (old, new) = (Set(was), Set(now))
        return now.filter { !old.contains($0) }
            + was.filter { !new.contains($0) }.map { voids[$0] ?? $0 }
    }

    /// The first window whose meals can touch what a meal of a day earns.
    ///
    /// A record that came late belongs to the month of its meal: it goes on with that month's cap.
    package func reach(back day: Day) -> Day {
        let starts = caps.map { $0.per.start(of: day) }
        // The same person's same day, or the cap's first, may lie in the window before.
        return ((starts + [day]).min() ?? day) + -1
    }
}

extension RewardClaim {
    fileprivate var place: RewardPlace { RewardPlace(canteen: canteen, tier: tier) }
}
