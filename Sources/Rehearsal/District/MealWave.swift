internal import Meals

/// When people come to a meal: few at first, most at the peak, and a tail.
struct MealWave {
    let period: MealPeriod
    /// The menu on sale then.
    let menu: MealPeriod
    private let from: Int
    private let peak: Int
    private let to: Int
    /// Part of the day's meals, in thousandths.
    let share: Int

    private static func time(_ hour: Int, _ minute: Int) -> Int { hour * 3600 + minute * 60 }

    /// The day's waves; the last three lie outside the meal periods.
    ///
    /// Peaks and shares are made up.
    static let day = [
        MealWave(
            period: .breakfast, menu: .breakfast, from: time(6, 5), peak: time(7, 30),
            to: time(9, 20), share: 180),
        MealWave(
            period: .lunch, menu: .lunch, from: time(10, 5), peak: time(11, 15),
            to: time(13, 40), share: 540),
        MealWave(
            period: .dinner, menu: .dinner, from: time(16, 5), peak: time(17, 15),
            to: time(19, 15), share: 265),
        MealWave(
            period: .other, menu: .breakfast, from: time(9, 31), peak: time(9, 36),
            to: time(9, 55), share: 5),
        MealWave(
            period: .other, menu: .lunch, from: time(14, 1), peak: time(14, 10),
            to: time(15, 30), share: 5),
        MealWave(
            period: .other, menu: .dinner, from: time(19, 31), peak: time(19, 35),
            to: time(20, 10), share: 5),
    ]

    /// The meal that a second of the day belongs to.
    static func period(at second: Int) -> MealPeriod {
        day.first { $0.from <= second && second <= $0.to }?.period ?? .other
    }

    /// A second of the day: the sum of three even draws on either side of the peak.
    func second(_ random: inout SeededRandom) -> Int {
        let before = random.happens(4500)
        let width = before ? peak - from : to - peak
        // Folding the sum of three at its middle leaves one side of a bell.
        let sum = (0..<3).reduce(0) { sum, _ in sum + random.below(width) }
        let distance = abs(sum * 2 - 3 * width) / 3
        return before ? peak - min(distance, width) : peak + min(distance, width)
    }

    /// True where someone who comes then can come once more within the wave.
    func leaves(_ seconds: Int, after second: Int) -> Bool { second + seconds < to }
}
