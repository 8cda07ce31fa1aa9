import Meals
import Testing

@testable import Supply

@Suite struct BacktestTests {
    private static let monday = Day(number: 20_778).monday

    /// Series with a weekly rhythm and noise, the same for the same seed.
    private func entries(
        series: Int, days: Int, seed: UInt64, _ level: (Int, Int) -> Double = { _, _ in 60 }
    ) -> [SeriesTable.Entry] {
        var random = PlainRandom(seed)
        let week = [1, 1.1, 1.05, 1, 1.3, 0.7, 0.5]
        return (0..<series).flatMap { series in
            (0..<days).map { day in
                let noise = 0.85 + 0.3 * random.share()
                return SeriesTable.Entry(
                    series: "s\(series)", day: BacktestTests.monday + day,
                    value: (level(series, day) * week[day % 7] * noise).rounded())
            }
        }
    }

    @Test("what comes after the origin changes no forecast")
    func noLookAhead() {
        let all = entries(series: 5, days: 240, seed: 3)
        let question = Backtest.Question(testFrom: BacktestTests.monday + 160, lead: 9)
        let cut = BacktestTests.monday + 200
        let changed = all.map { entry in
            SeriesTable.Entry(
                series: entry.series, day: entry.day,
                value: entry.day > cut ? entry.value * 3 + 50 : entry.value)
        }
        let before = Backtest.forecasts(SeriesTable(all), question).filter { $0.day <= 209 }
        let after = Backtest.forecasts(SeriesTable(changed), question).filter { $0.day <= 209 }
        #expect(before.count == 5 * 50)
        #expect(before.map(\.quantiles) == after.map(\.quantiles))
        let later = Backtest.forecasts(SeriesTable(changed), question).filter { $0.day > 215 }
        #expect(
            later.map(\.median)
                != Backtest.forecasts(SeriesTable(all), question)
                .filter { $0.day > 215 }.map(\.median))
    }

    @Test("a plan in the file is scored and changes no forecast")
    func planIsNoInput() throws {
        let all = entries(series: 2, days: 120, seed: 5)
        let bare =
            "series,date,value\n"
            + all.map { "\($0.series),\($0.day),\($0.value)\n" }.joined()
        let planned =
            "date,value,series,planned\n"
            + all.map { "\($0.day),\($0.value),\($0.series),\($0.value * 2)\n" }.joined()
        let question = Backtest.Question(testFrom: BacktestTests.monday + 90, lead: 3)
        let one = try Backtest.run(
            try SeriesTable(csv: Array(bare.utf8), file: "a.csv"), question)
        let other = try Backtest.run(
            try SeriesTable(csv: Array(planned.utf8), file: "b.csv"), question)
        #expect(one.wape == other.wape)
        #expect(one.pinball == other.pinball)
        #expect(one.planned == nil)
        #expect(other.planned == 1)
        #expect(one.json.hasPrefix("{\"rows\":60,\"wape\":0."))
        #expect(other.json.hasSuffix("\"planned\":{\"wape\":1.000000,\"rows\":60}}}"))
    }

    @Test("a day without a row is unknown, and a 0 is a day without service")
    func unknownAndZero() throws {
        let all = entries(series: 3, days: 150, seed: 8)
        let question = Backtest.Question(testFrom: BacktestTests.monday + 120, lead: 2)
        let closed = { (entry: SeriesTable.Entry) in (entry.day - BacktestTests.monday) % 7 == 6 }
        let missing = SeriesTable(all.filter { !closed($0) }, until: BacktestTests.monday + 149)
        let zero = SeriesTable(
            all.map { entry in
                .init(
                    series: entry.series, day: entry.day, value: closed(entry) ? 0 : entry.value)
            })
        let (one, other) = (
            try Backtest.run(missing, question), try Backtest.run(zero, question)
        )
        #expect(one.wape == other.wape)
        #expect(one.rows == other.rows)
        #expect((one.zeroRows, other.zeroRows) == (0, 3 * 4))
    }

    @Test("the baselines are the plain rules, from values known at the lead")
    func baselines() throws {
        let values: [Double] = [10, 20, 30, 40, 0, 60, 70, 80, 90, 100]
        let table = SeriesTable(
            values.enumerated().map { week, value in
                .init(series: "a", day: BacktestTests.monday + 7 * week, value: value)
            })
        let report = try Backtest.run(
            table, .init(testFrom: BacktestTests.monday + 63, lead: 14))
        // Known: weeks 0 to 7 without the 0; the last is 80, the middle of seven is 40.
        #expect(report.rows == 1)
        #expect(report.seasonalNaive == 0.2)
        #expect(report.median8 == 0.6)
    }

    @Test("a level that moves is followed sooner than by the median of eight")
    func shift() throws {
        let table = SeriesTable(
            entries(series: 6, days: 260, seed: 11) { series, day in
                day < 190 ? 80 : series % 2 == 0 ? 130 : 45
            })
        let report = try Backtest.run(
            table, .init(testFrom: BacktestTests.monday + 150, lead: 2))
        #expect(report.wape < 0.75 * report.median8)
        #expect(report.wape < report.seasonalNaive)
    }

    @Test("another rhythm than the one that was given is found")
    func rhythm() throws {
        let five = [0.6, 0.9, 1, 1.2, 1.4]
        let table = SeriesTable(
            entries(series: 4, days: 200, seed: 13).map { entry in
                let day = entry.day - BacktestTests.monday
                let week = [1, 1.1, 1.05, 1, 1.3, 0.7, 0.5]
                return .init(
                    series: entry.series, day: entry.day,
                    value: entry.value / week[day % 7] * five[day % 5])
            })
        let report = try Backtest.run(
            table, .init(testFrom: BacktestTests.monday + 150, lead: 5))
        #expect(report.wape < 0.5 * report.median8)
    }

    @Test(
        "days that never meet in weeks, as the firsts of months, rest on the latest of them",
        arguments: [7, 30])
    func monthly(season: Int) throws {
        var random = PlainRandom(31)
        let days = (0..<1500).map { BacktestTests.monday + $0 }.filter { $0.parts.day == 1 }
        let table = SeriesTable(
            (0..<5).flatMap { series in
                days.enumerated().map { month, day in
                    let level = 200.0 * (1 + 0.02 * Double(month))
                    return SeriesTable.Entry(
                        series: "s\(series)", day: day,
                        value: (level * (0.97 + 0.06 * random.share())).rounded())
                }
            })
        let report = try Backtest.run(
            table, .init(testFrom: BacktestTests.monday + 1100, lead: 31, season: season))
        #expect(report.wape < 0.7 * report.median8)
        #expect(report.wape < 0.06)
    }

    @Test("three weeks of one series are forecast as well as by its middle, with wide bounds")
    func veryShort() throws {
        var (own, plain, inside) = (0.0, 0.0, 0.0)
        for seed in 40..<60 {
            let table = SeriesTable(entries(series: 1, days: 31, seed: UInt64(seed)))
            let report = try Backtest.run(
                table, .init(testFrom: BacktestTests.monday + 21, lead: 1))
            own += report.wape
            plain += report.median8
            inside += report.coverage80
        }
        #expect(own < 1.02 * plain)
        #expect(inside / 20 > 0.7)
    }

    @Test("an event that halved values before halves the forecast of its next day")
    func events() throws {
        let strike = { (day: Int) in day % 23 == 11 }
        let table = SeriesTable(
            entries(series: 8, days: 250, seed: 17) { _, day in strike(day) ? 30 : 60 })
        let events = EventTable(
            (0..<250).filter(strike).map { .init(day: BacktestTests.monday + $0, event: "strike") })
        let question = Backtest.Question(testFrom: BacktestTests.monday + 200, lead: 7)
        let with = try Backtest.run(table, events: events, question)
        let without = try Backtest.run(table, question)
        #expect(with.wape < 0.9 * without.wape)
    }

    @Test("four of five values lie in the 80 % interval, and losses are those of the quantiles")
    func coverage() throws {
        let table = SeriesTable(entries(series: 20, days: 300, seed: 19))
        let report = try Backtest.run(
            table, .init(testFrom: BacktestTests.monday + 200, lead: 7))
        #expect((0.77...0.83).contains(report.coverage80))
        #expect(report.pinball.count == 9)
        #expect((0.4...0.6).contains(report.shortShare))
        #expect(abs(report.bias) < 0.03)
    }

    @Test(
        "a mistake in the history is named with its row",
        arguments: [
            ("series,date,value\na,2026-02-30,1\n", "h.csv:2: date: '2026-02-30' is not a date"),
            ("series,date,value\na,2026-02-03,-1\n", "h.csv:2: value: '-1' is not a number"),
            ("series,date,value\na,2026-02-03,nan\n", "h.csv:2: value: 'nan' is not a number"),
            ("series,date\na,2026-02-03\n", "h.csv:1: value: the column is missing"),
            (
                "series,date,value\na,2026-02-03,1\na,2026-02-03,2\n",
                "h.csv:3: date: 'a' has the day 2026-02-03 twice"
            ),
            ("series,date,value\n", "h.csv: has no row below its header"),
            ("series,date,value\na,0001-01-01,1\na,2026-01-01,1\n", "h.csv: date: the days run"),
        ])
    func mistakes(text: String, complaint: String) {
        do {
            _ = try SeriesTable(csv: Array(text.utf8), file: "h.csv")
            Issue.record("the file was taken")
        } catch {
            #expect(error.description.hasPrefix(complaint), "\(error)")
        }
    }

    @Test("two weeks ahead are forecast from what is known before them, whatever stands later")
    func outlook() {
        let all = entries(series: 6, days: 164, seed: 29)
        let cut = BacktestTests.monday + 150
        let known = SeriesTable(all.filter { $0.day < cut })
        let outlook = Outlook(known, from: cut, days: 14)
        #expect(outlook.medians == Outlook(SeriesTable(all), from: cut, days: 14).medians)
        var (wrong, whole) = (0.0, 0.0)
        for entry in all where entry.day >= cut {
            guard let place = known.names.firstIndex(of: entry.series) else { continue }
            wrong += abs(outlook.medians[place][entry.day - cut] - entry.value)
            whole += entry.value
        }
        // The noise alone is 7.5 %.
        #expect(wrong / whole < 0.1)
    }

    @Test("a week from today rests on yesterday, not on the day that is seven days before it")
    func outlookKnowsYesterday() {
        // The level moves only in the last week before the outlook.
        let all = entries(series: 4, days: 164, seed: 37) { _, day in day < 144 ? 60 : 100 }
        let cut = BacktestTests.monday + 150
        let known = SeriesTable(all.filter { $0.day < cut })
        let outlook = Outlook(known, from: cut, days: 14)
        let old = SeriesTable(all.filter { $0.day < cut + -6 })
        let before = Outlook(old, from: cut + -6, days: 14)
        let sums = [outlook, before].map { $0.medians.joined().reduce(0, +) }
        #expect(sums[0] > 1.1 * sums[1])
    }

    @Test("a test without a value to score is refused") func nothingToScore() {
        let table = SeriesTable(entries(series: 1, days: 30, seed: 23))
        #expect(throws: Problems.self) {
            try Backtest.run(table, .init(testFrom: BacktestTests.monday + 30, lead: 1))
        }
    }
}

/// A small generator whose numbers are the same everywhere.
struct PlainRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }

    /// A number from 0 up to 1.
    mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
