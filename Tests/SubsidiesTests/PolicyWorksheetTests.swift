import Meals
import Subsidies
import Testing

@Suite("A worksheet")
struct PolicyWorksheetTests {
    private func worksheet(_ policy: Policy) -> PolicyWorksheet {
        PolicyWorksheet(
            policy: policy, calendar: WorkCalendar(),
            roster: [Sample.diner("D1"), Sample.diner("D2")],
            canteens: [
                Canteen(
                    id: "C1", name: "one", kind: .canteen, street: "310107001",
                    merchant: "123456789012345", terminals: [], kitchen: "K1", seats: 1)
            ])
    }

    @Test("counts limits in file order and writes amounts, rules and funders")
    func evaluation() throws {
        let policy = try Sample.policy(
            """
            discounts: [{id: d, when: {channel: [dine-in]}, pay_rate: "0.9"}]
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{count: 1, per: day}], \
            funders: {street: "1/2", city: "1/2"}}
              - {id: T, benefit: {amount: "0.01"}, funders: {city: "1/2", charity: "1/2"}}
            """, stacking: "all")
        let answer = try worksheet(policy).evaluate(
            Array(
                """
                gross,meal,sold_at,canteen,diner,channel
                10.00,m1,2026-03-11T12:00:00,C1,D1,
                10,m2,2026-03-11T18:00:00+08:00,C1,D1,take-away
                10,m3,2026-03-11T17:00:00Z,C1,D1,delivery
                10,m4,2026-03-11T12:00,C1,D9,dine-in
                10,m5,2026-03-11T12:00,C1,,
                10,"m,6",2026-03-11 12:00,C1,D2,
                0,m7,2026-03-11 12:00,C1,D2,
                """.utf8), file: "m.csv")
        #expect(
            answer.csv == """
                meal,gross,discount,subsidy,payable,rules,funders
                m1,10.00,1.00,2.01,6.99,S;T,street=1.00;city=1.01
                m2,10.00,0.00,0.01,9.99,T,city=0.01
                m3,10.00,0.00,2.01,7.99,S;T,street=1.00;city=1.01
                m4,10.00,0.00,0.00,10.00,,
                m5,10.00,0.00,0.00,10.00,,
                "m,6",10.00,1.00,2.01,6.99,S;T,street=1.00;city=1.01
                m7,0.00,0.00,0.00,0.00,,

                """)
    }

    @Test("warns of meals outside the policy's time and after its source was verified")
    func warnings() throws {
        let policy = try Sample.putuo(
            (from: "{from: 2025-12-22}", to: "{from: 2025-12-22, to: 2027-03-01}"))
        let answer = try worksheet(policy).evaluate(
            Array(
                """
                meal,sold_at,canteen,diner,channel,gross
                m1,2025-12-21T12:00,C1,D1,,10.00
                m2,2026-12-31T12:00,C1,D1,,10.00
                m3,2027-01-01T12:00,C1,D1,,10.00
                m4,2027-03-01T12:00,C1,D1,,10.00
                m5,2026-12-30T12:00,C1,D1,,10.00
                m6,2026-03-30T12:00,C1,D1,,10.00
                """.utf8), file: "m.csv")
        #expect(answer.warnings.count == 2, "\(answer.warnings)")
        #expect(
            answer.warnings[0].hasPrefix("2 meals lie outside")
                && answer.warnings[1].hasPrefix("1 meals lie after 2026-12-31"))
    }

    @Test("warns of nothing where every meal lies in the policy's time, and of a single one")
    func fewWarnings() throws {
        let policy = try Sample.putuo()
        func warnings(_ day: String) throws -> [String] {
            try worksheet(policy).evaluate(
                Array("meal,sold_at,canteen,diner,channel,gross\nm,\(day)T12:00,C1,D1,,9\n".utf8),
                file: "m.csv"
            ).warnings
        }
        #expect(try warnings("2026-12-31").isEmpty)
        #expect(try warnings("2025-12-21").count == 1 && warnings("2027-01-01").count == 1)
    }

    @Test("counts each grant once against its limit")
    func counting() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{count: 2, per: day}], \
            funders: {city: "1"}}
            """)
        let csv = """
            meal,sold_at,canteen,diner,channel,gross
            m1,2026-03-11T11:00,C1,D1,,10.00
            m2,2026-03-11T12:00,C1,D1,,10.00
            m3,2026-03-11T13:00,C1,D1,,10.00

            """
        let answer = try worksheet(policy).evaluate(Array(csv.utf8), file: "m.csv").csv
        #expect(
            answer.split(separator: "\n").map { $0.contains(",S,") } == [false, true, true, false])
    }

    @Test("explains one meal with the limits counted up to it")
    func explanation() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{count: 1, per: day}], \
            funders: {city: "1"}}
            """)
        let csv = Array(
            """
            meal,sold_at,canteen,diner,channel,gross
            m1,2026-03-11T12:00,C1,D1,,10.00
            m2,2026-03-11T18:00,C1,D1,,10.00
            """.utf8)
        func amount(_ meal: String) throws -> Fen? {
            try worksheet(policy).explain(meal, of: csv, file: "m.csv")?.subsidies.first?.verdict
                .amount
        }
        #expect(try amount("m1") == Fen(200) && amount("m2") == .zero && amount("m3") == nil)
    }

    @Test("reports every problem of the table at once")
    func refusals() throws {
        let worksheet = worksheet(try Sample.policy(""))
        let found = problems { () throws(Problems) in
            _ = try worksheet.evaluate(
                Array(
                    """
                    meal,sold_at,canteen,diner,channel,gross
                    m1,noon,C9,,tube,1.234
                    ,2026-03-11T12:00,C1,,,1
                    m1,2026-03-11T12:00,C1,,,1
                    """.utf8), file: "m.csv")
        }
        #expect(
            found == [
                "m.csv:2: sold_at: 'noon' is not a time (write 2026-11-23T11:30:00)",
                "m.csv:2: canteen: 'C9' is not in the list of canteens",
                "m.csv:2: channel: 'tube' is not one of dine-in, take-away, delivery",
                "m.csv:2: gross: '1.234' is not an amount in yuan (write 15.00)",
                "m.csv:3: meal: is empty; each meal needs a name of its own",
                "m.csv:4: meal: 'm1' is on line 2 already",
            ])
    }
}
