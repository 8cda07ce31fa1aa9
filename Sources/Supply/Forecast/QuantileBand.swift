/// Turns forecasts into quantiles by how far past forecasts lay from what came true.
///
/// Errors are logarithms over the series' own spread; old ones fade, first of all those of a bell
/// that stand for what is not known yet. The tails are widened or
/// narrowed until as many values fall outside as should.
struct QuantileBand {
    private static let edge = 8.0
    private static let slots = 800
    /// What is left of an error's weight after a day with values.
    private static let fading = 0.975
    private static let pace = 0.05

    private var tally: [Double]
    private var total = 0.0
    /// The middle distance of usual and of unusual days.
    private var distance = (usual: 0.7, unusual: 0.9)
    private var stretch = (low: 1.0, high: 1.0)

    /// Errors that are taken for seen before any is, and how far they lie apart.
    private static let imagined = (count: 8.0, spread: 1.3)

    init() {
        tally = [Double](repeating: 0, count: QuantileBand.slots + 1)
        let (count, spread) = QuantileBand.imagined
        for slot in tally.indices {
            let z =
                Double(slot) / Double(QuantileBand.slots) * 2 * QuantileBand.edge
                - QuantileBand.edge
            tally[slot] = (-z * z / (2 * spread * spread)).exponential
        }
        let whole = tally.reduce(0, +)
        for slot in tally.indices { tally[slot] *= count / whole }
        total = count
    }

    /// One forecast and what came true.
    struct Outcome {
        /// The logarithm of value over forecast.
        let error: Double
        let spread: Double
        let unusual: Bool
        /// True where the value lay below the 10 % or above the 90 % quantile then given.
        let below: Bool
        let above: Bool
    }

    /// How wide a row's errors are, as a logarithm.
    func scale(_ spread: Double, _ unusual: Bool) -> Double {
        spread * (unusual ? max(distance.unusual / distance.usual, 0.5) : 1)
    }

    /// Takes in the outcomes of one day.
    mutating func learn(_ outcomes: [Outcome]) {
        guard !outcomes.isEmpty else { return }
        for slot in tally.indices { tally[slot] *= QuantileBand.fading }
        total *= QuantileBand.fading
        for outcome in outcomes {
            let own = min(abs(outcome.error) / outcome.spread, 10)
            if outcome.unusual {
                distance.unusual += 0.004 * (own - distance.unusual)
            } else {
                distance.usual += 0.002 * (own - distance.usual)
            }
            let z = (outcome.error / scale(outcome.spread, outcome.unusual))
                .held(within: QuantileBand.edge)
            tally[slot(z)] += 1
            total += 1
        }
        let count = Double(outcomes.count)
        let pace = QuantileBand.pace * min(1, count / 20).squareRoot()
        let low = Double(outcomes.count { $0.below }) / count
        let high = Double(outcomes.count { $0.above }) / count
        stretch.low = min(max(stretch.low + pace * (low - 0.1), 0.4), 3)
        stretch.high = min(max(stretch.high + pace * (high - 0.1), 0.4), 3)
    }

    private func slot(_ z: Double) -> Int {
        Int(
            (z + QuantileBand.edge) / (2 * QuantileBand.edge) * Double(QuantileBand.slots)
                + 0.5)
    }

    /// The logarithms of quantile over forecast in units of the scale, for ascending shares.
    func widths(_ shares: [Double]) -> [Double] {
        quantiles(shares).map { $0 * ($0 < 0 ? stretch.low : stretch.high) }
    }

    private func quantiles(_ shares: [Double]) -> [Double] {
        var sum = 0.0
        var place = 0
        return shares.map { share in
            while place < tally.count, sum + tally[place] < share * total {
                sum += tally[place]
                place += 1
            }
            let part =
                place < tally.count && tally[place] > 0
                ? (share * total - sum) / tally[place] : 0.5
            return (Double(place) + part - 0.5) / Double(QuantileBand.slots) * 2
                * QuantileBand.edge - QuantileBand.edge
        }
    }
}
