package import Meals

/// `plan.yaml`: what a district's planning rests on; every key has a value that works without it.
package struct PlanRules: Sendable {
    /// What one missing portion costs, by the kind of canteen.
    package var shortage: [VenueKind: Fen] = [.canteen: Fen(1400), .point: Fen(900)]
    /// What one missing portion of a lunch costs before `earlyUntil`; as later where none is
    /// written.
    package var earlyShortage: [VenueKind: Fen] = [.canteen: Fen(2000)]
    package var earlyUntil = "12:45"
    /// The share of a lunch's portions that are asked for by then.
    package var earlyShare = Rational(9, 10)
    /// What one portion that is thrown away costs.
    package var waste = Fen(500)
    /// What a canteen owes its kitchen for a portion that was delivered.
    package var transfer = Fen(500)
    /// The share of lunch and dinner that stays at the kitchen for a second dispatch.
    package var holdBack = Rational(1, 10)
    package var secondDispatch: [MealPeriod: String] = [.lunch: "11:40", .dinner: "17:20"]
    package var dispatch: [MealPeriod: String] = [
        .breakfast: "05:45", .lunch: "10:00", .dinner: "15:45",
    ]
    /// Portions that the equipment cooks at once.
    package var batch: [DishClass: Int] = [
        .largeMeat: 80, .smallMeat: 80, .vegetable: 60, .soup: 150, .staple: 120, .breakfast: 100,
    ]
    /// Classes whose portions are cut first where a kitchen cannot cook all.
    package var giveWay: [DishClass] = [
        .soup, .breakfast, .staple, .smallMeat, .vegetable, .largeMeat, .set,
    ]
    /// Portions of one meal that a kitchen can cook; none written is no limit.
    package var capacity: [KitchenID: Int] = [:]
    package var portionsPerContainer = 40
    package var stopsPerRoute = 10
    package var minutesPerStop = 6
    /// 热藏 and 配送: the least temperature and the longest way from pot to counter.
    package var leastCelsius = 60
    package var longestMinutes = 120
    /// 冷藏: the highest temperature of cold dishes.
    package var mostColdCelsius = 8
    /// From the kitchen to the plate, of dishes that were kept as they should be.
    package var hotMinutes = 240
    package var coldMinutes = 240
    package var ambientMinutes = 240
    package var sampleGrams = 125
    package var sampleHours = 48
    /// The time of the day before from when a plan changes only with a reason.
    package var lock = "16:30"
    /// Where the file asks for less than the law does; it is taken all the same.
    package private(set) var findings: [Problem] = []

    package init() {}

    /// How many portions of a meal the costs imply at a kind of canteen.
    func choice(_ kind: VenueKind, _ period: MealPeriod) -> PortionChoice {
        let late = shortage[kind] ?? .zero
        return PortionChoice(
            waste: waste, early: period == .lunch ? earlyShortage[kind] ?? late : late, late: late,
            earlyShare: Double(earlyShare.numerator) / Double(earlyShare.denominator))
    }

    /// What one missing portion costs where a dish ran out at a time of day.
    func shortage(_ kind: VenueKind, _ period: MealPeriod, soldOutAt time: String?) -> Fen {
        let choice = choice(kind, period)
        return time.map { $0 < earlyUntil } ?? false ? choice.early : choice.late
    }
}

extension PlanRules {
    /// Kitchens that have a capacity, that no canteen has and that have no place, either: nobody
    /// could be moved to one.
    package func strangers(to canteens: [Canteen], sites: Sites?) -> [KitchenID] {
        let known = Set(canteens.map(\.kitchen))
        return capacity.keys.filter { kitchen in
            !known.contains(kitchen) && !(sites?.names.contains(kitchen.text) ?? false)
        }.sorted()
    }
}

extension PlanRules {
    /// Degrees between which a dish must be kept, and minutes from the kitchen on.
    struct Limits {
        let celsius: ClosedRange<Int>?
        /// Until it must be at the counter.
        let wayMinutes: Int
        /// Until it must be eaten.
        let minutes: Int
        /// As a label says it.
        let words: String
    }

    func limits(_ keeping: Dish.Keeping) -> Limits {
        switch keeping {
        case .hot:
            Limits(
                celsius: leastCelsius...max(leastCelsius, 120), wayMinutes: longestMinutes,
                minutes: hotMinutes,
                words: "保温 ≥ \(leastCelsius) °C")
        case .cold:
            Limits(
                celsius: 0...mostColdCelsius, wayMinutes: coldMinutes, minutes: coldMinutes,
                words: "冷藏 0–\(mostColdCelsius) °C")
        case .ambient:
            Limits(
                celsius: nil, wayMinutes: ambientMinutes, minutes: ambientMinutes, words: "常温")
        }
    }
}

extension PlanRules {
    /// Reads the file.
    ///
    /// - Throws: every key that is unknown or cannot be meant.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        var rules = PlanRules()
        rules.read(outline, &reader)
        self = try reader.finish(rules)
    }

    private mutating func read(_ outline: Outline, _ reader: inout OutlineReader) {
        let keys = reader.keys(
            of: outline, required: [],
            optional: [
                "shortage", "early_shortage", "early_until", "early_share", "waste", "transfer",
                "hold_back",
                "dispatch", "second_dispatch", "batch",
                "give_way", "capacity", "container", "stops", "stop_minutes", "least_celsius",
                "longest_minutes", "hot_minutes", "cold_celsius", "cold_minutes", "ambient_minutes",
                "sample_grams", "sample_hours", "lock",
            ])
        prices(keys["shortage"], into: \.shortage, &reader)
        prices(keys["early_shortage"], into: \.earlyShortage, &reader)
        if let time = reader.clock(keys["early_until"]) { earlyUntil = time }
        if let share = reader.fraction(keys["early_share"]) {
            if !(share > Rational(0) && share < Rational(1)), let entry = keys["early_share"] {
                reader.report(entry, "write a share above 0 and below 1, such as \"0.90\"")
            }
            earlyShare = share
        }
        if let fen = reader.fen(keys["waste"]) { waste = fen }
        if let fen = reader.fen(keys["transfer"]) { transfer = fen }
        if let share = reader.fraction(keys["hold_back"]) {
            if share > Rational(1, 2), let entry = keys["hold_back"] {
                reader.report(entry, "more than half cannot stay behind")
            }
            holdBack = share
        }
        times(keys["dispatch"], into: \.dispatch, &reader)
        times(keys["second_dispatch"], into: \.secondDispatch, &reader)
        checkDispatches(keys, &reader)
        named(keys["batch"], "unknown class of dishes", into: \.batch, &reader) {
            PlanRules.count($1, 10_000, &$0)
        }
        if let list = keys["give_way"] {
            giveWay = reader.list(list).compactMap { reader.word($0, as: DishClass.self) }
        }
        readCapacity(keys["capacity"], &reader)
        readCounts(keys, &reader)
        if let time = reader.clock(keys["lock"]) { lock = time }
    }

    /// A kitchen that is out of service cooks none.
    private mutating func readCapacity(_ entry: Outline?, _ reader: inout OutlineReader) {
        for (key, entry) in pairs(entry, &reader) {
            guard let kitchen = KitchenID(checked: key) else {
                reader.report(entry, "'\(key)' is no kitchen's name")
                continue
            }
            if let count = PlanRules.count(entry, 1_000_000, least: 0, &reader) {
                capacity[kitchen] = count
            }
        }
    }

    private mutating func readCounts(_ keys: [String: Outline], _ reader: inout OutlineReader) {
        let counts: [(String, WritableKeyPath<PlanRules, Int>)] = [
            ("container", \.portionsPerContainer), ("stops", \.stopsPerRoute),
            ("stop_minutes", \.minutesPerStop), ("least_celsius", \.leastCelsius),
            ("longest_minutes", \.longestMinutes), ("sample_grams", \.sampleGrams),
            ("sample_hours", \.sampleHours), ("cold_celsius", \.mostColdCelsius),
            ("hot_minutes", \.hotMinutes), ("cold_minutes", \.coldMinutes),
            ("ambient_minutes", \.ambientMinutes),
        ]
        for (key, path) in counts {
            if let entry = keys[key], let number = PlanRules.count(entry, 10_000, &reader) {
                self[keyPath: path] = number
            }
        }
        let floors: [(key: String, value: Int, least: Int, source: String)] = [
            ("least_celsius", leastCelsius, 60, "Shanghai's rules for box meals ask for 60 °C"),
            ("sample_grams", sampleGrams, 125, "GB 31654-2021 asks for 125 g of each dish"),
            ("sample_hours", sampleHours, 48, "GB 31654-2021 asks for 48 hours"),
        ]
        for floor in floors where floor.value < floor.least {
            guard let entry = keys[floor.key] else { continue }
            findings.append(
                Problem(
                    file: reader.file, line: entry.line, place: entry.path,
                    reason: "\(floor.value) is below the law: \(floor.source)"))
        }
    }

    /// A second van that leaves before the first carries what is not cooked yet.
    private func checkDispatches(_ keys: [String: Outline], _ reader: inout OutlineReader) {
        for period in MealPeriod.allCases {
            guard let first = dispatch[period], let second = secondDispatch[period],
                Clock(second).minutes <= Clock(first).minutes
            else { continue }
            let name = period.rawValue
            // A time that the file does not have is the usual one.
            let written = [keys["second_dispatch"], keys["dispatch"]].compactMap { entry in
                pairs(entry, &reader).first { $0.key == name }?.entry
            }
            guard let entry = written.first else { continue }
            reader.report(
                entry,
                "the second dispatch of \(name) at \(second) is not after the first at \(first)")
        }
    }

    private mutating func prices(
        _ entry: Outline?, into path: WritableKeyPath<PlanRules, [VenueKind: Fen]>,
        _ reader: inout OutlineReader
    ) {
        named(entry, "unknown kind; known are canteen, point", into: path, &reader) { $0.fen($1) }
    }

    private mutating func times(
        _ entry: Outline?, into path: WritableKeyPath<PlanRules, [MealPeriod: String]>,
        _ reader: inout OutlineReader
    ) {
        named(entry, "unknown meal", into: path, &reader) { $0.clock($1) }
    }

    /// Reads values by the names of a closed list.
    private mutating func named<Name: RawRepresentable<String>, Value>(
        _ entry: Outline?, _ unknown: String,
        into path: WritableKeyPath<PlanRules, [Name: Value]>, _ reader: inout OutlineReader,
        read: (inout OutlineReader, Outline) -> Value?
    ) {
        for (key, entry) in pairs(entry, &reader) {
            guard let name = Name(rawValue: key) else {
                reader.report(entry, unknown)
                continue
            }
            if let value = read(&reader, entry) { self[keyPath: path][name] = value }
        }
    }

    private func pairs(
        _ entry: Outline?, _ reader: inout OutlineReader
    ) -> [(key: String, entry: Outline)] {
        guard let entry else { return [] }
        return reader.named(entry)
    }

    private static func count(
        _ entry: Outline, _ most: Int, least: Int = 1, _ reader: inout OutlineReader
    ) -> Int? {
        reader.value(entry, "a whole number from \(least) to \(most)") {
            Int(decimal: $0.utf8).flatMap { (least...most).contains($0) ? $0 : nil }
        }
    }
}
