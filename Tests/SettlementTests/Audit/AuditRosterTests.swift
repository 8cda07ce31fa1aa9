import Meals
import Settlement
import Subsidies
import Testing

@Suite("An audit beside the roster and the policies' thresholds")
struct AuditRosterTests {
    private static let street: DivisionCode = "310107001"

    /// So many of a street's 40 who are enrolled for rule C came to its canteen on one day.
    private func crowd(
        _ count: Int, residence: DivisionCode = street, enrolled: Int = 40
    ) throws -> [AuditFlag] {
        var registers = try AuditSample.registers()
        registers.canteens["C1"] = AuditSample.canteen("C1", street: Self.street)
        // A district of others whom the rule is for, and younger ones in the street.
        registers.enrolment = EnrolledDiners(
            (0..<enrolled).map { AuditSample.diner("D\($0)", in: residence) }
                + (0..<400).map { AuditSample.diner("E\($0)", in: "310107009") }
                + (0..<400).map { number in
                    Diner(
                        id: DinerID("Y\(number)"), birth: Day(year: 1960, month: 1, day: 1),
                        hukou: "310107001", residence: Self.street, statuses: [],
                        validFrom: AuditSample.monday + -900)
                })
        let meals = (0..<count).map { guest in
            AuditSample.meal(
                "D\(guest)", second: 36_000 + guest * 61, gross: 1_600 + Int64(guest),
                grants: [AuditSample.grant()])
        }
        return try AuditSample.flags(meals, registers)
    }

    @Test("more of a street's people of one class than come in a day are told, half of them not")
    func attendance() throws {
        #expect(try crowd(20).isEmpty)
        let flags = try crowd(21)
        #expect(flags.map(\.rule) == [.aboveRoster] && flags[0].subject == "C1")
        #expect(flags[0].words.contains("21 of 40 enrolled in street 310107001"))
        // Few are never too many, and guests from elsewhere say nothing of the street.
        #expect(try crowd(9, enrolled: 10).isEmpty && crowd(10, enrolled: 10).count == 1)
        #expect(try crowd(21, residence: "310107002").isEmpty)
    }

    @Test("whoever is not on the roster that day and gets a subsidy is told")
    func strangers() throws {
        var registers = try AuditSample.registers()
        let monday = AuditSample.monday
        registers.enrolment = EnrolledDiners([
            AuditSample.diner("D1", in: Self.street, from: monday, to: monday + 1)
        ])
        let flags = try AuditSample.flags(
            (-1...2).map { AuditSample.meal("D1", day: $0, second: 40_000) }
                + [AuditSample.meal("D2", day: 3, second: 40_000, subsidy: 0)], registers)
        #expect(flags.map(\.rule) == [.aboveRoster, .aboveRoster])
        #expect(flags.map(\.day) == [monday + -1, monday + 2])
    }

    @Test("a policy's own threshold is read from its document")
    func spend() throws {
        let spend = try AuditSample.spend()
        #expect(spend.isExactly("A", gross: Fen(800), discount: .zero) == true)
        #expect(spend.isExactly("C", gross: Fen(1_500), discount: Fen(225)) == true)
        #expect(spend.isExactly("C", gross: Fen(1_501), discount: .zero) == false)
        #expect(spend.isExactly("none", gross: Fen(1_500), discount: .zero) == nil)
        let after = try SpendThresholds(
            yaml: """
                threshold_base: after-discount
                subsidies: [{id: M, spend: {more_than: "5.00"}}, {id: N}]
                """, file: "p")
        #expect(after.isExactly("M", gross: Fen(601), discount: Fen(100)) == true)
        #expect(after.isExactly("M", gross: Fen(501), discount: Fen(100)) == false)
        #expect(after.isExactly("N", gross: Fen(501), discount: .zero) == nil)
    }

    @Test("baskets at the threshold are told where they are far more than elsewhere")
    func hugging() throws {
        func meals(_ canteen: CanteenID, exact: Int, of count: Int) -> [AuditMeal] {
            (0..<count).map { place in
                AuditSample.meal(
                    "\(canteen)\(place)", canteen: canteen, second: 36_000 + place * 61,
                    gross: 1_500 + Int64(place),
                    grants: [AuditSample.grant(isAtThreshold: place < exact)],
                    cashier: "")
            }
        }
        func told(_ meals: [AuditMeal]) throws -> [String] {
            try AuditSample.flags(meals, AuditRegisters()).map(\.subject)
        }
        let usual = meals("C2", exact: 3, of: 20)
        #expect(try told(meals("C1", exact: 12, of: 20) + usual) == ["C1"])
        #expect(try told(meals("C1", exact: 9, of: 15) + usual).isEmpty, "too few")
        #expect(try told(meals("C1", exact: 12, of: 21) + usual).isEmpty, "too small a share")
        // A set meal at exactly 15.00 that everybody takes is nobody's trick.
        #expect(
            try told(meals("C1", exact: 12, of: 20) + meals("C2", exact: 7, of: 20)).isEmpty)
        let diner = (0..<12).map {
            AuditSample.meal(
                "D1", day: $0, second: 40_000, gross: 1_500,
                grants: [AuditSample.grant(isAtThreshold: true)])
        }
        #expect(try told(diner) == ["D1"])
        #expect(try told(Array(diner.dropLast())).isEmpty)
    }

    @Test(
        "thresholds need every figure, and none that makes no sense",
        arguments: [
            ("burst_seconds: 30", "burst_seconds: 0"),
            ("same_basket_seconds: 300", "same_basket_seconds: 0"),
            ("burst_seconds: 30", "burst_seconds: 99999999999999999"),
            ("attendance_percent: 50", "attendance_percent: 101"),
            ("lookback_days: 90", "lookback_days: 66"),
            ("opens: \"05:30\"", "opens: \"21:00\""),
            ("hours: {}", "hours: {C1: {opens: \"09:00\", closes: \"09:00\"}}"),
            ("meals_per_day: 3\n", ""),
        ])
    func thresholds(_ right: String, _ wrong: String) throws {
        let yaml = try AuditSample.yaml()
        #expect(yaml.contains(right))
        #expect(throws: Problems.self) {
            try AuditThresholds(yaml: yaml.replacing(right, with: wrong), file: "t")
        }
    }

    @Test("a canteen's own hours stand before the usual ones")
    func hours() throws {
        let yaml = try AuditSample.yaml().replacing(
            "hours: {}", with: "hours: {C2: {opens: \"06:00\", closes: \"14:00\"}}")
        let meals = ["C1", "C2"].map {
            AuditSample.meal(nil, canteen: CanteenID($0), second: 50_400, subsidy: 0)
        }
        let flags = Audit.flags(
            meals, registers: AuditRegisters(),
            thresholds: try AuditThresholds(yaml: yaml, file: "t"))
        #expect(flags.map(\.canteen) == ["C2"] && flags[0].rule == .outsideHours)
    }
}
