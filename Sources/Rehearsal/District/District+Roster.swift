internal import Meals

extension District {
    static func makeRoster(
        seed: UInt64, on day: Day, diners: Int, home: DivisionCode
    ) -> [RosterEntry] {
        var maker = RosterMaker(seed: seed, day: day, home: home)
        var rows: [RosterEntry] = []
        rows.reserveCapacity(diners + diners / 200)
        for number in 0..<diners { rows += maker.rows(ofDiner: number + 1) }
        return rows
    }
}

/// Makes up one diner after another.
private struct RosterMaker {
    private let day: Day
    private let homeStreets: [(DivisionCode, weight: Int)]
    private let awayStreets: [(DivisionCode, weight: Int)]
    private var random: SeededRandom
    private var cardsIssued = 0

    init(seed: UInt64, day: Day, home: DivisionCode) {
        self.day = day
        random = SeededRandom(seed: seed, "roster")
        homeStreets = Street.yangpu.map { (DivisionCode(home.text + $0.number), $0.weight) }
        let away = home == "310107" ? Street.yangpu : Street.putuo
        awayStreets = away.map { ($0.code, $0.weight) }
    }

    mutating func rows(ofDiner number: Int) -> [RosterEntry] {
        let birth = birthday()
        let residence = random.happens(9400) ? random.pick(homeStreets) : random.pick(awayStreets)
        let from = joined(birth)
        let last = lastDay().flatMap { $0 < from ? nil : $0 }
        let entry = RosterEntry(
            id: DinerID("D" + number.padded(7)), name: name(), birth: birth, cards: cards(),
            hukou: hukou(residence), residence: residence, statuses: statuses(),
            validFrom: from, validTo: last)
        guard day - from > 400, last == nil, random.happens(50) else { return [entry] }
        return moved(entry)
    }

    /// The same diner at an earlier address, then at the present one.
    private mutating func moved(_ entry: RosterEntry) -> [RosterEntry] {
        let move = day + -random.within(30...365)
        func row(_ residence: DivisionCode, _ from: Day, _ to: Day?) -> RosterEntry {
            RosterEntry(
                id: entry.id, name: entry.name, birth: entry.birth, cards: entry.cards,
                hukou: entry.hukou, residence: residence, statuses: entry.statuses,
                validFrom: from, validTo: to)
        }
        let earlier = random.pick(homeStreets)
        return [
            row(earlier, entry.validFrom, move + -1), row(entry.residence, move, nil),
        ]
    }

    /// Shares of Shanghai's registered population of 60 and above at the end of 2020; how a band
    /// falls off within itself is made up, the centenarians are 3,080 of 825,300.
    private mutating func birthday() -> Day {
        let age: Int
        switch random.index(weights: [283, 279, 283, 155]) {
        case 0: age = 60 + random.below(5)
        case 1: age = 65 + random.below(5)
        case 2: age = 70 + random.index(weights: [14, 13, 12, 11, 10, 9, 9, 8, 7, 7])
        default:
            let fives = random.index(weights: [500, 330, 130, 36, 4])
            age = 80 + fives * 5 + random.below(5)
        }
        let (year, month, dayOfMonth) = day.parts
        // The day itself may be 29 February, which the year of birth need not have.
        let birthdayNow =
            Day(year: year - age, month: month, day: dayOfMonth)
            ?? Day(year: year - age, month: month, day: dayOfMonth - 1) ?? day
        return birthdayNow + -random.below(365)
    }

    private mutating func joined(_ birth: Day) -> Day {
        let (year, month, dayOfMonth) = birth.parts
        let sixty = Day(year: year + 60, month: month, day: min(dayOfMonth, 28)) ?? day
        // The brand began in April 2019.
        let opening = Day(year: 2019, month: 4, day: 1) ?? day
        let first = max(sixty + 2, opening)
        return day - first > 30 ? first + random.below(day - first - 15) : min(first, day)
    }

    private mutating func lastDay() -> Day? {
        switch random.below(1000) {
        case ..<8: day + -random.within(1...60)
        case ..<30: day + random.within(1...400)
        default: nil
        }
    }

    private mutating func cards() -> [String] {
        (0..<(random.happens(1500) ? 2 : 1)).map { _ in
            cardsIssued += 1
            return FictitiousCard.number(serial: cardsIssued, &random)
        }
    }

    private mutating func hukou(_ residence: DivisionCode) -> DivisionCode {
        switch random.below(100) {
        case ..<84: residence
        case ..<90: random.pick(homeStreets)
        case ..<96: DivisionCode(random.pick(["310101", "310106", "310107", "310109", "310115"]))
        default: DivisionCode(random.pick(["320581", "330206", "340111", "321084"]))
        }
    }

    /// Shares in ten thousandths, made up to plausible sizes.
    private mutating func statuses() -> Set<Status> {
        var statuses: Set<Status> = []
        let means: [(Status?, weight: Int)] = [
            (.minimumLiving, 150), (.minimumLivingEdge, 80), (.destitute, 15), (nil, 9755),
        ]
        if let status = random.pick(means) { statuses.insert(status) }
        let others: [(Status, share: Int)] = [
            (.livingAlone, 1000), (.disabledCare, 300), (.severeDisability, 150),
            (.veteran, 120), (.lostOnlyChild, 80), (.institution, 80), (.deceased, 20),
        ]
        for (status, share) in others where random.happens(share) { statuses.insert(status) }
        return statuses
    }

    private static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹")
    private static let given = Array(
        "建国明华秀英桂兰玉珍志强文芳美丽平安福寿根宝金凤淑慧德胜云龙春生家祥月红忠良惠民")

    private mutating func name() -> String {
        let length = random.happens(8200) ? 2 : 1
        return String(random.pick(Self.surnames))
            + String((0..<length).map { _ in random.pick(Self.given) })
    }
}
