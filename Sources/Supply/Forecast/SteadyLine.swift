/// A weighted sum of the members and a few known effects, fitted to the median error.
///
/// The weights lean on a prior mixture that works without any learning; the fewer the rows, the
/// nearer they stay to it.
struct SteadyLine {
    private let weights: [Double]
    private let layout: ColumnLayout

    /// What the mixture gives before anything is learnt.
    init(prior layout: ColumnLayout) {
        self.layout = layout
        weights = SteadyLine.prior(layout)
    }

    private static func prior(_ layout: ColumnLayout) -> [Double] {
        var weights = [Double](repeating: 0, count: inputs(layout))
        // Members: medians of 4, mean of 2, last; same-phase rates .5 .2 .08; levels .3 .1 .03
        // .01; offsets .3 .1 .03; shared pattern; any phase. The rest of 1 stays with the base.
        let shares = [0.1, 0, 0, 0, 0.15, 0.05, 0, 0.15, 0.05, 0, 0, 0.15, 0, 0.15, 0]
        for (place, share) in zip(layout.members, shares) { weights[place] = share }
        weights[layout.eventEffect] = 0.7
        return weights
    }

    /// The columns up to the event effect, a constant, and three flags for each kind of event.
    private static func inputs(_ layout: ColumnLayout) -> Int {
        layout.eventEffect + 2 + 3 * layout.kinds
    }

    private static func fill(
        _ row: Int, of rows: ForecastRows, into out: inout [Double]
    ) {
        let layout = rows.layout
        for column in 0...layout.eventEffect { out[column] = Double(rows.columns[column][row]) }
        var place = layout.eventEffect + 1
        out[place] = 1
        for kind in 0..<layout.kinds {
            let first = layout.event(kind)
            out[place + 1] = Double(rows.columns[first][row])
            out[place + 2] = rows.columns[first + 1][row] == 1 ? 1 : 0
            out[place + 3] = rows.columns[first + 2][row] == 1 ? 1 : 0
            place += 3
        }
    }

    func score(_ rows: ForecastRows, _ row: Int) -> Double {
        var inputs = [Double](repeating: 0, count: weights.count)
        return score(rows, row, &inputs)
    }

    private func score(_ rows: ForecastRows, _ row: Int, _ inputs: inout [Double]) -> Double {
        SteadyLine.fill(row, of: rows, into: &inputs)
        var sum = 0.0
        for place in weights.indices { sum += weights[place] * inputs[place] }
        return sum.held(within: 2)
    }

    /// Fits the weights on some rows whose targets are known, by reweighted least squares.
    init(rows: ForecastRows, on chosen: [Int]) {
        layout = rows.layout
        let prior = SteadyLine.prior(layout)
        let width = prior.count
        var inputs = [Double](repeating: 0, count: width)
        var table = [Double](repeating: 0, count: chosen.count * width)
        for (place, row) in chosen.enumerated() {
            SteadyLine.fill(row, of: rows, into: &inputs)
            for column in 0..<width { table[place * width + column] = inputs[column] }
        }
        let worth = chosen.map { max(rows.base[$0], 0.1) }
        let targets = chosen.map { Double(rows.target[$0]) }
        let mean = worth.reduce(0, +) / Double(max(chosen.count, 1))
        // As if some dozens of rows spoke for the prior.
        let lean = 30 * mean * 0.01
        var weights = prior
        for _ in 0..<8 {
            var matrix = [Double](repeating: 0, count: width * width)
            var side = [Double](repeating: 0, count: width)
            for place in chosen.indices {
                let first = place * width
                var fitted = 0.0
                for column in 0..<width { fitted += weights[column] * table[first + column] }
                let wrong = abs(targets[place] - fitted)
                let weight = worth[place] * 0.05 / max(wrong, 0.02)
                for a in 0..<width {
                    let left = weight * table[first + a]
                    guard left != 0 else { continue }
                    side[a] += left * targets[place]
                    for b in 0...a { matrix[a * width + b] += left * table[first + b] }
                }
            }
            for a in 0..<width {
                let stiff = a < layout.members.upperBound ? lean : 5 * lean
                matrix[a * width + a] += stiff
                side[a] += stiff * prior[a]
            }
            weights = SteadyLine.solve(matrix, side)
        }
        self.weights = weights
    }

    /// Solves a symmetric positive system whose lower half is given, after Cholesky.
    private static func solve(_ matrix: [Double], _ side: [Double]) -> [Double] {
        let width = side.count
        var lower = matrix
        for row in 0..<width {
            for column in 0...row {
                var sum = lower[row * width + column]
                for k in 0..<column { sum -= lower[row * width + k] * lower[column * width + k] }
                lower[row * width + column] =
                    row == column
                    ? max(sum, 1e-12).squareRoot() : sum / lower[column * width + column]
            }
        }
        var answer = side
        for row in 0..<width {
            for k in 0..<row { answer[row] -= lower[row * width + k] * answer[k] }
            answer[row] /= lower[row * width + row]
        }
        for row in (0..<width).reversed() {
            for k in row + 1..<max(width, row + 1) {
                answer[row] -= lower[k * width + row] * answer[k]
            }
            answer[row] /= lower[row * width + row]
        }
        return answer
    }
}
