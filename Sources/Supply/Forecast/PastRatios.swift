/// How past values lay to the bases that were known at their origins: the drift of all series,
/// the pattern of the year, and how far each series strays.
struct PastRatios {
    /// Whole weeks that are nearest to a year, so that weekdays meet.
    private static let year = 364
    private static let years = 5
    private static let edge = 0.7

    private let series: Int
    private let days: Int
    private let year: Int
    private var ratios: [Float]
    private var sums: [Double]
    private var counts: [Int]
    private var values: [Double]
    private var bases: [Double]
    private var strayed: [Double]
    private var weight: [Double]
    private var everyone = 0.15
    /// Days around the same day of a past year, with their weights.
    private var near: [(off: Int, weight: Double)]

    init(series: Int, days: Int, season: Int) {
        self.series = series
        self.days = days
        // Another season than a week: the nearest multiple of it to a year.
        year = season == 7 ? PastRatios.year : max(1, (365 + season / 2) / season) * season
        let week = season == 7 || season == 1 ? 7 : season
        near = [(0, 1), (-week, 0.5), (week, 0.5)]
        // Where weekdays do not matter a leap day must not hide the first of a month.
        if season == 1 { near += [(-1, 1), (1, 1)] }
        ratios = [Float](repeating: .nan, count: series * days)
        sums = [Double](repeating: 0, count: days)
        counts = [Int](repeating: 0, count: days)
        values = [Double](repeating: 0, count: days)
        bases = [Double](repeating: 0, count: days)
        strayed = [Double](repeating: 0, count: series)
        weight = [Double](repeating: 0, count: series)
    }

    func ratio(_ series: Int, _ day: Int) -> Float { ratios[day * self.series + series] }

    /// Notes what came true on a day; it is asked for only from origins that know the day.
    mutating func note(
        _ series: Int, _ day: Int, _ ratio: Double, _ value: Double, _ base: Double
    ) {
        ratios[day * self.series + series] = Float(ratio)
        sums[day] += ratio.held(within: PastRatios.edge)
        counts[day] += 1
        values[day] += value
        bases[day] += base
    }

    /// Learns how far a series strays, from a ratio that is known now.
    mutating func learn(_ series: Int, _ ratio: Double) {
        let distance = min(abs(ratio), 1)
        weight[series] = weight[series] * 0.96 + 1
        strayed[series] = strayed[series] * 0.96 + distance
        everyone += 0.002 * (distance - everyone)
    }

    func spread(_ series: Int) -> Double {
        max((strayed[series] + 6 * everyone) / (weight[series] + 6), 0.005)
    }

    /// How far all series lay off their bases lately.
    func drift(until origin: Int) -> (week: Double, fortnight: Double) {
        var known: [Double] = []
        var week = 0.0
        for back in 0..<14 {
            let day = origin - back
            if day >= 0, counts[day] > 0 {
                known.append(((values[day] + 1) / (bases[day] + 1)).naturalLog)
            }
            if back == 6 { week = known.middle ?? 0 }
        }
        return (week, known.middle ?? 0)
    }

    private func around(_ day: Int, until origin: Int, _ body: (Int, Double) -> Void) {
        for back in 1...PastRatios.years {
            let center = day - back * year
            for (off, weight) in near where center + off >= 0 && center + off <= origin {
                body(center + off, weight)
            }
        }
    }

    /// What the same weeks of past years had, all series taken together.
    func everyone(on day: Int, until origin: Int) -> Double {
        var (sum, count) = (0.0, 0.0)
        around(day, until: origin) { place, weight in
            sum += weight * sums[place]
            count += weight * Double(counts[place])
        }
        return count > 0 ? sum / (count + 0.4 * Double(series)) : 0
    }

    /// What the same weeks of past years had for one series, and the same day of the last year.
    func own(_ series: Int, on day: Int, until origin: Int) -> (
        near: Double, same: Double, year: Double
    ) {
        var (sum, count) = (0.0, 0.0)
        around(day, until: origin) { place, weight in
            let ratio = self.ratio(series, place)
            guard !ratio.isNaN else { return }
            sum += weight * Double(ratio)
            count += weight
        }
        let place = day - year
        let same = place >= 0 && place <= origin ? Double(ratio(series, place)) : .nan
        let near = count > 0 ? (sum / (count + 1.5)).held(within: 0.4) : 0
        // Alone it is believed sooner than beside others, and as far as it goes.
        let year = count > 0 ? (sum / (count + 0.5)).held(within: 1.5) : 0
        return (near, same.isNaN ? 0 : same.held(within: 0.5), year)
    }
}

/// How far each kind of event moved each series, single series leaning on all.
struct EventEffects {
    private let kinds: Int
    private var sums: [Double]
    private var counts: [Double]
    private var allSums: [Double]
    private var allCounts: [Double]

    init(series: Int, kinds: Int) {
        self.kinds = kinds
        sums = [Double](repeating: 0, count: series * kinds)
        counts = sums
        allSums = [Double](repeating: 0, count: kinds)
        allCounts = allSums
    }

    mutating func learn(_ series: Int, _ kind: Int, _ ratio: Double) {
        let held = ratio.held(within: 1.5)
        sums[series * kinds + kind] += held
        counts[series * kinds + kind] += 1
        allSums[kind] += held
        allCounts[kind] += 1
    }

    func effect(_ series: Int, _ kind: Int) -> Double {
        let all = allSums[kind] / (allCounts[kind] + 4)
        return (sums[series * kinds + kind] + 4 * all) / (counts[series * kinds + kind] + 4)
    }
}
