internal import Meals
internal import Settlement
internal import Subsidies
internal import Supply

/// A rehearsed month in which nobody does anything wrong but what the district's roster brings:
/// a card of the dead turns up now and then.
struct HonestMonth {
    let district: District
    let from: Day
    let days: Int
    let policy: Policy
    let calendar: WorkCalendar
    let thresholds: AuditThresholds
    var meals: [AuditMeal] = []
    var registers = AuditRegisters()
    /// The roster; an audit gets it once nobody joins it any more.
    var rows: [Diner]
    var dishes: [DishSale] = []
    var delivered: [SoldBeyondDelivered.Pot: SoldBeyondDelivered.Delivery] = [:]
    /// Meals on cards of the dead.
    private(set) var ofTheDead: [String] = []
    private let spend: SpendThresholds

    init(_ plan: AuditRehearsal.Plan, menu: MenuBook, rules: AuditRehearsal.Rules) {
        from = plan.from
        days = plan.days
        (policy, calendar, spend) = (rules.policy, rules.calendar, rules.spend)
        thresholds = rules.thresholds
        // At home where the sample policy is.
        district = District.make(
            seed: plan.seed, on: plan.from, canteens: plan.canteens, diners: plan.diners,
            home: "310107")
        rows = district.roster.map(\.diner)
        registers.note(rows)
        registers.policies = [policy.id: policy]
        registers.calendar = calendar
        for canteen in district.canteens { registers.canteens[canteen.id] = canteen }
        let roster = Roster(rows)
        for offset in 0..<plan.days {
            let day = plan.from + offset
            let sales = DayTraffic.make(
                district: district, seed: plan.seed, day: day, menu: menu, meals: plan.meals)
            for delivery in Deliveries.make(
                district: district, sales: sales, seed: plan.seed, day: day)
            {
                registers.portions[delivery.canteen, default: [:]][day, default: 0] +=
                    delivery.portions - delivery.returned
            }
            var uses: [DinerID: [RuleUse]] = [:]
            for sale in sales { take(sale, roster, &uses) }
        }
        // A kitchen brings a little more than is sold.
        for dish in dishes {
            let pot = SoldBeyondDelivered.Pot(
                canteen: dish.canteen, day: dish.day, period: dish.period, dish: dish.dish)
            delivered[pot, default: .init(delivered: 2)].delivered += dish.portions
        }
    }

    private mutating func take(
        _ sale: PlannedSale, _ roster: Roster, _ uses: inout [DinerID: [RuleUse]]
    ) {
        if case .void = sale.later { return }
        guard let canteen = registers.canteens[sale.canteen] else { return }
        let day = sale.at.day
        let period = policy.period(atSecondOfDay: sale.at.secondOfDay)
        let decision = policy.decide(
            Meal(
                day: day, secondOfDay: sale.at.secondOfDay, channel: sale.channel,
                gross: sale.gross, venue: canteen.kind, street: canteen.street),
            for: sale.diner.flatMap { roster.diner($0, on: day) },
            uses: sale.diner.flatMap { uses[$0] } ?? [], calendar: calendar)
        if let diner = sale.diner {
            uses[diner, default: []] += decision.grants.map {
                RuleUse(rule: $0.rule, day: day, period: period, count: 1, amount: $0.amount)
            }
            let isDead = registers.deaths[diner]?.contains { $0.contains(day) } ?? false
            if isDead { ofTheDead.append(sale.order) }
        }
        meals.append(
            AuditMeal(
                ref: sale.order, canteen: sale.canteen, terminal: sale.terminal,
                cashier: sale.cashier, diner: sale.diner, time: sale.at, day: day, period: period,
                channel: sale.channel, gross: sale.gross, subsidy: decision.subsidy,
                grants: decision.grants.map { grant in
                    AuditGrant(
                        policy: policy.id, rule: grant.rule, claimed: grant.amount,
                        isAtThreshold: spend.isExactly(
                            grant.rule, gross: sale.gross, discount: decision.discount))
                },
                basket: sale.lines.map { "\($0.quantity) \($0.item)" }.sorted()
                    .joined(separator: " "),
                portions: sale.lines.reduce(0) { $0 + $1.quantity }))
        dishes += sale.lines.map { line in
            DishSale(
                ref: sale.order, canteen: sale.canteen, day: day, time: sale.at, period: period,
                dish: line.item, portions: line.quantity, isSubsidised: decision.subsidy > .zero)
        }
    }
}

extension RosterEntry {
    /// What eligibility hangs on.
    fileprivate var diner: Diner {
        Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: [], validFrom: validFrom, validTo: validTo)
    }
}
