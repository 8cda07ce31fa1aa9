import Foundation

/// A measurement in pairs, printed while it runs: ours, the peer's, and the load beside them.
struct PairReport {
    private let columns: [String]
    private var pairs: [(ours: Double, theirs: Double?)] = []

    init(_ title: String, ours: String, theirs: String?) {
        columns = [ours] + (theirs.map { [$0, "ratio"] } ?? [])
        say(title)
        say("  pair    load" + columns.map { $0.padded(left: 22) }.joined())
    }

    /// Runs and prints one pair; the peer goes second in the first pair and first in the next.
    mutating func pair(ours: () throws -> Double, theirs: (() throws -> Double)?) throws {
        let load = LoadAverage.now
        let theirsFirst = pairs.count % 2 == 1
        var other = theirsFirst ? try theirs?() : nil
        let own = try ours()
        if !theirsFirst { other = try theirs?() }
        pairs.append((own, other))
        var line = "  " + "\(pairs.count)".padded(left: 4) + load.padded(left: 8)
        line += own.grouped.padded(left: 22)
        if let other {
            line += other.grouped.padded(left: 22) + (own / other).fixed(2).padded(left: 22)
        }
        say(line)
    }

    var medianRate: Double { pairs.map(\.ours).median }

    /// The median of the pairs' own ratios: what else the machine did touches both halves alike.
    var medianRatio: Double? {
        let ratios = pairs.compactMap { pair in pair.theirs.map { pair.ours / $0 } }
        return ratios.isEmpty ? nil : ratios.median
    }
}

/// How busy the machine is, everything on it counted.
enum LoadAverage {
    /// The average of the last minute, as the system says it.
    static var now: String {
        let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? "?"
        return text.split(separator: " ").first.map(String.init) ?? "?"
    }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}

extension Double {
    /// With a fixed number of decimals.
    func fixed(_ decimals: Int) -> String { String(format: "%.\(decimals)f", self) }

    /// Rounded to a whole number, in groups of three digits.
    var grouped: String {
        var text = ""
        for (place, digit) in fixed(0).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }

    func padded(left width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - count)) + self
    }

    var trimmingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
