import ArgumentParser
import Foundation
import Journal
import Meals
import Rehearsal
import Settlement
import Subsidies
import Supply

struct AuditMeasure: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measures the audit on misuse planted in a rehearsed month.",
        discussion: """
            Prints for each rule how many misuses were planted, every second one as small as the \
            rule tells at all, how many it found (recall), how many things just within its bounds \
            it flagged all the same, and its false alarms per canteen-month. The same seed gives \
            the same figures; --seeds runs several months; with other thresholds it tells what \
            they would cost. Exit 1: a recall below 99 %, something within the bounds flagged, or \
            more than one false alarm per canteen-month.
            """)

    @Option(help: "Chooses another month.") var seed: UInt64 = 1
    @Option(help: "Months, each with a seed of its own from --seed on.") var seeds = 1
    @Option(help: "The first day.") var from = Day(number: 20_758)
    @Option(help: "Days.") var days = 30
    @Option(help: "Canteens.") var canteens = 23
    @Option(help: "People in the roster.") var diners = 12_000
    @Option(help: "Meals a day.") var meals = 1_480
    @Option(help: "Misuses of each rule.") var planted = 20
    @Option(help: "Where rules begin to speak; Settlements/Audit/thresholds.yaml without.")
    var thresholds: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        guard (1...62).contains(days), (2...999).contains(canteens), (1...1_000).contains(planted),
            (0...1_000_000).contains(diners), (1...100_000).contains(meals),
            (1...100).contains(seeds)
        else {
            throw ValidationError(
                "at most 62 days, 2 to 999 canteens, 1 to 1,000 misuses of each rule, 100,000 meals "
                    + "a day, 100 seeds")
        }
        let product = try ProductData()
        let path = thresholds ?? product.root + "/Settlements/Audit/thresholds.yaml"
        let limits = try AuditThresholds(yaml: try ReconcileCommand.text(path), file: path)
        let sample = product.samplePolicyPath
        let text = try ReconcileCommand.text(sample)
        let rules = AuditRehearsal.Rules(
            policy: try Policy(yaml: text, file: sample),
            spend: try SpendThresholds(yaml: text, file: sample),
            calendar: try WorkCalendar(yaml: try product.calendars()), thresholds: limits)
        let menu = try MenuBook(folder: product.menuPath)
        let months = (0..<UInt64(seeds)).map { more in
            AuditRehearsal(
                .init(
                    seed: seed &+ more, from: from, days: days, canteens: canteens,
                    diners: diners, meals: meals, planted: planted),
                menu: menu, rules: rules)
        }
        let report = AuditReport(months: months)
        if output.wanted {
            Console.say(report.json)
        } else {
            for line in report.lines { Console.say(line) }
        }
        if !report.isGood { throw ExitCode(Failure.differs) }
    }
}

/// How an audit did in one rehearsed month or several.
struct AuditReport {
    let months: [AuditRehearsal]

    /// One rule's figures over all months.
    private struct Line {
        let rule: AuditRule
        var planted = 0
        var found = 0
        var nearMisses = 0
        var nearMissesFlagged = 0
        var falseAlarms = 0
        var byTheWay = 0
    }

    private var table: [Line] {
        AuditRule.allCases.map { rule in
            var line = Line(rule: rule)
            for score in months.flatMap(\.scores) where score.rule == rule {
                line.planted += score.planted
                line.found += score.found
                line.nearMisses += score.nearMisses
                line.nearMissesFlagged += score.nearMissesFlagged
                line.falseAlarms += score.falseAlarms
                line.byTheWay += score.byTheWay
            }
            return line
        }
    }

    private var canteenDays: Int {
        months.reduce(0) { $0 + $1.plan.canteens * $1.plan.days }
    }

    private var alarms: Int { table.reduce(0) { $0 + $1.falseAlarms } }

    /// At least 99 % of each rule's misuses found, nothing within the bounds flagged, at most one
    /// false alarm per canteen-month.
    var isGood: Bool {
        table.allSatisfy { $0.found * 100 >= $0.planted * 99 && $0.nearMissesFlagged == 0 }
            && alarms * 30 <= canteenDays
    }

    /// False alarms per canteen-month, in thousandths.
    private func rate(_ count: Int, days: Int? = nil) -> String {
        let thousandths = count * 30_000 / max(1, days ?? canteenDays)
        return "\(thousandths / 1000).\((thousandths % 1000).padded(3))"
    }

    /// In thousandths of all that was planted; nil where nothing was.
    private func recall(_ line: Line) -> Int? {
        line.planted > 0 ? line.found * 1_000 / line.planted : nil
    }

    var lines: [String] {
        var text = TextTable([
            "rule", "planted", "found", "recall", "within bounds", "flagged", "false alarms",
            "per canteen-month", "by the way",
        ])
        for line in table {
            text.add([
                line.rule.rawValue, "\(line.planted)", "\(line.found)",
                recall(line).map { "\($0 / 10).\($0 % 10) %" } ?? "", "\(line.nearMisses)",
                "\(line.nearMissesFlagged)", "\(line.falseAlarms)", rate(line.falseAlarms),
                "\(line.byTheWay)",
            ])
        }
        let sums = months.map { month in
            "seed \(month.plan.seed): \(month.honest.grouped) honest meals at "
                + "\(month.plan.canteens) canteens in \(month.plan.days) days, "
                + "\(month.scores.reduce(0) { $0 + $1.planted }) misuses planted, "
                + "\(month.flags.grouped) flags; \(month.alarms) false alarms, "
                + "\(rate(month.alarms, days: month.plan.canteens * month.plan.days)) per "
                + "canteen-month"
        }
        return text.lines + sums
            + (months.count > 1
                ? ["together: \(alarms) false alarms, \(rate(alarms)) per canteen-month"] : [])
            + ["by the way: flags that rest on what was planted for another rule"]
    }

    var json: JSON {
        [
            "seed": .int(Int64(months.first?.plan.seed ?? 0)),
            "seeds": .int(Int64(months.count)),
            "honest_meals": .int(Int64(months.reduce(0) { $0 + $1.honest })),
            "canteens": .int(Int64(months.first?.plan.canteens ?? 0)),
            "days": .int(Int64(months.first?.plan.days ?? 0)),
            "flags": .int(Int64(months.reduce(0) { $0 + $1.flags })),
            "false_alarms": .int(Int64(alarms)), "per_canteen_month": .text(rate(alarms)),
            "months": .list(
                months.map { month in
                    [
                        "seed": .int(Int64(month.plan.seed)),
                        "false_alarms": .int(Int64(month.alarms)),
                        "per_canteen_month": .text(
                            rate(month.alarms, days: month.plan.canteens * month.plan.days)),
                    ]
                }),
            "rules": .list(table.map(json)),
        ]
    }

    private func json(_ line: Line) -> JSON {
        var fields: [String: JSON] = [
            "rule": .text(line.rule.rawValue), "planted": .int(Int64(line.planted)),
            "found": .int(Int64(line.found)), "near_misses": .int(Int64(line.nearMisses)),
            "near_misses_flagged": .int(Int64(line.nearMissesFlagged)),
            "false_alarms": .int(Int64(line.falseAlarms)),
            "per_canteen_month": .text(rate(line.falseAlarms)),
            "by_the_way": .int(Int64(line.byTheWay)),
        ]
        if let recall = recall(line) {
            fields["recall"] = .text("\(recall / 1_000).\((recall % 1_000).padded(3))")
        }
        return .object(fields)
    }
}

extension AuditRehearsal {
    fileprivate var alarms: Int { scores.reduce(0) { $0 + $1.falseAlarms } }
}
