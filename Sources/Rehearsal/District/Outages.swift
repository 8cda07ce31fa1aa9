package import Meals

/// A stretch of a day in which a terminal reaches no network.
package struct Outage: Hashable, Sendable {
    package let terminal: TerminalID
    package let from: Moment
    package let to: Moment
}

package enum Outages {
    /// One terminal cut off from midnight to 19:45, and one in thirty for 20 minutes to 3 hours
    /// between 6:30 and 20:00; at least two of them where there are as many terminals.
    package static func make(district: District, seed: UInt64, day: Day) -> [Outage] {
        var random = SeededRandom(seed: seed, "outages \(day)")
        // A busy terminal makes the longest outage worth rehearsing.
        let busiest = district.canteens.filter { $0.kind == .canteen }.map { $0.terminals[0] }
        var others = district.canteens.flatMap(\.terminals)
        guard !others.isEmpty else { return [] }
        let wholeDay = random.pick(busiest.isEmpty ? others : busiest)
        others.removeAll { $0 == wholeDay }
        var outages = [
            Outage(
                terminal: wholeDay, from: Moment(day, secondOfDay: 0),
                to: Moment(day, secondOfDay: 19 * 3600 + 45 * 60))
        ]
        for _ in 0..<min(others.count, max(2, others.count / 30)) {
            let terminal = others.remove(at: random.below(others.count))
            let minutes = random.within(20...180)
            let start = 390 + random.below(1200 - 390 - minutes)
            outages.append(
                Outage(
                    terminal: terminal, from: Moment(day, secondOfDay: start * 60),
                    to: Moment(day, secondOfDay: (start + minutes) * 60)))
        }
        return outages
    }
}
