import Meals
import Testing

@testable import Supply

/// No forecast of the house may be worse than the plain rules, whatever the rhythm.
@Suite struct RhythmTests {
    /// One backtest of a rhythm, as sums that can be added up.
    private struct Score {
        var wape = 0.0
        var naive = 0.0
        var median8 = 0.0
        var inside = 0.0
        var rows = 0.0
    }

    /// The shorter the series, the more of them: a few rows say nothing.
    private func score(_ rhythm: Rhythms, lead: Int) throws -> Score {
        let cells = rhythm.days * rhythm.series
        var sum = Score()
        for seed in 0..<(cells < 100 ? 40 : cells < 450 ? 12 : cells < 2000 ? 4 : 1) {
            let report = try rhythm.report(seed: UInt64(seed + 101), lead: lead)
            sum.wape += report.wape
            sum.naive += report.seasonalNaive
            sum.median8 += report.median8
            sum.inside += report.coverage80 * Double(report.rows)
            sum.rows += Double(report.rows)
        }
        return sum
    }

    @Test(
        "of any rhythm the forecast is as good as the better of two plain rules, with fair bounds",
        arguments: Rhythms.all.indices)
    func anyRhythm(place: Int) throws {
        let rhythm = Rhythms.all[place]
        let isLong = rhythm.days * rhythm.series > 3000
        for lead in isLong ? [14] : [1, 7, 14, 28] where lead < rhythm.known - 5 {
            let score = try score(rhythm, lead: lead)
            let better = min(score.naive, score.median8)
            #expect(
                score.wape < 1.02 * better, "\(rhythm.name), lead \(lead): \(score.wape / better)")
            let coverage = score.inside / score.rows
            // A level that jumps every three months is known too late at four weeks.
            if rhythm.name == "levels that come and go", lead == 28 { continue }
            #expect((0.7...0.9).contains(coverage), "\(rhythm.name), lead \(lead): \(coverage)")
        }
    }

    @Test("the year of one monthly series is found, though its months never meet in weeks")
    func months() throws {
        let rhythm = try #require(Rhythms.all.first { $0.name == "one month after another" })
        let score = try score(rhythm, lead: 28)
        #expect(score.wape < 0.75 * min(score.naive, score.median8))
    }

    @Test("the mixture stays calm where little was judged and takes the best where much was")
    func mixture() {
        let layout = ColumnLayout(kinds: 0)
        func mix(rows count: Int) -> Mix {
            var rows = ForecastRows(layout: layout)
            var seen: [(row: Int, scores: Scores)] = []
            for row in 0..<count {
                rows.series.append(0)
                rows.day.append(Int32(row))
                rows.base.append(100)
                rows.year.append(0)
                rows.target.append(row % 2 == 0 ? 0.2 : -0.2)
                // The newest value is right each time, all else is far off.
                seen.append(
                    (
                        row,
                        Scores(
                            prior: -0.3, line: -0.4, trees: 0.4, last: row % 2 == 0 ? 0.2 : -0.2,
                            year: 0.5)
                    ))
            }
            return Mix(judgedBy: seen, rows)
        }
        #expect(mix(rows: 0) == .unjudged)
        #expect(mix(rows: 1).last < mix(rows: 4).last)
        #expect(mix(rows: 60).last > 0.99)
    }
}
