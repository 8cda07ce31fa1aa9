internal import Meals
internal import Settlement
internal import Subsidies

extension MisusePlanter {
    mutating func add(_ rule: AuditRule, _ plan: Misuse) {
        switch rule {
        case .afterDeath: afterDeath(plan)
        case .inInstitution: inInstitution(plan)
        case .twoPlaces: twoPlaces(plan)
        case .tooOften: tooOften(plan)
        case .claimedBeyondLimit: claimedBeyondLimit(plan)
        case .burst: burst(plan)
        case .outsideHours: outsideHours(plan)
        case .thresholdHugging: thresholdHugging(plan)
        case .overCapacity:
            plan.isSecond
                ? overSeats(plan)
                : overPortions(plan, areSubsidised: false, delivered: plan.isNearMiss)
        case .noFoodLeft:
            overPortions(plan, areSubsidised: !plan.isNearMiss, delivered: false)
        case .soldBeyondDelivered: soldBeyondDelivered(plan)
        case .cashierCards: plan.isSecond ? oddTimes(plan) : cashierCards(plan)
        case .aboveRoster: plan.isSecond ? strangers(plan) : crowd(plan)
        case .everyMeal: everyMeal(plan)
        case .awakened: awakened(plan)
        case .identicalBaskets: identicalBaskets(plan)
        case .closedDay: closedDay(plan)
        case .soldUnrecorded: soldUnrecorded(plan)
        }
    }

    /// The day of death itself counts, the day before does not.
    private mutating func afterDeath(_ plan: Misuse) {
        let diner = someone()
        month.registers.deaths[diner] = [
            DayRange(from: plan.day + (plan.isNearMiss ? 1 : -plan.more * 30))
        ]
        add(diner, plan.canteen, plan.day, random.within(36_000...45_000))
    }

    private mutating func inInstitution(_ plan: Misuse) {
        let diner = someone()
        let start = plan.day + -100
        month.registers.institutions[diner] = [
            plan.isNearMiss
                // Back home since yesterday.
                ? DayRange(from: start, to: plan.day + -1)
                : DayRange(from: plan.day + -plan.more, to: plan.day + plan.more)
        ]
        add(diner, plan.canteen, plan.day, random.within(36_000...45_000))
    }

    private mutating func twoPlaces(_ plan: Misuse) {
        let diner = someone()
        let others = month.district.canteens.filter { $0.id != plan.canteen.id }
        let near = others.first { $0.street == plan.canteen.street }
        let other =
            (plan.isSecond ? near : nil) ?? others.first { $0.street != plan.canteen.street }
        guard let other else { return }
        let way =
            other.street == plan.canteen.street
            ? limits.travelSecondsInStreet : limits.travelSeconds
        let second = random.within(36_000...45_000)
        add(diner, plan.canteen, plan.day, second)
        add(diner, other, plan.day, second + way - (plan.isNearMiss ? 0 : 1 + plan.more * 40))
    }

    private mutating func tooOften(_ plan: Misuse) {
        let diner = someone()
        for visit in 0..<plan.count(least: limits.mealsPerDay + 1) {
            add(diner, plan.canteen, plan.day, 25_000 + visit * 4_000 + random.within(0...2_000))
        }
    }

    /// Twice a rule that is granted once a day; just within it, the second one is not claimed.
    private mutating func claimedBeyondLimit(_ plan: Misuse) {
        let once = Limit(window: .day, measure: .count(1))
        guard
            let rule = month.policy.subsidyRules.first(where: {
                month.policy.limits(ofRule: $0).contains(once)
            })
        else { return }
        let diner = someone()
        for visit in 0..<2 {
            let claimed = plan.isNearMiss && visit == 1 ? Fen.zero : Fen(300)
            add(
                diner, plan.canteen, plan.day, 38_000 + visit * 22_000,
                grants: [AuditGrant(policy: month.policy.id, rule: rule, claimed: claimed)])
        }
    }

    private mutating func burst(_ plan: Misuse) {
        // In the quiet hour, where no honest card makes one more.
        let second = random.within(55_900...57_500)
        let cards = plan.count(least: limits.burstCards)
        for card in 0..<cards {
            add(
                someone(), plan.canteen, plan.day,
                second + card * (limits.burstSeconds - 1) / max(1, cards - 1))
        }
    }

    private mutating func outsideHours(_ plan: Misuse) {
        let bounds = plan.isSecond ? limits.opens : limits.closes
        let second =
            plan.isSecond == plan.isNearMiss
            ? bounds + plan.more * 60 : bounds - 1 - plan.more * 60
        add(plan.more % 2 == 0 ? someone() : nil, plan.canteen, plan.day, second)
    }

    /// Baskets that come to exactly what earns the subsidy: of a canteen's day, or one diner's.
    private mutating func thresholdHugging(_ plan: Misuse) {
        let rule = month.policy.subsidyRules.last ?? ""
        let grant = AuditGrant(policy: month.policy.id, rule: rule, isAtThreshold: true)
        if plan.isSecond {
            let diner = someone()
            for visit in 0..<plan.count(least: limits.atThresholdDinerMeals) {
                add(
                    diner, plan.canteen, month.from + visit % month.days,
                    38_000 + visit / month.days * 9_000, gross: 1_500, grants: [grant])
            }
            return
        }
        let bound = month.meals.filter { meal in
            meal.subsidy > .zero && meal.grants.contains { $0.isAtThreshold != nil }
        }
        let own = bound.filter { $0.canteen == plan.canteen.id && $0.day == plan.day }
        func exact(_ meals: [AuditMeal]) -> Int {
            meals.count { $0.grants.contains { $0.isAtThreshold == true } }
        }
        let (ownExact, others) = (exact(own), bound.count - own.count)
        let othersExact = exact(bound) - ownExact
        var needed = max(1, limits.atThresholdMeals - ownExact)
        func isTold(_ more: Int) -> Bool {
            let (exact, count) = (ownExact + more, own.count + more)
            return exact * 100 >= count * limits.atThresholdPercent
                && exact * others >= limits.atThresholdTimes * othersExact * count
        }
        while !isTold(needed), needed < 10_000 { needed += 1 }
        // What is planted later raises what is usual a little, or adds a meal to this day.
        needed += plan.isNearMiss ? -2 : 2
        for basket in 0..<plan.count(least: needed) {
            // Not all alike: the same amount is another suspicion.
            add(
                someone(), plan.canteen, plan.day, 24_000 + basket * 200,
                gross: 1_500 + Int64(basket), grants: [grant])
        }
    }
}
