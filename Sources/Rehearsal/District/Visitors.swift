internal import Meals

/// Someone comes to a canteen.
struct Visit {
    var at: Moment
    /// The place of the wave in the day's waves.
    let wave: Int
    let period: MealPeriod
    let canteen: Canteen
    let terminal: TerminalID
    let card: String?
    let diner: DinerID?
    /// The order in which visits were made up, which settles a tie in time.
    let draft: Int

    static func precedes(_ a: Visit, _ b: Visit) -> Bool {
        (a.at, a.draft) < (b.at, b.draft)
    }
}

/// Decides who comes when and where.
struct Visitors {
    private let district: District
    private let day: Day
    private let mix: DayTraffic.Mix
    private let outages: [Outage]
    private var random: SeededRandom
    /// The roster's row that holds for each diner last.
    private let diners: [RosterEntry]
    /// By street number of the home district, how much each canteen draws its residents.
    private let drawByStreet: [Substring: [Int]]
    private let drawElsewhere: [Int]
    /// By wave, the diners who have come already.
    private var seen: [Int: Set<DinerID>] = [:]
    private var visits: [Visit] = []

    init(
        district: District, seed: UInt64, day: Day, mix: DayTraffic.Mix, outages: [Outage]
    ) {
        self.district = district
        self.day = day
        self.mix = mix
        self.outages = outages
        random = SeededRandom(seed: seed, "visitors \(day)")
        let rows = district.roster
        diners = rows.indices.filter { $0 + 1 == rows.count || rows[$0].id != rows[$0 + 1].id }
            .map { rows[$0] }
        let size = district.canteens.map { $0.seats * $0.terminals.count }
        drawElsewhere = size
        let kitchen = Dictionary(
            district.canteens.map { ($0.street.text.suffix(3), $0.kitchen) }
        ) { first, _ in first }
        var draw: [Substring: [Int]] = [:]
        for street in Street.yangpu {
            // Nearly everyone eats in the own street, a few in the streets around it.
            draw[street.number] = zip(district.canteens, size).map { canteen, size in
                if canteen.street.text.suffix(3) == street.number { return size * 60 }
                return canteen.kitchen == kitchen[street.number] ? size * 3 : size
            }
        }
        drawByStreet = draw
    }

    /// Makes up the visits of a day; 6 in 1,000 are the second of a diner in one period, at
    /// another canteen and at least 20 minutes after the first, and where it can be every third of
    /// those is at a terminal that is cut off and cannot know of the first.
    mutating func visits(meals: Int, waves: [MealWave]) -> [Visit] {
        visits = []
        let doubles = district.canteens.count > 1 ? (meals * 6 + 500) / 1000 : 0
        for _ in 0..<(meals - doubles) {
            let wave = random.index(weights: waves.map(\.share))
            let second = waves[wave].second(&random)
            if random.happens(mix.elders * 100), let diner = newcomer(to: wave) {
                seen[wave, default: []].insert(diner.id)
                let card = random.pick(diner.cards)
                add(second, wave, waves, canteen(near: diner), card, diner.id)
            } else {
                // One in 200 shows a card that the roster does not know.
                let serial = random.within(90_000_000...99_999_999)
                let unknown = random.happens(50)
                let card = unknown ? FictitiousCard.number(serial: serial, &random) : nil
                add(second, wave, waves, random.index(weights: drawElsewhere), card, nil)
            }
        }
        addDoubles(doubles, waves)
        return visits
    }

    private mutating func add(
        _ second: Int, _ wave: Int, _ waves: [MealWave], _ place: Int, _ card: String?,
        _ diner: DinerID?, at terminal: TerminalID? = nil
    ) {
        let canteen = district.canteens[place]
        visits.append(
            Visit(
                at: Moment(day, secondOfDay: second), wave: wave, period: waves[wave].period,
                canteen: canteen, terminal: terminal ?? random.pick(canteen.terminals),
                card: card, diner: diner, draft: visits.count))
    }

    /// A diner who has not come to this meal yet; nil where chance finds none.
    private mutating func newcomer(to wave: Int) -> RosterEntry? {
        guard !diners.isEmpty else { return nil }
        for _ in 0..<50 {
            let diner = random.pick(diners)
            if seen[wave]?.contains(diner.id) == true { continue }
            // A card of the dead turns up now and then, for the audit to find.
            if diner.statuses.contains(.deceased), !random.happens(1000) { continue }
            // The younger ones come less often.
            let age = day.completedYears(since: diner.birth)
            if random.happens(age < 65 ? 4000 : age < 70 ? 6500 : 10_000) { return diner }
        }
        return nil
    }

    private mutating func canteen(near diner: RosterEntry) -> Int {
        let number = diner.residence.text.suffix(3)
        let isHome = diner.residence.lies(in: district.home)
        return random.index(weights: isHome ? drawByStreet[number] ?? drawElsewhere : drawElsewhere)
    }

    private mutating func addDoubles(_ count: Int, _ waves: [MealWave]) {
        let latest = 55 * 60
        // Within the meal periods only, and no third visit.
        var firsts = visits.filter { visit in
            visit.diner != nil && visit.period != .other
                && waves[visit.wave].leaves(latest, after: visit.at.secondOfDay)
        }
        for number in 0..<min(count, firsts.count) {
            let first = firsts.remove(at: random.below(firsts.count))
            let second = first.at.secondOfDay + random.within(25 * 60...latest)
            let cutOff = number % 3 == 0 ? self.cutOff(at: second, awayFrom: first.canteen) : []
            if !cutOff.isEmpty {
                let (place, terminal) = random.pick(cutOff)
                add(second, first.wave, waves, place, first.card, first.diner, at: terminal)
                continue
            }
            var place = random.index(weights: drawElsewhere)
            while district.canteens[place].id == first.canteen.id {
                place = (place + 1) % district.canteens.count
            }
            add(second, first.wave, waves, place, first.card, first.diner)
        }
    }

    /// Terminals of other canteens that reach no network then, with their canteens' places.
    private func cutOff(
        at second: Int, awayFrom canteen: Canteen
    ) -> [(place: Int, terminal: TerminalID)] {
        let moment = Moment(day, secondOfDay: second)
        return outages.filter { $0.from <= moment && moment < $0.to }.compactMap { outage in
            let place = district.canteens.firstIndex { $0.terminals.contains(outage.terminal) }
            guard let place, district.canteens[place].id != canteen.id else { return nil }
            return (place, outage.terminal)
        }
    }
}
