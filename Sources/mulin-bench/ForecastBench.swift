import Foundation
import Meals
import Supply

/// A thousand series of 150 days, the last two weeks of which are forecast and scored, beside
/// statsforecast's AutoETS in the same run.
struct ForecastBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private static let days = 150
    private static let ahead = 14
    private static let first = Day(number: 20_600)

    private var series: Int { options.isQuick ? 60 : 1000 }

    func run() throws -> [Finding] {
        let entries = made()
        let cut = ForecastBench.first + (ForecastBench.days - ForecastBench.ahead)
        let known = SeriesTable(entries.filter { $0.day < cut })
        let file = scratch.file("history.csv")
        let head = "unique_id,ds,y\n"
        let rows = entries.map { "\($0.series),\($0.day),\($0.value)\n" }.joined()
        try Data((head + rows).utf8).write(to: URL(fileURLWithPath: file))
        say("\nforecast: \(series) series of \(ForecastBench.days) days, 14 of them held out")
        var own = Runs()
        run(options.isQuick ? 2 : 3, known, entries, from: cut, &own)
        guard let python = options.statsforecast else {
            return [
                Finding(
                    name: "forecast, series a second",
                    median: Double(series) / own.seconds.median, unit: .rate)
            ]
        }
        say("  AutoETS starts, load \(LoadAverage.now)")
        let peer = try peer(python, file)
        say(
            "  AutoETS   \(peer.seconds.fixed(3)) s   WAPE \((peer.wape * 100).fixed(2)) %   "
                + "load \(LoadAverage.now)")
        // Once more after the peer, so that a machine that is busy for a while is seen.
        run(options.isQuick ? 2 : 3, known, entries, from: cut, &own)
        let share = own.seconds.median / peer.seconds * 100
        say("  mulin took \(share.fixed(2)) % of AutoETS's time")
        return [
            Finding(
                name: "forecast, AutoETS's time over ours",
                median: peer.seconds / own.seconds.median, unit: .ratio, bar: 100),
            Finding(
                name: "forecast, AutoETS's WAPE over ours", median: peer.wape / own.wape,
                unit: .ratio, bar: 1),
        ]
    }

    /// Our own runs on the series that the peer gets.
    private struct Runs {
        var seconds: [Double] = []
        var wape = 0.0
    }

    private func run(
        _ count: Int, _ known: SeriesTable, _ entries: [SeriesTable.Entry], from cut: Day,
        _ runs: inout Runs
    ) {
        for _ in 0..<count {
            let start = ContinuousClock.now
            let outlook = Outlook(known, from: cut, days: ForecastBench.ahead)
            runs.seconds.append((ContinuousClock.now - start).seconds)
            runs.wape = wape(outlook, entries, from: cut, known)
            say(
                "  mulin     \(runs.seconds[runs.seconds.count - 1].fixed(3)) s   "
                    + "WAPE \((runs.wape * 100).fixed(2)) %   load \(LoadAverage.now)")
        }
    }

    private func wape(
        _ outlook: Outlook, _ entries: [SeriesTable.Entry], from cut: Day, _ table: SeriesTable
    ) -> Double {
        let places = Dictionary(zip(table.names, table.names.indices)) { first, _ in first }
        var (wrong, whole) = (0.0, 0.0)
        for entry in entries where entry.day >= cut {
            guard let place = places[entry.series] else { continue }
            wrong += abs(outlook.medians[place][entry.day - cut] - entry.value)
            whole += entry.value
        }
        return wrong / whole
    }

    /// Weekly patterns of canteens with trends, shifts and noise, the same in every run.
    private func made() -> [SeriesTable.Entry] {
        var state: UInt64 = 20_261_123
        func share() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
        var entries: [SeriesTable.Entry] = []
        for number in 0..<series {
            let size = 15 + 200 * share() * share()
            let week = (0..<7).map { _ in 0.7 + 0.6 * share() }
            let slope = (share() - 0.5) * 0.004
            let shift: Int = share() < 0.3 ? 40 + Int(share() * 90) : Int.max
            let after = 0.6 + 0.8 * share()
            var walk = 0.0
            for day in 0..<ForecastBench.days {
                walk += (share() - 0.5) * 0.04
                let noise = 1 + (share() + share() - 1) * 0.25
                var level = size * exp(walk)
                level *= 1 + slope * Double(day)
                if day >= shift { level *= after }
                let value = (level * week[day % 7] * noise).rounded()
                entries.append(
                    SeriesTable.Entry(
                        series: "s\(1000 + number)", day: ForecastBench.first + day,
                        value: max(1, value)))
            }
        }
        return entries
    }

    /// Seconds and error as the peer prints them: `seconds wape`.
    private func peer(_ python: String, _ file: String) throws -> (seconds: Double, wape: Double) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [
            options.peers + "/auto_ets.py", file, "\(ForecastBench.ahead)",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard process.terminationStatus == 0, numbers.count == 2 else {
            throw BenchFailure("AutoETS did not answer: \(text)")
        }
        return (numbers[0], numbers[1])
    }
}
