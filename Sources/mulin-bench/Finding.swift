/// One line of the closing table: a median, and the bar that it should reach.
struct Finding {
    let name: String
    let median: Double
    /// How the figure is written: as a ratio, a rate, a time or an amount of memory.
    let unit: Unit
    var bar: Double?
    var aim: Double?

    enum Unit {
        case ratio, rate, microseconds, milliseconds, seconds, megabytes

        /// True where less is better.
        var isCost: Bool { self == .megabytes || self == .milliseconds || self == .seconds }

        func write(_ figure: Double) -> String {
            switch self {
            case .ratio: figure.fixed(2) + " ×"
            case .rate: figure.grouped + "/s"
            case .microseconds: figure.fixed(0) + " µs"
            case .milliseconds: figure.fixed(0) + " ms"
            case .seconds: figure.fixed(1) + " s"
            case .megabytes: figure.fixed(0) + " MB"
            }
        }
    }

    private var barText: String {
        guard let bar else { return "" }
        let isMet = unit.isCost ? median < bar : median >= bar
        let sign = unit.isCost ? "<" : "≥"
        return "bar \(sign) \(unit.write(bar)): \(isMet ? "met" : "NOT met")"
    }

    private var aimText: String { aim.map { "aim ≥ \(unit.write($0))" } ?? "" }

    /// Prints the closing table.
    static func show(_ findings: [Finding]) {
        say("\nmedians")
        for finding in findings {
            let median = finding.unit.write(finding.median).padded(left: 12)
            let line =
                "  " + finding.name.padded(to: 54) + median + "   "
                + finding.barText.padded(to: 28) + finding.aimText
            say(line.trimmingSpaces)
        }
    }
}
