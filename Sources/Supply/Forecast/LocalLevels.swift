/// How much each series moved lately, in the memory lengths that a planner would look at.
///
/// Values are taken in day by day; what is told is a matter of the days taken so far. Values of 0
/// are not taken: a day on which nothing was served says nothing of how many come when it is.
struct LocalLevels {
    /// Same-phase values that are kept.
    static let kept = 8
    private static let phaseRates: [Double] = [0.5, 0.2, 0.08]
    private static let levelRates: [Double] = [0.3, 0.1, 0.03, 0.01]
    private static let recentKept = 15
    /// How fast the distance from the same-phase median is followed.
    private static let offsetRates: [Double] = [0.3, 0.1, 0.03]
    /// Values in a row on one side, far off, that make a new level.
    private static let shiftRun = 6

    /// Which of the members is the newest same-phase value alone.
    static let lastMember = 2
    /// The number of members besides the base.
    static var members: Int { 3 + phaseRates.count + levelRates.count + offsetRates.count + 2 }

    private let season: Int
    private var ring: [Double]
    private var ringCount: [Int]
    private var recent: [Double]
    private var phaseLevel: [Double]
    private var level: [Double]
    private var index: [Double]
    private var indexCount: [Int]
    /// The pattern of the season that all series share, as logarithms.
    private var shared: [Double]
    private var sharedCount: [Double]
    private var sharedLevel: [Double]
    private var offset: [Double]
    private var strayed: [Double]
    private var run: [(count: Int, sum: Double)]
    private(set) var known: [Int]
    private(set) var lastDay: [Int]

    init(series: Int, season: Int) {
        self.season = season
        ring = [Double](repeating: .nan, count: series * season * LocalLevels.kept)
        ringCount = [Int](repeating: 0, count: series * season)
        recent = [Double](repeating: .nan, count: series * LocalLevels.recentKept)
        phaseLevel = [Double](
            repeating: .nan, count: series * season * LocalLevels.phaseRates.count)
        level = [Double](repeating: .nan, count: series * LocalLevels.levelRates.count)
        index = [Double](repeating: 1, count: series * season)
        indexCount = [Int](repeating: 0, count: series * season)
        shared = [Double](repeating: 0, count: season)
        sharedCount = [Double](repeating: 0, count: season)
        sharedLevel = [Double](repeating: .nan, count: series)
        offset = [Double](repeating: 0, count: series * LocalLevels.offsetRates.count)
        strayed = [Double](repeating: 0.15, count: series)
        run = [(count: Int, sum: Double)](repeating: (0, 0), count: series)
        known = [Int](repeating: 0, count: series)
        lastDay = [Int](repeating: -1, count: series)
    }

    /// The median of the last same-phase values, or the level where there is none; NaN for a
    /// series without any value.
    func base(_ series: Int, phase: Int) -> Double {
        let median = phaseMedian(series, phase, LocalLevels.kept)
        return median.isNaN
            ? level[series * LocalLevels.levelRates.count + 1] * seasonal(series, phase: phase)
            : median
    }

    /// The share of a phase in the level: its own as far as it is known, else what all share.
    func seasonal(_ series: Int, phase: Int) -> Double {
        let cell = series * season + phase
        let count = Double(indexCount[cell])
        return (count * index[cell] + 2 * shared[phase].exponential) / (count + 2)
    }

    /// What each memory length expects; NaN where it remembers nothing.
    func members(_ series: Int, phase: Int, into out: inout [Double]) {
        let cell = series * season + phase
        let seasonal = seasonal(series, phase: phase)
        let newest = ringCount[cell]
        func value(_ back: Int) -> Double {
            newest >= back
                ? ring[cell * LocalLevels.kept + (newest - back) % LocalLevels.kept] : .nan
        }
        let (last, before) = (value(1), value(2))
        out[0] = phaseMedian(series, phase, 4)
        out[1] = before.isNaN ? last : (last + before) / 2
        out[LocalLevels.lastMember] = last
        var place = 3
        for rate in LocalLevels.phaseRates.indices {
            out[place] = phaseLevel[cell * LocalLevels.phaseRates.count + rate]
            place += 1
        }
        for rate in LocalLevels.levelRates.indices {
            out[place] = level[series * LocalLevels.levelRates.count + rate] * seasonal
            place += 1
        }
        let base = base(series, phase: phase)
        for rate in LocalLevels.offsetRates.indices {
            out[place] = base * offset[series * LocalLevels.offsetRates.count + rate].exponential
            place += 1
        }
        out[place] = sharedLevel[series] * shared[phase].exponential
        place += 1
        out[place] = recentMedian(series)
    }

    /// Takes in a value above 0.
    mutating func take(_ series: Int, day: Int, phase: Int, value: Double) {
        let rates = LocalLevels.levelRates.count
        let cell = series * season + phase
        if level[series * rates].isNaN {
            let flat = value / shared[phase].exponential
            for rate in 0..<rates { level[series * rates + rate] = flat }
            sharedLevel[series] = flat
        }
        follow(series, phase, value)
        let median = phaseMedian(series, phase, LocalLevels.kept)
        // One wild day must not bend the levels; the medians and the last values see it whole.
        let tame = median.isNaN ? value : min(max(value, median * 0.55), median * 1.8)
        known[series] += 1
        let seasonal = seasonal(series, phase: phase)
        for (rate, alpha) in LocalLevels.levelRates.enumerated() {
            let step = max(alpha, 1 / Double(known[series]))
            let old = level[series * rates + rate]
            level[series * rates + rate] = old + step * (tame / seasonal - old)
        }
        learnSeason(series, phase, tame)
        for (rate, alpha) in LocalLevels.phaseRates.enumerated() {
            let place = cell * LocalLevels.phaseRates.count + rate
            let old = phaseLevel[place]
            phaseLevel[place] = old.isNaN ? tame : old + alpha * (tame - old)
        }
        ring[cell * LocalLevels.kept + ringCount[cell] % LocalLevels.kept] = value
        ringCount[cell] += 1
        recent[
            series * LocalLevels.recentKept + (known[series] - 1) % LocalLevels.recentKept] = value
        lastDay[series] = day
    }

    private mutating func learnSeason(_ series: Int, _ phase: Int, _ tame: Double) {
        let cell = series * season + phase
        let middle = max(level[series * LocalLevels.levelRates.count + 1], 0.1)
        let share = tame / middle
        indexCount[cell] += 1
        let step = max(0.08, 1 / (Double(indexCount[cell]) + 0.2))
        index[cell] = max(0.02, index[cell] + step * (share - index[cell]))
        sharedCount[phase] += 1
        let flat = tame / shared[phase].exponential
        sharedLevel[series] +=
            max(0.1, 1 / Double(known[series])) * (flat - sharedLevel[series])
        shared[phase] +=
            max(0.01, 1 / (sharedCount[phase] + 1))
            * (tame.logRatio(to: max(sharedLevel[series], 0.1)).held(within: 1.5) - shared[phase])
    }

    /// Follows the distance from the same-phase median, and moves everything that is remembered
    /// to a new level when values in a row say so.
    private mutating func follow(_ series: Int, _ phase: Int, _ value: Double) {
        let median = phaseMedian(series, phase, LocalLevels.kept)
        guard median > 0 else { return }
        let distance = value.logRatio(to: median).held(within: 1.5)
        for (rate, alpha) in LocalLevels.offsetRates.enumerated() {
            let place = series * LocalLevels.offsetRates.count + rate
            offset[place] += alpha * (distance - offset[place])
        }
        let far = abs(distance) > max(0.15, 2 * strayed[series])
        if far, run[series].count == 0 || (run[series].sum > 0) == (distance > 0) {
            run[series] = (run[series].count + 1, run[series].sum + distance)
        } else {
            run[series] = (0, 0)
        }
        strayed[series] += 0.04 * (min(abs(distance), 3 * strayed[series]) - strayed[series])
        if run[series].count >= LocalLevels.shiftRun {
            shift(series, by: (run[series].sum / Double(run[series].count)).exponential)
            run[series] = (0, 0)
        }
    }

    private mutating func shift(_ series: Int, by factor: Double) {
        for place in series * season * LocalLevels.kept..<(series + 1) * season * LocalLevels.kept {
            ring[place] *= factor
        }
        let phases = season * LocalLevels.phaseRates.count
        for place in series * phases..<(series + 1) * phases { phaseLevel[place] *= factor }
        let rates = LocalLevels.levelRates.count
        // The fastest level is there already.
        for rate in 1..<rates { level[series * rates + rate] = level[series * rates] }
        for rate in LocalLevels.offsetRates.indices {
            offset[series * LocalLevels.offsetRates.count + rate] = 0
        }
    }

    /// The median of the last same-phase values, at most as many as asked for.
    func phaseMedian(_ series: Int, _ phase: Int, _ most: Int) -> Double {
        let cell = series * season + phase
        let count = min(ringCount[cell], most)
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: LocalLevels.kept) { few in
            for back in 0..<count {
                few[back] =
                    ring[cell * LocalLevels.kept + (ringCount[cell] - 1 - back) % LocalLevels.kept]
            }
            return LocalLevels.median(few, count)
        }
    }

    /// The newest same-phase value; NaN where there is none.
    func lastOfPhase(_ series: Int, _ phase: Int) -> Double { phaseMedian(series, phase, 1) }

    private func recentMedian(_ series: Int) -> Double {
        let count = min(known[series], LocalLevels.recentKept)
        return withUnsafeTemporaryAllocation(
            of: Double.self, capacity: LocalLevels.recentKept
        ) { few in
            for place in 0..<count { few[place] = recent[series * LocalLevels.recentKept + place] }
            return LocalLevels.median(few, count)
        }
    }

    /// Sorts a handful of values in place; NaN of none.
    private static func median(
        _ few: UnsafeMutableBufferPointer<Double>, _ count: Int
    ) -> Double {
        guard count > 0 else { return .nan }
        for place in 1..<max(count, 1) {
            let value = few[place]
            var hole = place
            while hole > 0, few[hole - 1] > value {
                few[hole] = few[hole - 1]
                hole -= 1
            }
            few[hole] = value
        }
        return (few[(count - 1) / 2] + few[count / 2]) / 2
    }
}
