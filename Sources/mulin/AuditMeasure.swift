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
            Prints for each rule how many misuses were planted, how many it found (recall), and its \
            false alarms per canteen-month. The same seed gives the same figures; with other \
            thresholds it tells what they would cost. Exit 1: a recall below 99 % or more than one \
            false alarm per canteen-month.
            """)

    @Option(help: "Chooses another month.") var seed: UInt64 = 1
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
            (0...1_000_000).contains(diners), (1...100_000).contains(meals)
        else {
            throw ValidationError(
                "at most 62 days, 2 to 999 canteens, 1 to 1,000 misuses of each rule, 100,000 meals "
                    + "a day")
        }
        let product = try ProductData()
        let path = thresholds ?? product.root + "/Settlements/Audit/thresholds.yaml"
        let limits = try AuditThresholds(yaml: try ReconcileCommand.text(path), file: path)
        let sample = product.samplePolicyPath
        let rehearsal = AuditRehearsal(
            .init(
                seed: seed, from: from, days: days, canteens: canteens, diners: diners,
                meals: meals, planted: planted),
            menu: try MenuBook(folder: product.menuPath),
            policy: try Policy(yaml: try ReconcileCommand.text(sample), file: sample),
            calendar: try WorkCalendar(yaml: try product.calendars()), thresholds: limits)
        if output.wanted {
            Console.say(rehearsal.json)
        } else {
            for line in rehearsal.lines { Console.say(line) }
        }
        if !rehearsal.isGood { throw ExitCode(Failure.differs) }
    }
}

extension AuditRehearsal {
    /// At least 99 % of each rule's misuses found, at most one false alarm per canteen-month.
    var isGood: Bool {
        scores.allSatisfy { $0.found * 100 >= $0.planted * 99 }
            && alarms <= plan.canteens * plan.days / 30
    }

    private var alarms: Int { scores.reduce(0) { $0 + $1.falseAlarms } }

    /// False alarms per canteen-month, in thousandths.
    private func rate(_ count: Int) -> String {
        let thousandths = count * 30_000 / (plan.canteens * plan.days)
        return "\(thousandths / 1000).\((thousandths % 1000).padded(3))"
    }

    private func recall(_ score: Score) -> String {
        guard score.planted > 0 else { return "" }
        let tenths = score.found * 1_000 / score.planted
        return "\(tenths / 10).\(tenths % 10) %"
    }

    var lines: [String] {
        var table = TextTable([
            "rule", "planted", "found", "recall", "false alarms", "per canteen-month", "by the way",
        ])
        for score in scores {
            table.add([
                score.rule.rawValue, "\(score.planted)", "\(score.found)", recall(score),
                "\(score.falseAlarms)", rate(score.falseAlarms), "\(score.byTheWay)",
            ])
        }
        return table.lines + [
            "\(honest.grouped) honest meals at \(plan.canteens) canteens in \(plan.days) days, "
                + "\(scores.reduce(0) { $0 + $1.planted }) misuses planted, \(flags.grouped) flags; "
                + "\(alarms) false alarms, \(rate(alarms)) per canteen-month",
            "by the way: flags that rest on a misuse planted for another rule",
        ]
    }

    var json: JSON {
        [
            "seed": .int(Int64(plan.seed)), "honest_meals": .int(Int64(honest)),
            "canteens": .int(Int64(plan.canteens)), "days": .int(Int64(plan.days)),
            "flags": .int(Int64(flags)),
            "rules": .list(
                scores.map { score in
                    [
                        "rule": .text(score.rule.rawValue),
                        "planted": .int(Int64(score.planted)), "found": .int(Int64(score.found)),
                        "false_alarms": .int(Int64(score.falseAlarms)),
                        "per_canteen_month": .text(rate(score.falseAlarms)),
                        "by_the_way": .int(Int64(score.byTheWay)),
                    ]
                }),
        ]
    }
}
