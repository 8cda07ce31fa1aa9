import Meals
import Subsidies
import Testing

@Suite("A decision")
struct PolicyDecisionTests {
    @Test("gives the public neither discount nor subsidy, even where a rule asks for nothing")
    func publicPrice() throws {
        let policy = try Sample.policy(
            """
            discounts: [{id: d, pay_rate: "0.5"}]
            subsidies: [{id: S, benefit: {amount: "1.00"}, funders: {city: "1"}}]
            """)
        let meal = try Sample.meal("10.00")
        #expect(policy.decide(meal, nil) == Decision(publicPrice: Fen(1000)))
        let ended = Diner(
            id: "D", birth: nil, hukou: nil, residence: nil, statuses: [],
            validFrom: meal.day + -9, validTo: meal.day + -1)
        #expect(policy.decide(meal, ended) == Decision(publicPrice: Fen(1000)))
        #expect(policy.decide(meal, Sample.diner()).payable == Fen(400))
    }

    @Test("takes the best discount, a tie the first written, and none of 0")
    func bestDiscount() throws {
        let policy = try Sample.policy(
            """
            discounts:
              - {id: a, pay_rate: "0.90"}
              - {id: b, pay_rate: "0.85"}
              - {id: c, pay_rate: "17/20"}
              - {id: d, pay_rate: "1"}
            """)
        #expect(policy.decide(try Sample.meal("10.00")).discountRule == "b")
        #expect(policy.decide(try Sample.meal("10.00")).discount == Fen(150))
        // 0.01 × 0.85 rounds to 0.01: nothing is given.
        #expect(policy.decide(try Sample.meal("0.01")).discountRule == nil)
    }

    @Test(
        "rounds the discounted price once by the policy's rule",
        arguments: [
            ("half-up", "0.05", 3), ("half-even", "0.05", 2), ("down", "0.05", 2),
            ("up", "0.05", 3),
            ("half-up", "0.03", 2), ("half-even", "0.03", 2), ("down", "0.03", 1),
            ("up", "0.01", 1),
        ])
    func rounding(rule: String, gross: String, pays: Int64) throws {
        let policy = try Sample.policy("discounts: [{id: a, pay_rate: \"0.5\"}]", rounding: rule)
        #expect(policy.decide(try Sample.meal(gross)).payable == Fen(pays))
    }

    @Test(
        "rates the amount after discount up to a cap",
        arguments: [
            ("8.00", 200), ("10.50", 263), ("12.00", 300), ("13.00", 300),
        ])
    func guangzhou(gross: String, subsidy: Int64) throws {
        let rule = "benefit: {rate: \"0.25\", at_most: \"3.00\"}, funders: {city: \"1\"}"
        let policy = try Sample.policy("subsidies: [{id: S, \(rule)}]")
        #expect(policy.decide(try Sample.meal(gross)).subsidy == Fen(subsidy))
        let discounted = try Sample.policy(
            "discounts: [{id: d, pay_rate: \"0.5\"}]\nsubsidies: [{id: S, \(rule)}]")
        #expect(discounted.decide(try Sample.meal("10.00")).subsidy == Fen(125))
    }

    @Test(
        "brings the payment down to a price, and grants nothing below it",
        arguments: [
            ("12.00", 1100), ("1.01", 1), ("1.00", 0), ("0.50", 0),
        ])
    func pay(gross: String, subsidy: Int64) throws {
        let policy = try Sample.policy(
            "subsidies: [{id: S, benefit: {pay: \"1.00\"}, funders: {city: \"1\"}}]")
        let decision = policy.decide(try Sample.meal(gross))
        #expect(decision.subsidy == Fen(subsidy))
        #expect(decision.grants.isEmpty == (subsidy == 0))
    }

    @Test("never grants more than is left to pay")
    func cappedByBill() throws {
        let policy = try Sample.policy(
            "subsidies: [{id: S, benefit: {amount: \"15.00\"}, funders: {city: \"1\"}}]")
        let decision = policy.decide(try Sample.meal("6.00"))
        #expect(decision.subsidy == Fen(600) && decision.payable == .zero)
        #expect(policy.decide(try Sample.meal("0.00")).grants.isEmpty)
    }

    @Test(
        "tells `at_least` from `more_than` at the bound",
        arguments: [
            ("at_least", "4.99", false), ("at_least", "5.00", true),
            ("more_than", "5.00", false), ("more_than", "5.01", true),
        ])
    func threshold(word: String, gross: String, grants: Bool) throws {
        let policy = try Sample.policy(
            """
            subsidies: [{id: S, spend: {\(word): "5.00"}, benefit: {amount: "1.00"}, \
            funders: {city: "1"}}]
            """)
        #expect(policy.decide(try Sample.meal(gross)).grants.isEmpty == !grants)
    }

    private static let three = """
        subsidies:
          - {id: S, benefit: {amount: "2.00"}, limits: [{amount: "1.00", per: day}], \
        funders: {city: "1"}}
          - {id: T, benefit: {amount: "1.50"}, funders: {city: "1"}}
          - {id: U, benefit: {rate: "0.15"}, funders: {city: "1"}}
        """

    @Test(
        "stacks best (after caps and limits, a tie to the first written), all or first",
        arguments: [
            ("best", "10.00", ["T"], 150), ("best", "10.10", ["U"], 152),
            ("all", "10.00", ["S", "T", "U"], 400), ("all", "2.60", ["S", "T", "U"], 260),
            ("all", "2.50", ["S", "T"], 250), ("first", "10.00", ["S"], 100),
        ])
    func stacking(word: String, gross: String, rules: [String], subsidy: Int64) throws {
        let policy = try Sample.policy(Self.three, stacking: word)
        let decision = policy.decide(try Sample.meal(gross))
        #expect(decision.grants.map(\.rule) == rules)
        #expect(decision.subsidy == Fen(subsidy))
    }

    @Test(
        "passes a used-up rule over when it looks for the first or the best",
        arguments: [
            ("first", "T"), ("best", "T"), ("all", "T"),
        ])
    func usedUp(stacking: String, rule: String) throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{count: 1, per: day}], \
            funders: {city: "1"}}
              - {id: T, benefit: {amount: "1.50"}, funders: {city: "1"}}
            """, stacking: stacking)
        let decision = policy.decide(
            try Sample.meal(), after: [try Sample.use(on: "2026-03-11")])
        #expect(decision.grants.map(\.rule) == [rule])
    }

    @Test("leaves the diner a price under `pay` that counts what other rules granted")
    func payAfterOthers() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, benefit: {amount: "4.00"}, funders: {city: "1"}}
              - {id: T, benefit: {pay: "5.00"}, funders: {city: "1"}}
            """, stacking: "all")
        let decision = policy.decide(try Sample.meal("12.00"))
        #expect(decision.grants.map(\.amount) == [Fen(400), Fen(300)])
        #expect(decision.payable == Fen(500))
    }
}
