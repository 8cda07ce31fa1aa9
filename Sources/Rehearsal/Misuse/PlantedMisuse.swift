internal import Meals
internal import Settlement

/// One misuse that was planted: the rule that should tell it, and the meals it is made of.
struct PlantedMisuse {
    let rule: AuditRule
    let refs: Set<String>

    /// Plants misuses of every rule in a month.
    static func plant(
        _ count: Int, in month: inout HonestMonth, seed: UInt64
    ) -> [PlantedMisuse] {
        var planter = MisusePlanter(month: month, seed: seed)
        for rule in AuditRule.ofMeals {
            for number in 0..<count { planter.plant(rule, number) }
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
private struct MisusePlanter {
    var month: HonestMonth
    private(set) var planted: [PlantedMisuse] = []
    private var random: SeededRandom
    /// Places of the honest meals of each canteen and day.
    private let byDay: [String: [Int]]
    /// Whom each canteen knows.
    private let regulars: [CanteenID: [DinerID]]
    private var drafts: [AuditMeal] = []
    private var name = ""

    init(month: HonestMonth, seed: UInt64) {
        self.month = month
        random = SeededRandom(seed: seed, "misuse")
        byDay = Dictionary(grouping: month.meals.indices) {
            "\(month.meals[$0].canteen) \(month.meals[$0].day)"
        }
        var regulars: [CanteenID: Set<DinerID>] = [:]
        for meal in month.meals where meal.subsidy > .zero {
            if let diner = meal.diner { regulars[meal.canteen, default: []].insert(diner) }
        }
        self.regulars = regulars.mapValues { $0.sorted() }
    }

    mutating func plant(_ rule: AuditRule, _ number: Int) {
        drafts = []
        name = "M-\(rule.rawValue)-\(number)"
        // Days and canteens of their own, so that one misuse does not hide another.
        let place = AuditRule.allCases.firstIndex(of: rule) ?? 0
        let canteen = month.district.canteens[
            (place * 5 + number * 7) % month.district.canteens.count]
        let day = month.from + (place + number * 3) % month.days
        switch rule {
        case .afterDeath: afterDeath(canteen, day)
        case .inInstitution: inInstitution(canteen, day)
        case .twoPlaces: twoPlaces(canteen, day)
        case .tooOften: tooOften(canteen, day)
        case .burst: burst(canteen, day)
        case .outsideHours: outsideHours(canteen, day)
        case .thresholdHugging: thresholdHugging(canteen, day)
        case .overCapacity: overCapacity(canteen, day)
        case .cashierCards: cashierCards(canteen, day)
        case .aboveRoster: aboveRoster(canteen, day)
        case .everyMeal: everyMeal(canteen)
        case .awakened: awakened(canteen, day)
        case .identicalBaskets: identicalBaskets(canteen, day)
        case .closedDay: closedDay(canteen, day)
        case .soldBeyondDelivered: return
        }
        month.meals += drafts
        planted.append(PlantedMisuse(rule: rule, refs: Set(drafts.map(\.ref))))
    }

    private mutating func add(
        _ diner: String?, _ canteen: Canteen, _ day: Day, _ second: Int, gross: Int64 = 0,
        subsidy: Int64 = 300, cashier: String = "", basket: String = "", delivered: Bool = true
    ) {
        let gross = gross == 0 ? Int64(random.within(1_511...2_489)) : gross
        let period: MealPeriod =
            second < 34_200
            ? .breakfast
            : second < 50_400
                ? .lunch
                : second < 70_200
                    ? .dinner
                    : .other
        let ref = "\(name)-\(drafts.count)"
        drafts.append(
            AuditMeal(
                ref: ref, canteen: canteen.id, terminal: canteen.terminals[0], cashier: cashier,
                diner: diner.map { DinerID($0) }, time: Moment(day, secondOfDay: second),
                day: day, period: period, gross: Fen(gross), subsidy: Fen(subsidy),
                basket: basket.isEmpty ? ref : basket, portions: 1))
        // A clever one sees to it that the kitchen's figures fit.
        if delivered { month.registers.portions[canteen.id]?[day]? += 1 }
    }

    private mutating func someone() -> String { "\(name)-D\(drafts.count)" }

    private mutating func afterDeath(_ canteen: Canteen, _ day: Day) {
        let diner = someone()
        month.registers.deaths[DinerID(diner)] = day + -random.within(0...200)
        for _ in 0..<random.within(1...3) {
            add(diner, canteen, day, random.within(36_000...45_000))
        }
    }

    private mutating func inInstitution(_ canteen: Canteen, _ day: Day) {
        let diner = someone()
        month.registers.institutions[DinerID(diner)] = day + -random.within(0...200)
        add(diner, canteen, day, random.within(36_000...45_000))
    }

    private mutating func twoPlaces(_ canteen: Canteen, _ day: Day) {
        let diner = someone()
        let other = month.district.canteens.first { $0.id != canteen.id } ?? canteen
        let second = random.within(36_000...45_000)
        add(diner, canteen, day, second)
        add(diner, other, day, second + random.within(5...880))
    }

    private mutating func tooOften(_ canteen: Canteen, _ day: Day) {
        let diner = someone()
        for visit in 0..<random.within(4...6) {
            add(diner, canteen, day, 25_000 + visit * 7_000 + random.within(0...2_000))
        }
    }

    private mutating func burst(_ canteen: Canteen, _ day: Day) {
        let second = random.within(28_000...60_000)
        for card in 0..<random.within(6...12) { add(someone(), canteen, day, second + card * 2) }
    }

    private mutating func outsideHours(_ canteen: Canteen, _ day: Day) {
        let second =
            random.happens(5000) ? random.within(0...19_000) : random.within(74_000...82_000)
        add(random.happens(5000) ? someone() : nil, canteen, day, second)
    }

    private mutating func thresholdHugging(_ canteen: Canteen, _ day: Day) {
        let granted = (byDay["\(canteen.id) \(day)"] ?? [])
            .count { month.meals[$0].subsidy > .zero }
        for basket in 0..<max(25, granted * 2) {
            add(someone(), canteen, day, 24_000 + basket * 200, gross: 1_500)
        }
    }

    private mutating func overCapacity(_ canteen: Canteen, _ day: Day) {
        if month.registers.portions[canteen.id]?[day] == nil {
            month.registers.portions[canteen.id, default: [:]][day] = 0
        }
        for meal in 0..<random.within(10...40) {
            add(nil, canteen, day, 37_000 + meal * 90, subsidy: 0, delivered: false)
        }
    }

    private mutating func cashierCards(_ canteen: Canteen, _ day: Day) {
        let cashier = someone()
        for card in 0..<random.within(401...440) {
            add(
                someone(), canteen, day, 22_000 + card * 110, subsidy: 0, cashier: cashier)
        }
    }

    private mutating func aboveRoster(_ canteen: Canteen, _ day: Day) {
        let busy = Dictionary(grouping: month.meals.filter { $0.day == day && $0.diner != nil }) {
            $0.diner
        }
        for (place, diner) in (regulars[canteen.id] ?? []).enumerated() {
            let own = busy[diner] ?? []
            if own.contains(where: { $0.canteen == canteen.id && $0.subsidy > .zero }) { continue }
            // Not where they are seen elsewhere at that hour.
            let hours = [36_000, 52_000, 63_000].map { $0 + place * 37 % 10_000 }
            let second = hours.first { hour in
                own.allSatisfy { abs($0.time.secondOfDay - hour) > 3_600 }
            }
            add(diner.text, canteen, day, second ?? 36_000)
        }
        // A small canteen may not know twenty; these were there the day before, too.
        while drafts.count < 48 {
            let diner = someone()
            for visit in [day, day + -1] {
                add(diner, canteen, visit, 37_000 + drafts.count * 60)
            }
        }
    }

    private mutating func everyMeal(_ canteen: Canteen) {
        let diner = someone()
        for offset in 0..<month.days
        where (month.from + offset).firstOfMonth == month.from.firstOfMonth {
            for second in [25_000, 40_000, 62_000] {
                add(
                    diner, canteen, month.from + offset, second + random.within(0...3_000),
                    subsidy: 0)
            }
        }
    }

    private mutating func awakened(_ canteen: Canteen, _ day: Day) {
        let diner = someone()
        let start = min(day, month.from + (month.days - 7))
        add(diner, canteen, start + -random.within(60...120), 40_000)
        for offset in 0..<6 {
            for second in [39_000, 62_000] { add(diner, canteen, start + offset, second) }
        }
    }

    private mutating func identicalBaskets(_ canteen: Canteen, _ day: Day) {
        let second = random.within(36_500...48_000)
        for card in 0..<random.within(9...14) {
            add(
                someone(), canteen, day, second + card * 20, gross: 1_650,
                basket: "1 101 2 305 \(name)")
        }
    }

    /// Nothing was cooked and nobody was there, but meals were booked.
    private mutating func closedDay(_ canteen: Canteen, _ day: Day) {
        month.registers.portions[canteen.id]?[day] = nil
        closed.formUnion((byDay["\(canteen.id) \(day)"] ?? []).map { month.meals[$0].ref })
        for meal in 0..<random.within(2...8) { add(someone(), canteen, day, 38_000 + meal * 400) }
    }

    /// Honest meals of days on which a canteen turned out to be closed.
    private var closed: Set<String> = []

    /// To be called last: places of meals change.
    mutating func clearClosedDays() { month.meals.removeAll { closed.contains($0.ref) } }
}
