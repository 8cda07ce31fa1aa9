import Meals

@testable import Supply

/// Made-up series of many rhythms, the same for the same seed, on which no forecast was tuned.
struct Rhythms: Sendable {
    let name: String
    var series = 1
    /// Days from the first to the last row.
    var days = 400
    /// Days from the first row to the first that is tested.
    var known = 300
    var season = 7
    /// The expected value of a day; 0 is a day without service, nil one without a row.
    let level: @Sendable (Shape, Int) -> Double?
    /// The share by which a value lies off its level: half of them within 0.7 of it.
    var noise = 0.15

    /// What one series has of its own, drawn once.
    struct Shape {
        let size: Double
        let week: [Double]
        let phase: Double
        let slope: Double
        /// Where in its length something happens.
        let turn: Double
    }

    static let first = Day(number: 18_000).monday

    func entries(seed: UInt64) -> [SeriesTable.Entry] {
        var random = PlainRandom(seed &* 7919 &+ UInt64(name.utf8.count))
        return (0..<series).flatMap { number -> [SeriesTable.Entry] in
            let shape = Shape(
                size: 20 + 180 * random.share() * random.share(),
                week: (0..<7).map { _ in 0.6 + 0.8 * random.share() },
                phase: random.share(), slope: random.share() - 0.5, turn: random.share())
            return (0..<days).compactMap { day in
                // About a bell: the mean of four.
                let bell = (0..<4).reduce(0.0) { sum, _ in sum + random.share() } - 2
                guard let level = level(shape, day) else { return nil }
                let value = level * shape.size * max(0, 1 + noise * 1.7 * bell)
                return SeriesTable.Entry(
                    series: "s\(number)", day: Rhythms.first + day,
                    value: level > 0 ? max(1, value.rounded()) : 0)
            }
        }
    }

    func report(seed: UInt64, lead: Int) throws -> BacktestReport {
        try Backtest.run(
            SeriesTable(entries(seed: seed)),
            .init(testFrom: Rhythms.first + known, lead: lead, season: season))
    }

    private static func week(_ shape: Shape, _ day: Int) -> Double { shape.week[day % 7] }

    /// A bent line that comes back after some days, between 1 − depth and 1 + depth.
    private static func wave(_ day: Int, _ length: Double, _ depth: Double, _ phase: Double = 0)
        -> Double
    {
        var place = (Double(day) / length + phase).truncatingRemainder(dividingBy: 1)
        if place < 0 { place += 1 }
        let up = place < 0.5 ? place * 4 - 1 : 3 - place * 4
        return 1 + depth * up * (1.5 - 0.5 * up * up)
    }

    private static func isFirstOfMonth(_ day: Int) -> Bool { (first + day).parts.day == 1 }

    static let all: [Rhythms] = [
        Rhythms(name: "closed on Sundays") { $1 % 7 == 6 ? nil : week($0, $1) },
        Rhythms(name: "zero at weekends", series: 4, days: 300, known: 220) {
            $1 % 7 > 4 ? 0 : week($0, $1)
        },
        Rhythms(name: "nothing but noise") { _, _ in 1 },
        Rhythms(name: "thirty-five days", days: 35, known: 21) { week($0, $1) },
        Rhythms(name: "sixty days of six", series: 6, days: 60, known: 42) { week($0, $1) },
        Rhythms(name: "fifty flat days", days: 50, known: 30) { _, _ in 1 },
        Rhythms(name: "forty drifting days", days: 40, known: 26) {
            week($0, $1) * (1 + 0.02 * $0.slope * Double($1))
        },
        Rhythms(name: "the year", days: 1100, known: 800) {
            week($0, $1) * wave($1, 365.25, 0.35, $0.phase)
        },
        Rhythms(name: "the year of many", series: 5, days: 1100, known: 800) {
            week($0, $1) * wave($1, 365.25, 0.35)
        },
        Rhythms(name: "days of the month", series: 3, days: 500, known: 350) {
            let date = (first + $1).parts.day
            return week($0, $1) * (date <= 3 ? 1.6 : date >= 27 ? 0.8 : 1)
        },
        Rhythms(name: "one month after another", days: 3000, known: 2200, season: 12) {
            isFirstOfMonth($1) ? wave($1, 365.25, 0.3, $0.phase) : nil
        },
        Rhythms(name: "months of many", series: 8, days: 2200, known: 1500, season: 12) {
            isFirstOfMonth($1)
                ? wave($1, 365.25, 0.3) * (1 + 0.0003 * $0.slope * Double($1)) : nil
        },
        Rhythms(name: "months without a year", days: 1800, known: 1200, season: 12) {
            isFirstOfMonth($1) ? 1 : nil
        },
        Rhythms(name: "Mondays only", days: 900, known: 600) {
            $1 % 7 == 0 ? wave($1, 365.25, 0.3, $0.phase) : nil
        },
        Rhythms(name: "twelve days", series: 2, days: 360, known: 240, season: 12) {
            wave($1, 12, 0.5, $0.phase)
        },
        Rhythms(name: "five days, said seven", series: 2, days: 300, known: 200) {
            wave($1, 5, 0.5, $0.phase)
        },
        Rhythms(name: "now and then", series: 3, days: 400, known: 300) {
            ($1 * 7919 + Int($0.phase * 97)) % 5 == 0 ? 1 : 0
        },
        Rhythms(name: "growing", series: 2, days: 500, known: 350) {
            week($0, $1) * (1 + 0.004 * Double($1))
        },
        Rhythms(name: "falling away", days: 500, known: 350) {
            week($0, $1) * max(0.15, 1 - 0.0018 * Double($1))
        },
        Rhythms(name: "another level", series: 3, days: 420, known: 280) {
            week($0, $1) * ($1 > 280 + Int($0.turn * 100) ? 1.6 : 1)
        },
        Rhythms(name: "levels that come and go", days: 500, known: 300) {
            week($0, $1) * (($1 / 90) % 2 == 0 ? 1 : 0.6)
        },
        Rhythms(name: "a week on a fast swell", days: 500, known: 300) {
            week($0, $1) * wave($1, 70, 0.7, $0.phase)
        },
        Rhythms(name: "mostly zero", days: 400, known: 280) {
            ($1 * 31 + 7) % 9 < 2 ? week($0, $1) : 0
        },
        Rhythms(name: "ten years", days: 3650, known: 3300) {
            week($0, $1) * wave($1, 365.25, 0.25, $0.phase)
        },
        Rhythms(name: "holes of weeks", series: 2, days: 500, known: 360) {
            ($1 / 30) % 4 == 3 ? nil : week($0, $1)
        },
        Rhythms(name: "newcomers", series: 6, days: 320, known: 240) {
            $1 < Int($0.turn * 300) ? nil : week($0, $1)
        },
        Rhythms(name: "months of extremes", days: 3000, known: 2200, season: 12) {
            isFirstOfMonth($1) ? wave($1, 365.25, 0.8, $0.phase) : nil
        },
        Rhythms(
            name: "wild", series: 2, days: 300, known: 200, level: { week($0, $1) }, noise: 0.6),
        Rhythms(
            name: "hardly any noise", days: 300, known: 200, level: { week($0, $1) }, noise: 0.02),
    ]
}
