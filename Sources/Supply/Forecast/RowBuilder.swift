internal import Meals

/// Walks through the days of a table once and writes a row for each forecast, from what was
/// known at its origin and nothing later.
struct RowBuilder {
    private let table: SeriesTable
    private let calendar: EventCalendar
    private let lead: Int
    private let season: Int
    private var levels: LocalLevels
    private var past: PastRatios
    private var effects: EventEffects
    private var rows: ForecastRows
    private var members = [Double](repeating: .nan, count: LocalLevels.members)
    /// One in so many rows of days that are past is written.
    private let thinning: Int

    private init(
        _ table: SeriesTable, _ events: EventTable, lead: Int, season: Int, thinning: Int
    ) {
        self.table = table
        self.thinning = thinning
        calendar = EventCalendar(events, on: table)
        self.lead = lead
        self.season = season
        levels = LocalLevels(series: table.count, season: season)
        past = PastRatios(series: table.count, days: table.days, season: season)
        effects = EventEffects(series: table.count, kinds: calendar.kinds)
        rows = ForecastRows(layout: ColumnLayout(kinds: calendar.kinds))
    }

    /// Rows for every value above 0, and for the days from `asked` on, known or not.
    ///
    /// - Parameter most: about how many rows of past days are enough; more are thinned evenly.
    static func rows(
        of table: SeriesTable, events: EventTable, lead: Int, season: Int, asked: Int? = nil,
        most: Int = .max
    ) -> ForecastRows {
        let past = table.count * min(asked ?? table.days, table.days)
        var builder = RowBuilder(
            table, events, lead: lead, season: season, thinning: max(1, past / most))
        builder.walk(asked: asked ?? table.days)
        return builder.rows
    }

    private mutating func walk(asked: Int) {
        for day in min(lead, asked)..<table.days {
            // What is asked for is asked for today: all days before the first one are known.
            if day == asked { for known in max(0, day - lead)..<day { takeIn(known) } }
            if day >= lead, day < asked { takeIn(day - lead) }
            let wanted = (0..<table.count).filter { series in
                day >= asked || table.value(series, day) > 0
            }
            guard !wanted.isEmpty else { continue }
            let isPast = day < asked
            write(
                day, wanted, origin: isPast ? day - lead : asked - 1,
                thinning: isPast ? thinning : 1)
        }
    }

    private mutating func takeIn(_ day: Int) {
        let phase = phase(day)
        for series in 0..<table.count {
            let value = table.value(series, day)
            guard value > 0 else { continue }
            levels.take(series, day: day, phase: phase, value: value)
            let ratio = Double(past.ratio(series, day))
            guard !ratio.isNaN else { continue }
            past.learn(series, ratio)
            for kind in 0..<calendar.kinds
            where calendar.nearness(kind, series: series, day: day).on {
                effects.learn(series, kind, ratio)
            }
        }
    }

    private func phase(_ day: Int) -> Int {
        (table.firstDay.number + day).floorModulo(season)
    }

    private mutating func write(_ day: Int, _ wanted: [Int], origin: Int, thinning: Int) {
        let phase = phase(day)
        let drift = past.drift(until: origin)
        let yearly = past.everyone(on: day, until: origin)
        let date = table.firstDay + day
        let parts = date.parts
        let dayOfYear = parts.month * 31 + parts.day
        let near = (0..<calendar.kinds).map { calendar.nearness($0, series: -1, day: day) }
        let borrowed = wanted.contains { levels.known[$0] == 0 } ? typicalBase(phase) : .nan
        let layout = rows.layout
        for series in wanted {
            let own = levels.base(series, phase: phase)
            let base = own.isNaN ? borrowed : own
            guard base > 0 else { continue }
            let value = table.value(series, day)
            let target = value > 0 ? value.logRatio(to: base) : .nan
            if !target.isNaN, !own.isNaN { past.note(series, day, target, value, base) }
            // Weeks shift the turn, so that no weekday of any series is always left out.
            if thinning > 1, (series + day + day / 7) % thinning != 0 { continue }
            rows.series.append(Int32(series))
            rows.day.append(Int32(day))
            rows.base.append(base)
            rows.spread.append(past.spread(series))
            rows.target.append(Float(target))
            levels.members(series, phase: phase, into: &members)
            for place in layout.members {
                let member = members[place]
                let ratio = member > 0 ? member.logRatio(to: base).held(within: 0.7) : 0
                rows.columns[place].append(Float(ratio))
            }
            let own2 = past.own(series, on: day, until: origin)
            let stale = day - levels.lastDay[series]
            put(layout.drift.lowerBound, drift.week)
            put(layout.drift.lowerBound + 1, drift.fortnight)
            put(layout.yearly.lowerBound, yearly)
            put(layout.yearly.lowerBound + 1, own2.near)
            put(layout.yearly.lowerBound + 2, own2.same)
            put(layout.staleness, Double(min(stale, 200)))
            put(layout.experience, Double(min(levels.known[series], 100)))
            put(layout.phase, Double(phase))
            put(layout.weekday, Double(date.weekday))
            put(layout.dayOfYear, Double(dayOfYear))
            put(layout.size, max(base, 0.1).naturalLog)
            put(layout.seasonal, levels.seasonal(series, phase: phase).naturalLog)
            var effect = 0.0
            var eventful = false
            for kind in 0..<calendar.kinds {
                let nearness =
                    calendar.hasOwn(series)
                    ? calendar.nearness(kind, series: series, day: day) : near[kind]
                if nearness.on { effect += effects.effect(series, kind) }
                eventful = eventful || nearness.on
                put(layout.event(kind), nearness.on ? 1 : 0)
                put(layout.event(kind) + 1, Double(nearness.next))
                put(layout.event(kind) + 2, Double(nearness.last))
            }
            put(layout.eventEffect, effect.held(within: 1))
            rows.year.append(own2.year)
            rows.unusual.append(eventful || stale > lead + 12 || levels.known[series] < 3)
        }
    }

    private mutating func put(_ column: Int, _ value: Double) {
        rows.columns[column].append(Float(value))
    }

    /// What a series without a past borrows from its like.
    private func typicalBase(_ phase: Int) -> Double {
        (0..<table.count).map { levels.base($0, phase: phase) }.filter { !$0.isNaN }.middle ?? .nan
    }
}
