/// The logarithms of forecast over base that each candidate gives for one row.
struct Scores {
    let prior: Double
    let line: Double
    let trees: Double
    /// The newest same-phase value alone.
    let last: Double
    /// What the same weeks of past years had.
    let year: Double

    func mixed(_ mix: Mix) -> Double {
        prior * mix.prior + line * mix.line + trees * mix.trees + last * mix.last
            + year * mix.year
    }
}

/// The share of each candidate; what is missing to 1 stays with the base as it is.
struct Mix: Equatable {
    var prior = 0.0
    var line = 0.0
    var trees = 0.0
    var last = 0.0
    var year = 0.0

    /// Every mixture in steps of a quarter.
    private static let all: [Mix] = {
        var all: [Mix] = []
        for trees in 0...4 {
            for line in 0...(4 - trees) {
                for last in 0...(4 - trees - line) {
                    for year in 0...(4 - trees - line - last) {
                        for prior in 0...(4 - trees - line - last - year) {
                            all.append(
                                Mix(
                                    prior: Double(prior) / 4, line: Double(line) / 4,
                                    trees: Double(trees) / 4, last: Double(last) / 4,
                                    year: Double(year) / 4))
                        }
                    }
                }
            }
        }
        return all
    }()

    /// What is used where nothing can be judged yet.
    static let unjudged = Mix(prior: 0.75)

    /// Rows from which more of them tell nothing new.
    private static let mostRows = 4_000

    /// How little a mixture is believed before anything is judged, as a logarithm.
    private var doubt: Double { 4 * (line + trees + last + year) + 2 * abs(prior - 0.75) }

    /// All mixtures, each weighed by how far it erred on rows that none of the learners had seen.
    ///
    /// Few rows leave them nearly alike, so that the mean is calm; many leave only the best.
    init(judgedBy seen: [(row: Int, scores: Scores)], _ rows: ForecastRows) {
        let judged = seen.filter { !rows.target[$0.row].isNaN }
        let step = max(1, judged.count / Mix.mostRows)
        let few = stride(from: 0, to: judged.count, by: step).map { judged[$0] }
        let truth = few.map { rows.base[$0.row] * Double(rows.target[$0.row]).exponential }
        let errors = Mix.all.map { mix in
            zip(few, truth).reduce(0.0) { sum, one in
                let (row, scores) = one.0
                return sum + abs(rows.base[row] * scores.mixed(mix).exponential - one.1)
            }
        }
        guard let least = errors.min(), least > 0 else {
            self = .unjudged
            return
        }
        // Errors of neighbouring days and series are alike: they count for half of what they are.
        let count = Double(judged.count)
        let logs = zip(Mix.all, errors).map { mix, error in
            -count * (error / least).naturalLog - mix.doubt
        }
        let best = logs.max() ?? 0
        var whole = 0.0
        for (mix, log) in zip(Mix.all, logs) {
            let weight = (log - best).exponential
            whole += weight
            prior += weight * mix.prior
            line += weight * mix.line
            trees += weight * mix.trees
            last += weight * mix.last
            year += weight * mix.year
        }
        prior /= whole
        line /= whole
        trees /= whole
        last /= whole
        year /= whole
    }

    init(
        prior: Double = 0, line: Double = 0, trees: Double = 0, last: Double = 0, year: Double = 0
    ) {
        self.prior = prior
        self.line = line
        self.trees = trees
        self.last = last
        self.year = year
    }
}
