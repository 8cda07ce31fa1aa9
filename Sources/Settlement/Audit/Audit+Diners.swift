internal import Meals
internal import Subsidies

extension Audit {
    /// What a diner's meals tell together.
    mutating func lookAtDiners() {
        var byDiner: [DinerID: [AuditMeal]] = [:]
        for meal in meals { if let diner = meal.diner { byDiner[diner, default: []].append(meal) } }
        for (diner, own) in byDiner {
            // Whoever did not come on the days asked for has no flag there.
            guard own.contains(where: { isAsked($0.day) }) else { continue }
            lookAtWays(of: diner, own)
            lookAtCounts(of: diner, own)
            lookAtLimits(of: diner, own)
            lookAtMonths(of: diner, own)
            lookAtSilence(of: diner, own)
        }
    }

    private mutating func lookAtWays(of diner: DinerID, _ own: [AuditMeal]) {
        for (first, next) in zip(own, own.dropFirst())
        where first.canteen != next.canteen
            && next.isWithin(wayInSeconds(first.canteen, next.canteen), after: first)
        {
            flag(
                .twoPlaces, [first, next], subject: diner.text,
                "\(first.canteen) and \(next.canteen) within \(next.seconds(after: first)) s")
        }
    }

    /// The least that the way between two canteens takes.
    private func wayInSeconds(_ one: CanteenID, _ other: CanteenID) -> Int {
        guard let here = registers.canteens[one]?.street,
            let there = registers.canteens[other]?.street, here == there
        else { return thresholds.travelSeconds }
        return thresholds.travelSecondsInStreet
    }

    private mutating func lookAtCounts(of diner: DinerID, _ own: [AuditMeal]) {
        let granted = own.filter { $0.subsidy > .zero }
        for (day, meals) in Dictionary(grouping: granted, by: \.day)
        where meals.count > thresholds.mealsPerDay {
            flag(
                .tooOften, meals, subject: diner.text,
                "\(meals.count) subsidised meals on \(day)")
        }
    }

    /// Counts what is claimed against the limits of each rule, apart from the books' own counting.
    private mutating func lookAtLimits(of diner: DinerID, _ own: [AuditMeal]) {
        var audits: [String: LimitAudit] = [:]
        var counted: [String: [AuditMeal]] = [:]
        for meal in own {
            for grant in meal.grants {
                guard let claimed = grant.claimed, claimed > .zero,
                    let policy = registers.policies[grant.policy]
                else { continue }
                let name = "\(grant.policy)/\(grant.rule)"
                counted[name, default: []].append(meal)
                var audit = audits[grant.policy] ?? LimitAudit(policy)
                if let sum = audit.add(claimed, of: grant.rule, on: meal.day, meal.period) {
                    flag(
                        .claimedBeyondLimit, Audit.sharing(counted[name] ?? [], with: meal),
                        subject: diner.text,
                        "rule \(name): with \(meal.ref) ¥\(sum) are claimed, beyond its limit")
                }
                audits[grant.policy] = audit
            }
        }
    }

    /// The claimed meals that may share a limit with one: those of its day where there are others,
    /// else those of its week and month.
    private static func sharing(_ counted: [AuditMeal], with meal: AuditMeal) -> [AuditMeal] {
        let today = counted.filter { $0.day == meal.day }
        if today.count > 1 { return today }
        return counted.filter {
            $0.day.firstOfMonth == meal.day.firstOfMonth || $0.day.monday == meal.day.monday
        }
    }

    private mutating func lookAtMonths(of diner: DinerID, _ own: [AuditMeal]) {
        for (month, meals) in Dictionary(grouping: own, by: \.day.firstOfMonth) {
            let full = Dictionary(grouping: meals, by: \.day).values.count { day in
                Set(day.map(\.period)).isSuperset(of: [.breakfast, .lunch, .dinner])
            }
            let granted = meals.count { $0.subsidy > .zero }
            if full >= thresholds.everyMealDays {
                flag(
                    .everyMeal, meals, subject: diner.text,
                    "all three meals on \(full) days of the month from \(month)")
            } else if granted >= thresholds.mealsPerMonth {
                flag(
                    .everyMeal, meals, subject: diner.text,
                    "\(granted) subsidised meals in the month from \(month)")
            }
        }
    }

    private mutating func lookAtSilence(of diner: DinerID, _ own: [AuditMeal]) {
        for index in own.indices {
            let day = own[index].day
            guard let silent = silence(of: diner, own, before: index),
                silent >= thresholds.silentDays
            else { continue }
            let after = own[index...].filter { $0.day - day < 7 && $0.subsidy > .zero }
            if after.count >= thresholds.awakenedMeals {
                flag(
                    .awakened, Array(after), subject: diner.text,
                    "silent for \(silent) days, then \(after.count) subsidised meals in a week")
            }
        }
    }

    /// Days since a diner was seen before; nil where one cannot know.
    ///
    /// A card that was never seen has been silent for as long as its diner is on the roster and the
    /// books go back.
    private func silence(of diner: DinerID, _ own: [AuditMeal], before index: Int) -> Int? {
        let day = own[index].day
        if index > own.startIndex { return day - own[index - 1].day }
        if let last = registers.lastSeen[diner] { return day - last }
        guard let since = registers.enrolment?.since(diner), let books = registers.booksFrom else {
            return nil
        }
        return day - max(since, books)
    }
}
