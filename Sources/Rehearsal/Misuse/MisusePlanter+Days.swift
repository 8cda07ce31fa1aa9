internal import Meals
internal import Settlement
internal import Subsidies

extension MisusePlanter {
    private func meals(_ plan: Misuse) -> [AuditMeal] {
        month.meals.filter { $0.canteen == plan.canteen.id && $0.day == plan.day }
    }

    /// Meals at the end of a day whose portions are gone by then.
    mutating func overPortions(_ plan: Misuse, areSubsidised: Bool, delivered: Bool) {
        month.registers.portions[plan.canteen.id, default: [:]][plan.day] =
            meals(plan).reduce(0) { $0 + $1.portions }
        for meal in 0...plan.more {
            add(
                areSubsidised ? someone() : nil, plan.canteen, plan.day, 73_000 + meal * 60,
                subsidy: areSubsidised ? 300 : 0, delivered: delivered)
        }
    }

    mutating func overSeats(_ plan: Misuse) {
        let seated = meals(plan).count { $0.channel == .dineIn && $0.portions > 0 }
        let least = plan.canteen.seats * limits.mealsPerSeat + 1 - seated
        // Other misuses may seat a few more that day.
        let count = plan.isNearMiss ? least - 10 : plan.count(least: least)
        for meal in 0..<max(1, count) {
            add(nil, plan.canteen, plan.day, 37_000 + meal * 30 % 30_000, subsidy: 0)
        }
    }

    /// A portion more of a dish than the kitchen brought, or the last one.
    mutating func soldBeyondDelivered(_ plan: Misuse) {
        let sold = month.dishes.filter { $0.canteen == plan.canteen.id && $0.day == plan.day }
        guard
            let first = sold.min(by: {
                ($0.dish, $0.period.rawValue) < ($1.dish, $1.period.rawValue)
            })
        else { return }
        let own = sold.filter { $0.dish == first.dish && $0.period == first.period }
            .reduce(0) { $0 + $1.portions }
        let pot = SoldBeyondDelivered.Pot(
            canteen: plan.canteen.id, day: plan.day, period: first.period, dish: first.dish)
        let left = (month.delivered[pot]?.left ?? 0) - own
        sell(first.dish, at: first.period, plan.count(least: left + 1), plan)
    }

    /// A dish at a meal whose records name other dishes; just within it, this one, too.
    mutating func soldUnrecorded(_ plan: Misuse) {
        let sold = month.dishes.filter { $0.canteen == plan.canteen.id && $0.day == plan.day }
        guard let period = sold.first?.period else { return }
        let dish = "unrecorded-\(plan.number)"
        if plan.isNearMiss {
            let pot = SoldBeyondDelivered.Pot(
                canteen: plan.canteen.id, day: plan.day, period: period, dish: dish)
            month.delivered[pot] = .init(delivered: 1)
        }
        sell(dish, at: period, 1 + plan.more, plan)
    }

    private mutating func sell(
        _ dish: String, at period: MealPeriod, _ portions: Int, _ plan: Misuse
    ) {
        let ref = "M-dish-\(dish)-\(plan.number)-\(plan.isNearMiss)"
        draftRefs = [ref]
        month.dishes.append(
            DishSale(
                ref: ref, canteen: plan.canteen.id, day: plan.day,
                time: Moment(plan.day, secondOfDay: 73_000), period: period, dish: dish,
                portions: portions))
    }

    mutating func cashierCards(_ plan: Misuse) {
        for card in 0..<plan.count(least: limits.cashierCardsPerDay + 1) {
            add(
                someone(), plan.canteen, plan.day, 22_000 + card * 110, subsidy: 0,
                cashier: "K\(plan.number)-\(plan.isNearMiss)")
        }
    }

    /// The same cards again and again when no meal is served.
    mutating func oddTimes(_ plan: Misuse) {
        for _ in 0..<plan.count(least: limits.cashierOddCards) {
            let diner = someone()
            for visit in 0..<limits.cashierOddDays {
                add(
                    diner, plan.canteen, month.from + (plan.number + visit * 5) % month.days,
                    50_500 + random.within(0...6_000),
                    cashier: "K\(plan.number)-\(plan.isNearMiss)", period: .other)
            }
        }
    }

    /// Half of all people of a street whom a rule is for, at one canteen in one day.
    mutating func crowd(_ plan: Misuse) {
        let day = meals(plan)
        let busy = Set(month.meals.filter { $0.day == plan.day }.compactMap(\.diner))
        let noon = Meal(
            day: plan.day, secondOfDay: 40_000, channel: .dineIn, gross: Fen(2_000),
            venue: plan.canteen.kind, street: plan.canteen.street)
        let residents = month.rows.filter {
            $0.isValid(on: plan.day) && $0.residence == plan.canteen.street
        }
        let classes = Dictionary(grouping: residents) { row in
            month.policy.decide(noon, for: row, uses: [], calendar: month.calendar).grants.first?
                .rule ?? ""
        }
        let enough = 2 * limits.attendanceLeast
        let large = classes.filter { !$0.key.isEmpty && $0.value.count >= enough }
        let smallest = large.min { $0.value.count < $1.value.count }
        guard let (rule, people) = smallest else { return strangers(plan) }
        let served = Set(day.filter { $0.grants.contains { $0.rule == rule } }.compactMap(\.diner))
        let bound = people.count * limits.attendancePercent / 100
        let least = max(bound + 1, limits.attendanceLeast)
        let here = people.count { served.contains($0.id) }
        let grant = AuditGrant(policy: month.policy.id, rule: rule)
        let more = people.filter { !busy.contains($0.id) }
            .prefix(max(0, plan.count(least: least) - here))
        for (place, row) in more.enumerated() {
            add(row.id, plan.canteen, plan.day, 36_000 + place * 61, gross: 2_000, grants: [grant])
        }
    }

    /// Somebody who is not on the roster, or since that very day.
    mutating func strangers(_ plan: Misuse) {
        let diner = someone()
        let row = month.rows.removeLast()
        month.rows.append(
            Diner(
                id: diner, birth: row.birth, hukou: row.hukou, residence: row.residence,
                statuses: [], validFrom: row.validFrom,
                validTo: plan.day + (plan.isNearMiss ? 0 : -1 - plan.more)))
        add(diner, plan.canteen, plan.day, random.within(36_000...45_000))
    }

    mutating func everyMeal(_ plan: Misuse) {
        let diner = someone()
        let days = (0..<month.days).map { month.from + $0 }
            .filter { $0.firstOfMonth == month.from.firstOfMonth }
        for day in days.prefix(plan.count(least: limits.everyMealDays)) {
            for second in [25_000, 40_000, 62_000] {
                add(diner, plan.canteen, day, second + random.within(0...3_000), subsidy: 0)
            }
        }
    }

    mutating func awakened(_ plan: Misuse) {
        let diner = someone()
        let start = min(plan.day, month.from + (month.days - 7))
        // Just within it are too few meals, or a day of silence less.
        let isTooShort = plan.isNearMiss && plan.isSecond
        add(
            diner, plan.canteen, start + -(limits.silentDays + (isTooShort ? -1 : plan.more * 9)),
            40_000)
        let meals = isTooShort ? limits.awakenedMeals : plan.count(least: limits.awakenedMeals)
        for meal in 0..<meals {
            add(
                diner, plan.canteen, start + meal % 7, 39_000 + meal / 7 * 11_500,
                cashier: "")
        }
    }

    mutating func identicalBaskets(_ plan: Misuse) {
        let second = random.within(36_500...48_000)
        for card in 0..<plan.count(least: limits.sameBasketCards) {
            add(
                someone(), plan.canteen, plan.day, second + card * 20,
                gross: 1_650 + Int64(card), basket: "1 101 2 305 \(plan.number) \(plan.isNearMiss)")
        }
    }

    /// Nothing was cooked, or the canteen was closed, but meals were booked; just within it are a
    /// neighbour's meals.
    mutating func closedDay(_ plan: Misuse) {
        if plan.isNearMiss {
            let other = month.district.canteens.first { $0.id != plan.canteen.id }
            month.registers.closures.insert(AuditClosure(day: plan.day, canteen: "NOT-THERE"))
            add(someone(), other ?? plan.canteen, plan.day, 38_000)
            return
        }
        if plan.isSecond {
            month.registers.closures.insert(
                AuditClosure(day: plan.day, canteen: plan.canteen.id))
        } else {
            month.registers.portions[plan.canteen.id]?[plan.day] = nil
        }
        closed.formUnion(
            (byDay["\(plan.canteen.id) \(plan.day)"] ?? []).map { month.meals[$0].ref })
        for meal in 0...plan.more {
            add(someone(), plan.canteen, plan.day, 38_000 + meal * 400)
        }
    }
}
