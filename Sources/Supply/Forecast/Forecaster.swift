/// What was learnt from all series together: a calm prior, a fitted line and trees, mixed.
struct Forecaster {
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
        let layout = rows.layout
        return Scores(
            prior: calm, line: fitted, trees: trees?.score(rows, row).held(within: 2) ?? fitted,
            last: Double(rows.columns[layout.members.lowerBound + LocalLevels.lastMember][row]),
            year: rows.year[row])
    }
}
