internal import Meals

/// The number of days after which a table repeats itself.
///
/// The season that a person gives stands, unless the days before the test plainly beat otherwise;
/// a rhythm of 1 is none, such as a first of the month has in weeks.
struct Rhythm {
    let given: Int
    private static let longest = 31
    /// How far back a value may lie: in rounds of a rhythm, in days where there is none.
    private static let mostRounds = 10
    private static let mostDays = 130
    private static let mostSeries = 40
    /// The share of the error that another rhythm must save where it was tried on some days: few
    /// of them let one of thirty rhythms seem better by chance.
    private func plainly(_ count: Int) -> Double { 0.06 + 0.7 / Double(max(count, 1)).squareRoot() }

    func found(in table: SeriesTable, before end: Int, lead: Int) -> Int {
        let own = error(given, table, before: end, lead)
        // Only days that are old enough for the given rhythm to have come round twice.
        let round = (lead + given - 1) / given * given + 2 * given
        let none = error(1, table, from: round, before: end, lead)
        // Days that hardly ever meet in a rhythm, as the firsts of months in weeks, have none.
        var best = (season: given, error: own.error * (1 - plainly(own.count)))
        if own.count * 10 < none.count * 7 {
            best = (1, none.error * (1 - plainly(none.count)))
        } else if own.count == 0 {
            return given
        }
        let most = max(own.count, none.count)
        for season in 1...Rhythm.longest where season != given && season % given != 0 {
            let other = season == 1 ? none : error(season, table, before: end, lead)
            // A rhythm that is tried on much fewer days is not comparable.
            guard other.count * 10 >= most * 7 else { continue }
            if other.error < best.error { best = (season, other.error) }
        }
        return best.season
    }

    /// The mean relative error of the middle of the last four same-phase values.
    private func error(
        _ season: Int, _ table: SeriesTable, from: Int = 0, before end: Int, _ lead: Int
    ) -> (error: Double, count: Int) {
        let step = max(1, table.count / Rhythm.mostSeries)
        let first = max(from, end - 400)
        var (wrong, whole, count) = (0.0, 0.0, 0)
        let hop = (lead + season - 1) / season * season
        let reach = hop + (season == 1 ? Rhythm.mostDays : Rhythm.mostRounds * season)
        for series in stride(from: 0, to: table.count, by: step) {
            for day in first..<max(first, min(end, table.days)) {
                let value = table.value(series, day)
                guard value > 0 else { continue }
                var known: [Double] = []
                var place = day - hop
                while place >= 0, known.count < 4, day - place < reach {
                    let past = table.value(series, place)
                    if past > 0 { known.append(past) }
                    place -= season
                }
                guard known.count >= 2, let middle = known.middle else { continue }
                wrong += abs(middle - value)
                whole += value
                count += 1
            }
        }
        return (whole > 0 ? wrong / whole : .infinity, count)
    }
}
