internal import Meals

/// On how many of its open days a counter sells nothing.
///
/// A day is idle where the canteen sold something else at the meal and the menu had the counter's
/// class, and where someone wrote a 0 while the canteen sold something at any meal. Days before the
/// counter's first sale say nothing, nor does one on which it ran out.
struct IdleDays {
    /// What one canteen sold: meal by meal, class by class, day by day; -1 is nothing written.
    let portions: ArraySlice<Int32>
    /// By the same places, true where something ran out.
    let soldOut: ArraySlice<Bool>
    /// The number of days, and the first of them.
    let length: Int
    let first: Day

    /// How fast old days fade.
    private static let fading = 0.975
    /// Days of all weekdays together that a weekday leans on.
    private static let lean = 0.5

    /// The share of idle days of a counter, for each weekday from Monday on.
    ///
    /// - Parameters:
    ///   - counter: its place: meal by meal, class by class.
    ///   - offered: by day and counter, whether the menu had its class.
    func shares(of counter: Int, offered: [Bool]) -> [Double] {
        let counters = portions.count / length
        let classes = DishClass.allCases.count
        let meal = counter / classes * classes
        let own = portions.startIndex + counter * length
        var idle = [Double](repeating: 0, count: 7)
        var open = idle
        guard let begin = (0..<length).first(where: { portions[own + $0] > 0 }) else {
            return idle
        }
        var weight = 1.0
        for day in (begin..<length).reversed() {
            weight *= IdleDays.fading
            let sold = portions[own + day]
            let isIdle =
                sold == 0 && sells(0..<counters, on: day)
                || sold < 0 && offered[day * counters + counter]
                    && sells(meal..<meal + classes, on: day)
            guard sold > 0 || isIdle, !soldOut[soldOut.startIndex + counter * length + day] else {
                continue
            }
            let weekday = (first + day).weekday - 1
            open[weekday] += weight
            if isIdle { idle[weekday] += weight }
        }
        let all = idle.reduce(0, +) / (open.reduce(0, +) + 1)
        guard all > 0 else { return idle }
        return zip(idle, open).map { ($0 + IdleDays.lean * all) / ($1 + IdleDays.lean) }
    }

    private func sells(_ counters: Range<Int>, on day: Int) -> Bool {
        counters.contains { portions[portions.startIndex + $0 * length + day] > 0 }
    }
}
