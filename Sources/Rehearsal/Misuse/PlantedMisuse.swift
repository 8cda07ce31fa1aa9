internal import Meals
internal import Settlement

/// One misuse that was planted, or something just within a rule's bounds: the rule that should or
/// should not tell it, and the meals it is made of.
struct PlantedMisuse {
    let rule: AuditRule
    let refs: Set<String>
    var isNearMiss = false

    /// Plants misuses of every rule in a month, every second one exactly at the rule's bound, and
    /// half as many things just within it.
    static func plant(
        _ count: Int, in month: inout HonestMonth, seed: UInt64
    ) -> [PlantedMisuse] {
        var planter = MisusePlanter(month: month, seed: seed)
        // What counts a whole canteen's day comes last: nothing is added to the day after it.
        for rule in AuditRule.allCases {
            for number in 0..<count { planter.plant(rule, number) }
            for number in 0..<(count + 1) / 2 { planter.plant(rule, number, isNearMiss: true) }
        }
        planter.clearClosedDays()
        // A closed day took its honest meals away, and a dead one's may have been among them.
        let left = Set(planter.month.meals.map(\.ref))
        let dead = month.ofTheDead.filter(left.contains)
            .map { PlantedMisuse(rule: .afterDeath, refs: [$0]) }
        month = planter.month
        return planter.planted + dead
    }
}

/// Adds the meals of misuses, and what registers would know of them.
struct MisusePlanter {
    var month: HonestMonth
    private(set) var planted: [PlantedMisuse] = []
    var random: SeededRandom
    /// Places of the honest meals of each canteen and day.
    let byDay: [String: [Int]]
    var drafts: [AuditMeal] = []
    /// Records that are no meals of their own: portions of dishes.
    var draftRefs: Set<String> = []
    private var name = ""
    private var taken: Set<String> = []
    /// Honest meals of days on which a canteen turned out to be closed.
    var closed: Set<String> = []

    init(month: HonestMonth, seed: UInt64) {
        self.month = month
        random = SeededRandom(seed: seed, "misuse")
        byDay = Dictionary(grouping: month.meals.indices) {
            "\(month.meals[$0].canteen) \(month.meals[$0].day)"
        }
    }

    var limits: AuditThresholds { month.thresholds }

    mutating func plant(_ rule: AuditRule, _ number: Int, isNearMiss: Bool = false) {
        (drafts, draftRefs) = ([], [])
        name = "M-\(rule.rawValue)-\(number)" + (isNearMiss ? "-near" : "")
        let (canteen, day) = freePlace()
        let plan = Misuse(
            number: number, canteen: canteen, day: day, isNearMiss: isNearMiss,
            // Every second one is as small as the rule tells at all.
            more: isNearMiss || number % 2 == 0 ? 0 : random.within(1...5))
        add(rule, plan)
        month.meals += drafts
        let refs = draftRefs.union(drafts.map(\.ref))
        if refs.isEmpty { return }
        planted.append(PlantedMisuse(rule: rule, refs: refs, isNearMiss: isNearMiss))
    }

    /// One thing to be planted.
    struct Misuse {
        let number: Int
        let canteen: Canteen
        let day: Day
        let isNearMiss: Bool
        /// How far beyond the bound.
        let more: Int

        var isSecond: Bool { number % 4 > 1 }

        /// The least that is told and more, or the most that is not.
        func count(least: Int) -> Int { isNearMiss ? least - 1 : least + more }
    }

    /// A canteen and day of its own, as long as there are any, so that one misuse does not hide
    /// another.
    private mutating func freePlace() -> (Canteen, Day) {
        var (canteen, day) = (month.district.canteens[0], month.from)
        for _ in 0..<400 {
            canteen = random.pick(month.district.canteens)
            day = month.from + random.below(month.days)
            if taken.insert("\(canteen.id) \(day)").inserted { break }
        }
        return (canteen, day)
    }

    mutating func add(
        _ diner: DinerID?, _ canteen: Canteen, _ day: Day, _ second: Int, gross: Int64 = 0,
        subsidy: Int64 = 300, grants: [AuditGrant] = [], cashier: String = "", basket: String = "",
        period: MealPeriod? = nil, delivered: Bool = true
    ) {
        let gross = gross == 0 ? Int64(random.within(1_511...2_489)) : gross
        let byClock: MealPeriod =
            second < 34_200
            ? .breakfast : second < 50_400 ? .lunch : second < 70_200 ? .dinner : .other
        let ref = "\(name)-\(drafts.count)"
        drafts.append(
            AuditMeal(
                ref: ref, canteen: canteen.id, terminal: canteen.terminals[0], cashier: cashier,
                diner: diner, time: Moment(day, secondOfDay: second), day: day,
                period: period ?? byClock, gross: Fen(gross), subsidy: Fen(subsidy),
                grants: grants, basket: basket.isEmpty ? ref : basket, portions: 1))
        // A clever one sees to it that the kitchen's figures fit.
        if delivered { month.registers.portions[canteen.id]?[day]? += 1 }
    }

    /// Somebody on the roster who lives elsewhere and did nothing yet.
    mutating func someone() -> DinerID {
        let id = DinerID("\(name)-D\(month.rows.count)")
        month.rows.append(
            Diner(
                id: id, birth: Day(year: 1945, month: 5, day: 6), hukou: "310101",
                residence: "310101002", statuses: [], validFrom: month.from + -700))
        return id
    }

    /// To be called last: places of meals change.
    mutating func clearClosedDays() { month.meals.removeAll { closed.contains($0.ref) } }
}
