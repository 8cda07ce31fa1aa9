import Meals
import Subsidies
import Testing

@Suite("The funders of a grant")
struct FundingTests {
    @Test(
        "get floored shares, the first the remainder, and none of 0",
        arguments: [
            (
                "city: '1/3', district: '1/3', street: '1/3'", 100,
                ["city 34", "district 33", "street 33"]
            ),
            (
                "city: '3/11', district: '3/11', street: '5/11'", 1100,
                ["city 300", "district 300", "street 500"]
            ),
            (
                "city: '3/11', district: '3/11', street: '5/11'", 5,
                ["city 2", "district 1", "street 2"]
            ),
            ("city: '0.1', district: '0.9'", 1, ["city 1"]),
            ("city: '0', district: '1'", 7, ["district 7"]),
            ("charity: '1'", 1, ["charity 1"]),
        ])
    func split(funders: String, amount: Int64, shares: [String]) throws {
        let policy = try Sample.policy(
            """
            subsidies: [{id: S, benefit: {amount: "\(Fen(amount).yuan)"}, funders: {\(funders)}}]
            """)
        let decision = policy.decide(try Sample.meal("999.00"))
        #expect(
            decision.grants.flatMap(\.shares).map { "\($0.funder) \($0.amount.fen)" } == shares)
        #expect(decision.subsidy == Fen(amount))
    }

    @Test("share the largest amount by fractions of sixteen digits without overflow")
    func large() throws {
        let policy = try Sample.policy(
            """
            discounts: [{id: d, pay_rate: "0.99999999999999"}]
            subsidies:
              - {id: S, benefit: {rate: "0.99999999999999"}, \
            funders: {city: "0.99999999999999", street: "0.00000000000001"}}
            """)
        let decision = policy.decide(try Sample.meal("9999999999.99"))
        #expect(decision.grants.flatMap(\.shares).total(\.amount) == decision.subsidy)
        #expect(decision.payable >= .zero)
    }
}
