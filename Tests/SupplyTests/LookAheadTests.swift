import Meals
import Testing

@testable import Supply

/// A forecast for day d at lead N rests on values dated d − N or earlier, to the last bit.
@Suite struct LookAheadTests {
    private static let first = Day(number: 20_400).monday

    /// Made-up series with a rhythm of their own, holes, zeros and a turn.
    private struct Draw {
        let entries: [SeriesTable.Entry]
        let days: Int

        init(seed: UInt64) {
            var random = PlainRandom(seed)
            let days = 40 + Int(random.share() * 120)
            let rhythm = [1, 5, 7, 7, 12][Int(random.share() * 5)]
            let pattern = (0..<rhythm).map { _ in 0.3 + 1.4 * random.share() }
            let turn = Int(random.share() * Double(days))
            var entries: [SeriesTable.Entry] = []
            for series in 0..<1 + Int(random.share() * 3) {
                for day in 0..<days where random.share() > 0.07 {
                    let size = 60 * pattern[day % rhythm] * (day > turn ? 1.7 : 1)
                    let value = (size * (0.8 + 0.4 * random.share())).rounded()
                    entries.append(
                        .init(
                            series: "s\(series)", day: LookAheadTests.first + day,
                            value: random.share() < 0.05 ? 0 : value))
                }
            }
            self.entries = entries
            self.days = days
        }

        /// The same with other values after a day, none of them 0 where it was not.
        func changed(after place: Int, seed: UInt64) -> [SeriesTable.Entry] {
            var random = PlainRandom(seed)
            return entries.map { entry in
                guard entry.day - LookAheadTests.first > place, entry.value > 0 else {
                    return entry
                }
                return .init(
                    series: entry.series, day: entry.day,
                    value: (entry.value * (0.05 + 20 * random.share() * random.share())).rounded()
                        + 1)
            }
        }
    }

    @Test(
        "no value after d − N moves a bit of the forecast of d, whatever the series",
        arguments: [1, 7, 14])
    func nothingLater(lead: Int) throws {
        for seed in UInt64(1)...40 {
            let draw = Draw(seed: seed * 31)
            var random = PlainRandom(seed)
            let test = draw.days / 2
            // The first days of a test are where a look ahead hides best.
            let day = seed % 2 == 0 ? test : test + Int(random.share() * Double(draw.days - test))
            let question = Backtest.Question(testFrom: LookAheadTests.first + test, lead: lead)
            let before = Backtest.forecasts(SeriesTable(draw.entries), question)
            let after = Backtest.forecasts(
                SeriesTable(draw.changed(after: day - lead, seed: seed + 1)), question)
            func bits(_ forecasts: [ForecastRow]) -> [[UInt64]] {
                forecasts.filter { $0.day <= day }
                    .map { row in [row.median.bitPattern] + row.quantiles.map(\.bitPattern) }
            }
            #expect(bits(before) == bits(after), "seed \(seed), lead \(lead), day \(day)")
        }
    }

    @Test("of the days between origin and test no baseline knows anything, either")
    func baselines() {
        let draw = Draw(seed: 4)
        let (lead, day) = (14, draw.days - 5)
        let (known, changed) = (
            SeriesTable(draw.entries), SeriesTable(draw.changed(after: day - lead, seed: 9))
        )
        for season in [1, 5, 7, 12] {
            let before = Baselines(known, lead: lead, season: season)
            let after = Baselines(changed, lead: lead, season: season)
            #expect(before.seasonalNaive(0, day) == after.seasonalNaive(0, day))
            #expect(before.median8(0, day) == after.median8(0, day))
        }
    }
}

@Suite struct SeriesFileTests {
    private func report(_ value: (Int) -> String) throws -> BacktestReport {
        let text =
            "series,date,value\n"
            + (0..<60).map { "a,\(Day(number: 20_000) + $0),\(value($0))\n" }.joined()
        let table = try SeriesTable(csv: Array(text.utf8), file: "h.csv")
        return try Backtest.run(table, .init(testFrom: Day(number: 20_040), lead: 1))
    }

    @Test("values as large and as small as can be written are forecast and printed, not trapped on")
    func extremes() throws {
        for value in ["1e15", "999999999999999", "1e-300", "0.000001"] {
            let report = try report { $0 % 2 == 0 ? value : "3" }
            #expect(report.json.contains("\"rows\":20,"))
            #expect(!report.json.contains("nan") && !report.json.contains("inf"))
        }
        #expect((1e300).fixed(6) == "1e+300")
        #expect((9.3e12).fixed(6) == "9300000000000.0")
        #expect((123.45).fixed(1) == "123.5")
    }

    @Test(
        "what is no number from 0 to 1e15 is refused with its row and column",
        arguments: ["nan", "inf", "Infinity", "-1", "-0.5", "1e300", "0x10", "12 000", "1,5", "１２"])
    func refused(text: String) throws {
        let csv = "series,date,value,planned\na,2024-01-01,5,\nb,2024-01-01,\"\(text)\",7\n"
        let problems = try #require(throws: Problems.self) {
            try SeriesTable(csv: Array(csv.utf8), file: "h.csv")
        }
        #expect(problems.all.map(\.line) == [3])
        #expect(problems.all.first?.place == "value")
    }

    @Test("a plan is scored over the rows that have one, and null where none has")
    func planned() throws {
        let none = try report { "\(10 + $0 % 7)" }
        #expect(none.json.contains("\"planned\":null"))
        let text =
            "series,date,value,planned\n"
            + (0..<60).map {
                "a,\(Day(number: 20_000) + $0),10,\($0 % 2 == 0 ? "12" : "NA")\n"
            }.joined()
        let table = try SeriesTable(csv: Array(text.utf8), file: "h.csv")
        let report = try Backtest.run(table, .init(testFrom: Day(number: 20_040), lead: 1))
        #expect(report.json.contains("\"planned\":{\"wape\":0.200000,\"rows\":10}"))
    }

    @Test("series that only the events name are told, and the encoding is known")
    func strangers() throws {
        let csv = "date,event,series\n2024-01-01,fair,a\n2024-01-02,fair,b\n2024-01-03,fair,\n"
        let events = try EventTable(csv: Array(csv.utf8), file: "e.csv")
        #expect(events.strangers(to: ["a", "c"]) == ["b"])
        #expect(events.encoding == .utf8)
        let chinese: [UInt8] =
            Array("series,date,value\n".utf8) + [0xCC, 0xC0] + Array(",2024-01-01,5\n".utf8)
        let table = try SeriesTable(csv: chinese, file: "h.csv")
        #expect(table.names == ["汤"])
        #expect(table.encoding == .gb18030)
    }
}
