/// What was learnt from all series together: a calm prior, a fitted line and trees, mixed.
struct Forecaster {
    /// The share of each learner; what is missing to 1 stays with the base as it is.
    struct Mix: Equatable {
        var prior: Double
        var line: Double
        var trees: Double

        /// Every mixture in steps of a quarter, the calmest first.
        static let all: [Mix] = {
            var all: [Mix] = []
            for trees in 0...4 {
                for line in 0...(4 - trees) {
                    for prior in 0...(4 - trees - line) {
                        let (a, b, c) = (Double(prior), Double(line), Double(trees))
                        all.append(Mix(prior: a / 4, line: b / 4, trees: c / 4))
                    }
                }
            }
            return all
        }()

        /// What is used where nothing can be judged yet.
        static let unjudged = Mix(prior: 0.5, line: 0, trees: 0)
    }

    /// Rows below which trees would learn by heart.
    static let leastForTrees = 1500
    private static let leastForLine = 40
    /// Rows from which more of them tell nothing new.
    static let mostRows = 60_000

    private let prior: SteadyLine
    private let line: SteadyLine
    private let trees: BoostedTrees?

    /// Learns from the rows before `end` whose targets are known.
    init(_ rows: ForecastRows, before end: Int, mostRows: Int = Forecaster.mostRows) {
        let calm = SteadyLine(prior: rows.layout)
        let experience = rows.columns[rows.layout.experience]
        // A row of a series that is barely known teaches about barely known series only.
        var chosen = (0..<end).filter { !rows.target[$0].isNaN && experience[$0] >= 4 }
        if chosen.count > mostRows {
            let step = Double(chosen.count) / Double(mostRows)
            chosen = (0..<mostRows).map { chosen[Int(Double($0) * step)] }
        }
        prior = calm
        line =
            chosen.count >= Forecaster.leastForLine
            ? SteadyLine(rows: rows, on: Forecaster.thinned(chosen, to: 20_000)) : calm
        guard chosen.count >= Forecaster.leastForTrees else {
            trees = nil
            return
        }
        var shape = BoostedTrees.Shape()
        if mostRows < Forecaster.mostRows { (shape.trees, shape.rate) = (60, 0.2) }
        shape.leastShare = max(0.002, 40 / Double(chosen.count))
        // A day of the year or a count of days that never came twice is a trap for trees.
        let span = chosen.last.map { rows.day[$0] - rows.day[chosen[0]] } ?? 0
        if span < 420 { shape.blind = [rows.layout.dayOfYear, rows.layout.experience] }
        trees = BoostedTrees(rows: rows, on: chosen, shape: shape)
    }

    private static func thinned(_ chosen: [Int], to most: Int) -> [Int] {
        guard chosen.count > most else { return chosen }
        let step = Double(chosen.count) / Double(most)
        return (0..<most).map { chosen[Int(Double($0) * step)] }
    }

    /// The logarithm of forecast over base, by each learner.
    func scores(_ rows: ForecastRows, _ row: Int) -> Scores {
        let (calm, fitted) = (prior.score(rows, row), line.score(rows, row))
        return Scores(
            prior: calm, line: fitted, trees: trees?.score(rows, row).held(within: 2) ?? fitted)
    }

    struct Scores {
        let prior: Double
        let line: Double
        let trees: Double

        func mixed(_ mix: Mix) -> Double {
            prior * mix.prior + line * mix.line + trees * mix.trees
        }
    }

    /// The mixture that erred least on rows that none of the learners had seen.
    static func bestMix(_ seen: [(row: Int, scores: Scores)], _ rows: ForecastRows) -> Mix {
        let judged = seen.filter { !rows.target[$0.row].isNaN }
        var best = Mix.unjudged
        guard judged.count >= 20 else { return best }
        var least = Double.infinity
        for mix in Mix.all {
            var error = 0.0
            for (row, scores) in judged {
                let base = rows.base[row]
                error += abs(
                    base * scores.mixed(mix).exponential
                        - base * Double(rows.target[row]).exponential)
            }
            if error < least * 0.999 { (best, least) = (mix, error) }
        }
        return best
    }
}
