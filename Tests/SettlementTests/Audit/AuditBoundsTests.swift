import Meals
import Settlement
import Subsidies
import Testing

@Suite("An audit's rules at their bounds")
struct AuditBoundsTests {
    private func rules(_ flags: [AuditFlag]) -> [AuditRule] { flags.map(\.rule) }

    @Test(
        "a month and a silence are told of the day asked for, whatever lies before it",
        arguments: [(asked: 25, told: true), (asked: 3, told: true), (asked: 40, told: false)])
    func lookback(asked: Int, told: Bool) throws {
        // From the first of December on, all three meals; later a single one of another diner.
        var meals = (8..<34).flatMap { day in
            [(MealPeriod.breakfast, 25_000), (.lunch, 40_000), (.dinner, 62_000)].map {
                AuditSample.meal("D1", day: day, second: $0.1, subsidy: 0, period: $0.0)
            }
        }
        meals.append(AuditSample.meal("D2", day: 48, second: 40_000))
        let day = AuditSample.monday + 8 + asked
        let flags = try AuditSample.flags(
            meals, asked: meals.filter { $0.day == day }, AuditRegisters())
        #expect(rules(flags) == (told ? [.everyMeal] : []))
        #expect(flags.first.map { $0.evidence.count } == (told ? 78 : nil))
    }

    @Test("a card is silent since it was last granted anything, as far back as the books go")
    func silence() throws {
        let meals = (0..<10).map {
            AuditSample.meal("D1", day: $0 % 6, second: 30_000 + $0 * 3_000)
        }
        var registers = AuditRegisters()
        registers.enrolment = EnrolledDiners([AuditSample.diner("D1", in: "310107001")])
        #expect(try AuditSample.flags(meals, registers).isEmpty, "nobody knows since when")
        registers.booksFrom = AuditSample.monday + -60
        #expect(rules(try AuditSample.flags(meals, registers)) == [.awakened])
        registers.lastSeen = ["D1": AuditSample.monday + -59]
        #expect(try AuditSample.flags(meals, registers).isEmpty)
        registers.lastSeen = ["D1": AuditSample.monday + -60]
        let flags = try AuditSample.flags(meals, registers)
        #expect(flags.first?.words == "silent for 60 days, then 10 subsidised meals in a week")
        #expect(try AuditSample.flags(Array(meals.dropLast()), registers).isEmpty)
    }

    @Test("what is claimed is held against the policy's own limits, and only what is claimed")
    func limits() throws {
        func flags(_ second: Fen?) throws -> [AuditFlag] {
            try AuditSample.flags(
                [
                    AuditSample.meal(
                        "D1", second: 40_000, grants: [AuditSample.grant(claimed: Fen(300))]),
                    AuditSample.meal(
                        "D1", canteen: "C2", second: 62_000,
                        grants: [AuditSample.grant(claimed: second)]),
                    AuditSample.meal(
                        "D1", day: 1, second: 40_000,
                        grants: [AuditSample.grant(claimed: Fen(300))]),
                ], try AuditSample.registers())
        }
        let told = try flags(Fen(1))
        #expect(rules(told) == [.claimedBeyondLimit] && told[0].evidence.count == 2)
        // Suspended, taken back, or of a window that is not closed.
        #expect(try flags(.zero).isEmpty && flags(nil).isEmpty)
    }

    @Test("an institution's diner who moved home is none any more; the dead stay dead")
    func ends() throws {
        var registers = AuditRegisters()
        let monday = AuditSample.monday
        registers.note([
            AuditSample.diner(
                "D1", in: "310107001", from: monday, to: monday + 4, statuses: [.institution]),
            AuditSample.diner("D1", in: "310107001", from: monday + 5),
            AuditSample.diner(
                "D2", in: "310107001", from: monday, to: monday + 4, statuses: [.deceased]),
        ])
        let meals = [-1, 0, 4, 5].flatMap { day in
            [
                AuditSample.meal("D1", day: day, second: 40_000),
                AuditSample.meal("D2", day: day, second: 41_000),
            ]
        }
        let flags = try AuditSample.flags(meals, registers)
        #expect(
            flags.filter { $0.rule == .inInstitution }.map(\.day) == [monday, monday + 4])
        #expect(
            flags.filter { $0.rule == .afterDeath }.map(\.day) == [monday, monday + 4, monday + 5])
    }

    @Test(
        "the way between two canteens is shorter within a street",
        arguments: [(299, "310107001", true), (300, "310107001", false), (899, "310107002", true)])
    func ways(seconds: Int, street: String, told: Bool) throws {
        var registers = AuditRegisters()
        registers.canteens = [
            "C1": AuditSample.canteen("C1", street: "310107001"),
            "C2": AuditSample.canteen("C2", street: DivisionCode(street)),
        ]
        let flags = try AuditSample.flags(
            [
                AuditSample.meal("D1", second: 40_000),
                AuditSample.meal("D1", canteen: "C2", second: 40_000 + seconds),
            ], registers)
        #expect(rules(flags) == (told ? [.twoPlaces] : []))
    }

    @Test("a day whose deliveries are known dish by dish is not held against their sum")
    func recordedByDish() throws {
        var registers = AuditRegisters()
        registers.portions["C1"] = [AuditSample.monday: 3]
        let meals = (0..<6).map { AuditSample.meal(nil, second: 36_000 + $0 * 600, subsidy: 0) }
        #expect(rules(try AuditSample.flags(meals, registers)) == [.overCapacity])
        registers.recordedByDish["C1"] = [AuditSample.monday + 1]
        #expect(rules(try AuditSample.flags(meals, registers)) == [.overCapacity])
        registers.recordedByDish["C1"] = [AuditSample.monday]
        #expect(try AuditSample.flags(meals, registers).isEmpty)
    }

    @Test("seats count where deliveries are known too, for those who sat down and kept the meal")
    func seats() throws {
        var registers = AuditRegisters()
        registers.canteens["C1"] = AuditSample.canteen("C1", street: "310107001", seats: 1)
        registers.portions["C1"] = [AuditSample.monday: 100]
        func flags(_ seventh: AuditMeal) throws -> [AuditFlag] {
            try AuditSample.flags(
                (0..<6).map {
                    AuditSample.meal(nil, second: 36_000 + $0 * 600, subsidy: 0)
                } + [seventh], registers)
        }
        #expect(rules(try flags(AuditSample.meal(nil, second: 50_000))) == [.overCapacity])
        #expect(
            try flags(AuditSample.meal(nil, second: 50_000, channel: .takeAway)).isEmpty
                && flags(AuditSample.meal(nil, second: 50_000, portions: 0)).isEmpty)
    }

    @Test("closed days are known from closures, of one canteen or of all")
    func closures() throws {
        var registers = AuditRegisters()
        let meals = [
            AuditSample.meal(nil, second: 40_000, subsidy: 0),
            AuditSample.meal(nil, canteen: "C2", second: 40_000, subsidy: 0),
        ]
        registers.closures = [AuditClosure(day: AuditSample.monday, canteen: "C2")]
        #expect(try AuditSample.flags(meals, registers).map(\.subject) == ["C2"])
        registers.closures = [AuditClosure(day: AuditSample.monday, canteen: nil)]
        #expect(try AuditSample.flags(meals, registers).map(\.subject) == ["C1", "C2"])
        registers.closures = [AuditClosure(day: AuditSample.monday + 1, canteen: nil)]
        #expect(try AuditSample.flags(meals, registers).isEmpty)
    }

    @Test("a cashier's same cards again and again when no meal is served are told, others' are not")
    func oddTimes() throws {
        func meals(cards: Int, days: Int, period: MealPeriod) -> [AuditMeal] {
            (0..<cards).flatMap { card in
                (0..<days).map { day in
                    AuditSample.meal(
                        "D\(card)", day: day * 4, second: 53_000 + card * 100, period: period)
                }
            }
        }
        #expect(
            rules(try AuditSample.flags(meals(cards: 5, days: 3, period: .other), AuditRegisters()))
                == [.cashierCards])
        for meals in [
            meals(cards: 4, days: 3, period: .other), meals(cards: 5, days: 2, period: .other),
            meals(cards: 5, days: 3, period: .lunch),
        ] {
            #expect(try AuditSample.flags(meals, AuditRegisters()).isEmpty)
        }
    }
}
