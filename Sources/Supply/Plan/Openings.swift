internal import Meals

/// Which counters serve on a day: what events tell, and what was never or is no longer sold.
struct Openings {
    /// Why a meal is planned as shut.
    enum Reason: Hashable {
        case told
        /// It sold nothing on any of so many such weekdays, and on other days it did.
        case weekday(days: Int)
        case holiday(days: Int)
        /// It sold for the last time then.
        case stopped(since: Day)
    }

    private struct Meal: Hashable {
        let canteen: CanteenID
        let period: MealPeriod
    }

    /// Days that must have been looked at before they say anything.
    private static let leastDays = 3
    /// Days of service of others after which a counter that sold nothing has stopped.
    private static let mostSilent = 14

    private let closed: [Day: Set<CanteenID>]
    /// What events open and close, by day.
    private let told: [Day: [EventTable.Entry]]
    private var first = Day(number: 0)
    private var length = 0
    /// Day by day from the first, true where something was sold.
    private var meals: [Meal: [Bool]] = [:]
    private var counters: [Counter: [Bool]] = [:]
    private var canteens: [CanteenID: [Bool]] = [:]
    private var district: [Bool] = []
    /// The counters that each canteen has.
    private(set) var named: [CanteenID: [Counter]] = [:]
    private let holidays: Set<Day>
    private let makeUps: Set<Day>

    init(_ sums: CounterSums, basis: ProductionPlan.Basis) {
        closed = basis.closed
        told = Dictionary(
            grouping: basis.events.entries.filter { ["open", "closed"].contains($0.event) },
            by: \.day)
        holidays = Set(basis.events.entries.filter { $0.event == "public-holiday" }.map(\.day))
        makeUps = Set(basis.events.entries.filter { $0.event == "make-up-workday" }.map(\.day))
        guard let first = sums.days.lazy.compactMap(\.first?.day).min(),
            let last = sums.days.lazy.compactMap(\.last?.day).max()
        else { return }
        self.first = first
        length = last - first + 1
        let none = [Bool](repeating: false, count: length)
        district = none
        for (counter, days) in zip(sums.counters, sums.days) {
            var sold = none
            for sum in days where sum.portions > 0 { sold[sum.day - first] = true }
            counters[counter] = sold
            let meal = Meal(canteen: counter.canteen, period: counter.period)
            var ofMeal = meals.removeValue(forKey: meal) ?? none
            var ofCanteen = canteens.removeValue(forKey: counter.canteen) ?? none
            for place in sold.indices where sold[place] {
                ofMeal[place] = true
                ofCanteen[place] = true
                district[place] = true
            }
            meals[meal] = ofMeal
            canteens[counter.canteen] = ofCanteen
            named[counter.canteen, default: []].append(counter)
        }
    }

    /// Why a meal is shut on a day; nil where it is open, and where nothing is known of it.
    func shut(_ canteen: CanteenID, _ period: MealPeriod, on day: Day) -> Reason? {
        if isTold("open", canteen, period, nil, day) { return nil }
        if closed[day]?.contains(canteen) ?? false { return .told }
        if isTold("closed", canteen, period, nil, day) { return .told }
        guard let sold = meals[Meal(canteen: canteen, period: period)],
            let begin = sold.firstIndex(of: true), let end = sold.lastIndex(of: true)
        else { return nil }
        // Days of service of the canteen's other meals; once it sells nothing, of the district.
        let own = canteens[canteen] ?? district
        if let since = stopped(sold, beside: own) ?? stopped(sold, beside: district, whole: own) {
            return .stopped(since: since)
        }
        return never(sold, begin...end, on: day)
    }

    /// The day after which one class of a meal was sold no more while the meal was.
    func stopped(_ counter: Counter, on day: Day) -> Day? {
        guard !isTold("open", counter.canteen, counter.period, counter.dishClass, day),
            let sold = counters[counter],
            let meal = meals[Meal(canteen: counter.canteen, period: counter.period)]
        else { return nil }
        return stopped(sold, beside: meal)
    }

    /// True where an event shuts one class of a meal.
    func isClosed(_ counter: Counter, on day: Day) -> Bool {
        isTold("closed", counter.canteen, counter.period, counter.dishClass, day)
            && !isTold("open", counter.canteen, counter.period, counter.dishClass, day)
    }

    /// True where an event opens a meal by name.
    func isOpened(_ canteen: CanteenID, _ period: MealPeriod, on day: Day) -> Bool {
        isTold("open", canteen, period, nil, day)
    }

    /// A series is a canteen, a meal of it, `c1|lunch`, or a class at it, `c1|lunch|soup`; what
    /// opens a class opens its meal.
    private func isTold(
        _ event: String, _ canteen: CanteenID, _ period: MealPeriod, _ dishClass: DishClass?,
        _ day: Day
    ) -> Bool {
        guard let entries = told[day] else { return false }
        let meal = "\(canteen)|\(period.rawValue)"
        return entries.contains { entry in
            guard entry.event == event else { return false }
            guard let series = entry.series, series != canteen.text, series != meal else {
                return true
            }
            if let dishClass { return series == "\(meal)|\(dishClass.rawValue)" }
            return event == "open" && series.hasPrefix(meal + "|")
        }
    }

    /// - Parameter whole: the days on which the seller itself sold anything at all; it must have
    ///   fallen silent altogether.
    private func stopped(_ sold: [Bool], beside others: [Bool], whole: [Bool]? = nil) -> Day? {
        guard let last = sold.lastIndex(of: true) else { return nil }
        if let whole, whole[(last + 1)...].contains(true) { return nil }
        let silent = others[(last + 1)...].count { $0 }
        guard silent >= Openings.mostSilent else { return nil }
        // What comes seldom anyway has not stopped.
        var (longest, before) = (0, last)
        for place in sold.indices.prefix(last).reversed() where sold[place] {
            longest = max(longest, before - place)
            before = place
        }
        return length - 1 - last > 2 * longest ? first + last : nil
    }

    private enum Kind: Hashable { case holiday, workday, weekday(Int) }

    private func kind(_ day: Day) -> Kind {
        if holidays.contains(day) { return .holiday }
        return makeUps.contains(day) ? .workday : .weekday(day.weekday)
    }

    /// True for a public holiday where none of those looked back on saw anyone sell.
    func isFirstHoliday(_ day: Day) -> Bool {
        holidays.contains(day)
            && !(0..<length).contains { district[$0] && holidays.contains(first + $0) }
    }

    private func never(_ sold: [Bool], _ span: ClosedRange<Int>, on day: Day) -> Reason? {
        // Of a holiday like none before it the weekday is all that is known.
        let kind = isFirstHoliday(day) ? .weekday(day.weekday) : kind(day)
        var such = 0
        var others: [Kind: (sold: Int, days: Int)] = [:]
        for place in span where district[place] || sold[place] || kind != .holiday {
            let past = self.kind(first + place)
            if past == kind {
                if sold[place] { return nil }
                such += 1
            } else {
                others[past, default: (0, 0)].days += 1
                if sold[place] { others[past, default: (0, 0)].sold += 1 }
            }
        }
        // Some other kind of day must be one on which it sells as a rule.
        let isRegular = others.values.contains { $0.days > 1 && $0.sold * 2 > $0.days }
        guard such >= Openings.leastDays, isRegular else { return nil }
        return switch kind {
        case .holiday: .holiday(days: such)
        case .weekday: .weekday(days: such)
        case .workday: nil
        }
    }
}

extension EventTable {
    /// Names that a plan's events may have: canteens, their meals and the classes at them.
    private static func isKnown(_ series: String, _ canteens: Set<String>) -> Bool {
        let parts = series.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), canteens.contains(parts[0]) else { return false }
        if parts.count > 1, MealPeriod(rawValue: parts[1]) == nil { return false }
        return parts.count < 3 || DishClass(rawValue: parts[2]) != nil
    }

    /// The series that events name and that are no canteen, no meal and no class at one.
    func strangers(to canteens: [Canteen]) -> [String] {
        let ids = Set(canteens.map(\.id.text))
        return strangers(to: entries.compactMap(\.series).filter { EventTable.isKnown($0, ids) })
    }

    /// The events as counters' series know them: what touches a canteen touches all its counters,
    /// and openings are no events that a forecast learns from.
    func spread(over counters: [Counter]) -> EventTable {
        var names: [String: [String]] = [:]
        for counter in counters {
            let (canteen, meal) = (
                counter.canteen.text, "\(counter.canteen)|\(counter.period.rawValue)"
            )
            for key in [canteen, meal, counter.name] {
                names[key, default: []].append(counter.name)
            }
        }
        return EventTable(
            entries.filter { !["open", "closed"].contains($0.event) }.flatMap { entry in
                guard let series = entry.series else { return [entry] }
                return (names[series] ?? []).map {
                    Entry(day: entry.day, event: entry.event, series: $0)
                }
            })
    }
}
