import Foundation
import Meals
import Settlement
import Subsidies
import Testing

@Suite("An audit of meals")
struct AuditTests {
    private static let monday = Day(number: 20_780)

    /// A quiet month: every diner eats one lunch at a time of his own on some days.
    private static func quiet(_ random: inout Lehmer) -> [AuditMeal] {
        (0..<120).flatMap { diner -> [AuditMeal] in
            let canteen = diner % 4
            return (0..<28).compactMap { day in
                guard random.below(10) < 6 else { return nil }
                return meal(
                    "D\(diner)", canteen: canteen, day: day,
                    second: 38_000 + diner / 4 * 120 + Int(random.below(60)),
                    gross: 1_500 + Int64(random.below(900)))
            }
        }
    }

    private static func meal(
        _ diner: String?, canteen: Int = 0, day: Int, second: Int, gross: Int64 = 1_777,
        subsidy: Int64 = 300, period: MealPeriod = .lunch, grants: [AuditGrant] = [],
        cashier: String = "c1", basket: String = ""
    ) -> AuditMeal {
        AuditMeal(
            ref: "C\(canteen)-\(day)-\(second)-\(diner ?? "public")",
            canteen: CanteenID("C\(canteen)"), terminal: TerminalID("0000000\(canteen)"),
            cashier: cashier, diner: diner.map { DinerID($0) },
            time: Moment(monday + day, secondOfDay: second), day: monday + day, period: period,
            gross: Fen(gross), subsidy: Fen(subsidy), grants: grants, basket: basket)
    }

    /// One seeded misuse: the meals it adds, what the registers know, and the rule it breaks.
    private static func misuse(
        _ rule: AuditRule, _ number: Int, _ registers: inout AuditRegisters,
        _ rows: inout [Diner]
    ) -> [AuditMeal] {
        let who = "X\(rule.rawValue)-\(number)"
        let canteen = 10 + number
        switch rule {
        case .afterDeath:
            registers.deaths[DinerID(who)] = [DayRange(from: monday)]
            return [meal(who, canteen: canteen, day: 3, second: 40_000)]
        case .inInstitution:
            registers.institutions[DinerID(who)] = [DayRange(from: monday)]
            return [meal(who, canteen: canteen, day: 3, second: 40_000)]
        case .twoPlaces:
            return [
                meal(who, canteen: canteen, day: 2, second: 40_000),
                meal(who, canteen: canteen + 1, day: 2, second: 40_500),
            ]
        case .tooOften:
            return (0..<4).map { meal(who, canteen: canteen, day: 4, second: 30_000 + $0 * 9_000) }
        case .burst:
            return (0..<8).map {
                meal("\(who)-\($0)", canteen: canteen, day: 5, second: 41_000 + $0)
            }
        case .outsideHours: return [meal(nil, canteen: canteen, day: 6, second: 80_000)]
        case .thresholdHugging:
            return (0..<30).map {
                meal(
                    "\(who)-\($0)", canteen: canteen, day: 7, second: 36_000 + $0 * 60, gross: 1_500
                )
            }
        case .overCapacity:
            registers.portions[CanteenID("C\(canteen)")] = [monday + 8: 40]
            return (0..<50).map {
                meal(nil, canteen: canteen, day: 8, second: 36_000 + $0 * 60, subsidy: 0)
            }
        case .cashierCards:
            return (0..<420).map {
                meal(
                    "\(who)-\($0)", canteen: canteen, day: 9, second: 22_000 + $0 * 100,
                    gross: 1_000 + Int64($0), subsidy: 0, cashier: "k\(number)")
            }
        case .aboveRoster:
            // 30 of the 40 of a street who are enrolled for rule C came on one day.
            let street = DivisionCode("3101070\(canteen)")
            registers.canteens[CanteenID("C\(canteen)")] = AuditSample.canteen(
                "C\(canteen)", street: street)
            rows += (0..<40).map { AuditSample.diner("\(who)-\($0)", in: street) }
            return (0..<30).map { guest in
                meal(
                    "\(who)-\(guest)", canteen: canteen, day: 10, second: 36_000 + guest * 60,
                    gross: 1_500 + Int64(guest), grants: [AuditSample.grant()])
            }
        case .everyMeal:
            // From the first of December on.
            return (0..<27).flatMap { day in
                [(MealPeriod.breakfast, 25_000), (.lunch, 40_000), (.dinner, 62_000)].map {
                    meal(
                        who, canteen: canteen, day: day + 8, second: $0.1, subsidy: 0, period: $0.0)
                }
            }
        case .claimedBeyondLimit:
            return [40_000, 62_000].map {
                meal(
                    who, canteen: canteen, day: 4, second: $0,
                    grants: [AuditSample.grant(claimed: Fen(300))])
            }
        case .noFoodLeft:
            registers.portions[CanteenID("C\(canteen)")] = [monday + 8: 4]
            return (0..<5).map {
                meal("\(who)-\($0)", canteen: canteen, day: 8, second: 36_000 + $0 * 600)
            }
        // Ask for deliveries by dish, which have tests of their own.
        case .soldBeyondDelivered, .soldUnrecorded: return []
        case .identicalBaskets:
            return (0..<9).map {
                meal(
                    "\(who)-\($0)", canteen: canteen, day: 11, second: 41_000 + $0 * 31,
                    gross: 1_650 + Int64($0), basket: "1 101 \(number)")
            }
        case .closedDay:
            registers.portions[CanteenID("C\(canteen)")] = Dictionary(
                uniqueKeysWithValues: (0..<6).map { (monday + $0, 100) })
            return [meal(nil, canteen: canteen, day: 13, second: 40_000, subsidy: 0)]
        case .awakened:
            return [meal(who, canteen: canteen, day: -70, second: 40_000)]
                + (0..<6).flatMap { day in
                    [
                        meal(who, canteen: canteen, day: day, second: 30_000),
                        meal(who, canteen: canteen, day: day, second: 45_000),
                    ]
                }
        }
    }

    @Test("a quiet month raises nothing")
    func quiet() throws {
        var random = Lehmer(state: 4)
        #expect(
            Audit.flags(
                Self.quiet(&random), registers: AuditRegisters(),
                thresholds: try AuditSample.thresholds()
            ).isEmpty)
    }

    @Test(
        "each seeded misuse is found by its rule, with its records",
        arguments: AuditRule.allCases.filter {
            $0 != .soldBeyondDelivered && $0 != .soldUnrecorded
        })
    func misuse(rule: AuditRule) throws {
        var random = Lehmer(state: 9)
        var registers = try AuditSample.registers()
        var meals = Self.quiet(&random)
        var rows: [Diner] = []
        var seeded: [Set<String>] = []
        for number in 0..<5 {
            let more = Self.misuse(rule, number * 2, &registers, &rows)
            seeded.append(Set(more.map(\.ref)))
            meals += more
        }
        if !rows.isEmpty {
            rows += (0..<120).map { AuditSample.diner("D\($0)", in: "310101001") }
            registers.enrolment = EnrolledDiners(rows)
        }
        meals.shuffle(using: &random)
        let flags = Audit.flags(
            meals, registers: registers, thresholds: try AuditSample.thresholds())
        for refs in seeded {
            #expect(
                flags.contains { $0.rule == rule && refs.isSuperset(of: $0.evidence) }, "\(rule)")
        }
        // Nothing is said of those who did nothing.
        let quiet = Set(meals.map(\.ref)).subtracting(seeded.reduce([]) { $0.union($1) })
        #expect(flags.allSatisfy { quiet.isDisjoint(with: $0.evidence) })
        #expect(Set(flags.map(\.identity)).count == flags.count)
    }
}
