internal import Meals

/// What a counter would have sold on the days on which it ran out.
///
/// The sales of such a day are a lower bound, as in J. Tobin, Estimation of Relationships for
/// Limited Dependent Variables, Econometrica 26 (1958): logarithms of sales scatter around the
/// middle of their weekday, and a day that ran out counts as what such a day has on average beyond
/// its bound. It is worked out by expectation and maximisation.
enum UnmetDemand {
    private static let rounds = 25
    /// A spread that is taken for seen, and on how many days.
    private static let assumed = (spread: 0.15, days: 8.0)

    /// The demand of each day, in their order; that of a day with something left is what it sold.
    static func demand(_ days: [CounterSums.Sum]) -> [Double] {
        let sold = days.map { Double($0.portions) }
        guard days.contains(where: \.soldOut) else { return sold }
        let logs = sold.map { max($0, 0.5).naturalLog }
        let used = days.indices.filter { days[$0].portions > 0 }
        let group = days.map { $0.day.weekday - 1 }
        var means = [Double](repeating: 0, count: 7)
        var counts = means
        for place in used {
            means[group[place]] += logs[place]
            counts[group[place]] += 1
        }
        for weekday in 0..<7 where counts[weekday] > 0 { means[weekday] /= counts[weekday] }
        // Where no day of a weekday had anything left, what is written down counts as one more
        // such day: a counter that always runs out is lifted step by step and not without end.
        let open = Set(used.filter { !days[$0].soldOut }.map { group[$0] })
        let pulls = (0..<7).map { open.contains($0) ? 0.0 : 1.0 }
        let written = zip(means, pulls).map { $0 * $1 }
        var spread = assumed.spread
        var expected = logs
        for _ in 0..<rounds {
            var sums = written
            var squares = assumed.days * assumed.spread * assumed.spread
            for place in used {
                let middle = means[group[place]]
                var variance = 0.0
                if days[place].soldOut {
                    let bound = (logs[place] - middle) / spread
                    let beyond = bound.meanBeyond
                    expected[place] = middle + spread * beyond
                    variance = max(0, 1 + bound * beyond - beyond * beyond) * spread * spread
                }
                sums[group[place]] += expected[place]
                squares += (expected[place] - middle) * (expected[place] - middle) + variance
            }
            for weekday in 0..<7 where counts[weekday] > 0 {
                means[weekday] = sums[weekday] / (counts[weekday] + pulls[weekday])
            }
            spread = (squares / (Double(used.count) + assumed.days)).squareRoot()
        }
        return days.indices.map { place in
            guard days[place].soldOut, days[place].portions > 0 else { return sold[place] }
            return sold[place] * max(expected[place] - logs[place], 0).exponential
        }
    }
}
