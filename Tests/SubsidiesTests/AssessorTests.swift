import Meals
import Subsidies
import Testing

@Suite("Meals assessed in a row")
struct AssessorTests {
    /// Days around the ends of weeks, months, years and a leap day, and some between.
    private static let days = [
        "2027-12-30", "2027-12-31", "2028-01-01", "2028-01-02", "2028-01-03", "2028-01-31",
        "2028-02-01", "2028-02-28", "2028-02-29", "2028-03-01", "2028-03-05", "2028-03-06",
        "2028-11-30", "2028-12-01", "2028-12-31", "2029-01-01", "2029-12-31",
    ]

    private func facts(_ day: Day, _ period: MealPeriod) -> MealFacts {
        MealFacts(
            day: DayFacts(day, WorkCalendar()), period: period, channel: .dineIn, venue: .canteen,
            street: "310107001")
    }

    @Test(
        "share a limit exactly where an earlier use lies in the same window",
        arguments: LimitWindow.allCases)
    func windows(window: LimitWindow) throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{amount: "3.00", per: \(window)}], \
            funders: {city: "1"}}
            """)
        let limit = Limit(window: window, measure: .amount(Fen(300)))
        var assessor = Assessor(policy)
        let diner = DinerFacts(Sample.diner())
        let days = AssessorTests.days.compactMap { Day($0) }
        for (place, first) in days.enumerated() {
            for second in days[place...] {
                for period in [MealPeriod.lunch, .dinner, .other] {
                    assessor.begin()
                    assessor.assess(Fen(1000), of: diner, at: facts(first, .lunch))
                    #expect(assessor.subsidy == Fen(200))
                    assessor.assess(Fen(1000), of: diner, at: facts(second, period))
                    let use = RuleUse(
                        rule: "S", day: first, period: .lunch, count: 1, amount: Fen(200))
                    let shares = limit.covers(day: second, period: period, use: use)
                    #expect(
                        assessor.subsidy == (shares ? Fen(100) : Fen(200)), "\(first) \(second)")
                }
            }
        }
    }

    @Test("begin anew with each diner, and count what was granted before they began")
    func diners() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{count: 2, per: day}], \
            funders: {city: "1"}}
            """)
        var assessor = Assessor(policy)
        let (diner, day) = (DinerFacts(Sample.diner()), try Sample.meal().day)
        func subsidies() -> [Fen] {
            (0..<3).map { _ in
                assessor.assess(Fen(1000), of: diner, at: facts(day, .lunch))
                return assessor.subsidy
            }
        }
        #expect(subsidies() == [Fen(200), Fen(200), .zero])
        assessor.begin()
        #expect(subsidies() == [Fen(200), Fen(200), .zero])
        assessor.begin()
        assessor.count(Fen(200), of: 0, on: DayFacts(day, WorkCalendar()), .dinner)
        #expect(subsidies() == [Fen(200), .zero, .zero])
        #expect(assessor.ruleNames == ["S"])
    }

    @Test("ask of a diner what the roster row says of each day")
    func validity() throws {
        let first = try Sample.meal().day
        for last in [nil, first, first + 3] as [Day?] {
            let diner = Diner(
                id: "D", birth: nil, hukou: nil, residence: nil, statuses: [], validFrom: first,
                validTo: last)
            for offset in -2...6 {
                #expect(
                    DinerFacts(diner).isValid(on: first + offset)
                        == diner.isValid(on: first + offset))
            }
        }
    }
}
