import Meals
import Testing

@testable import Supply

@Suite("plan.yaml")
struct PlanRulesTests {
    private func rules(_ yaml: String) throws(Problems) -> PlanRules {
        try PlanRules(yaml: yaml, file: "plan.yaml")
    }

    @Test("a kitchen out of service cooks nothing, and its canteens go to the others")
    func outOfService() throws {
        let rules = try rules("capacity: {K1: 0, K2: 6000}\n")
        #expect(rules.capacity == ["K1": 0, "K2": 6000])
        let canteen = Canteen(
            id: "c1", name: "一", kind: .canteen, street: "310110012",
            merchant: "999290058120001", terminals: ["AA000001"], kitchen: "K1", seats: 40)
        let sites = try Sites(
            csv: Array("site,x,y\nc1,0,0\nK1,0,1\nK2,9,9\n".utf8), file: "s.csv")
        let assignment = KitchenAssignment(
            [canteen], load: ["c1": [.lunch: 40]], sites: sites, rules: rules)
        #expect(assignment.kitchen["c1"] == "K2")
    }

    @Test(
        "what cannot be meant is refused with its line",
        arguments: [
            ("early_share: \"0\"\n", "plan.yaml:1: early_share: write a share above 0 and below 1"),
            ("early_share: \"2\"\n", "plan.yaml:1: early_share: write a share above 0 and below 1"),
            ("capacity: {\"\": 100}\n", "plan.yaml:1: capacity.: '' is no kitchen's name"),
            ("capacity: {\" \": 100}\n", "plan.yaml:1: capacity. : ' ' is no kitchen's name"),
            ("capacity: {K1: -1}\n", "plan.yaml:1: capacity.K1: '-1' is not a whole number from 0"),
            (
                "waste: \"5.00\"\nsecond_dispatch: {lunch: \"10:00\"}\n",
                "plan.yaml:2: second_dispatch.lunch: the second dispatch of lunch at 10:00 is not "
                    + "after the first at 10:00"
            ),
            (
                "second_dispatch:\n  breakfast: \"05:00\"\ndispatch:\n  breakfast: \"05:30\"\n",
                "plan.yaml:2: second_dispatch.breakfast: the second dispatch of breakfast at 05:00"
            ),
            (
                "dispatch:\n  lunch: \"12:00\"\n",
                "plan.yaml:2: dispatch.lunch: the second dispatch of lunch at 11:40 is not after"
            ),
        ])
    func refused(yaml: String, complaint: String) throws {
        let problems = try #require(throws: Problems.self) { try rules(yaml) }
        #expect(problems.all.count == 1)
        #expect(problems.description.hasPrefix(complaint), "\(problems)")
    }

    @Test("a second dispatch a minute after the first is one") func minute() throws {
        #expect(throws: Never.self) { try rules("second_dispatch: {lunch: \"10:01\"}\n") }
    }

    @Test("what is below the law is told with its line and taken all the same")
    func belowTheLaw() throws {
        let yaml = "least_celsius: 59\nsample_grams: 124\nsample_hours: 47\n"
        let low = try rules(yaml)
        #expect((low.leastCelsius, low.sampleGrams, low.sampleHours) == (59, 124, 47))
        #expect(
            low.findings.map(\.description) == [
                "plan.yaml:1: least_celsius: 59 is below the law: Shanghai's rules for box meals ask "
                    + "for 60 °C",
                "plan.yaml:2: sample_grams: 124 is below the law: GB 31654-2021 asks for 125 g of "
                    + "each dish",
                "plan.yaml:3: sample_hours: 47 is below the law: GB 31654-2021 asks for 48 hours",
            ])
        #expect(
            try rules("least_celsius: 60\nsample_grams: 125\nsample_hours: 48\n").findings.isEmpty)
        var shelf = Shelf()
        shelf.plan = yaml
        #expect(shelf.complaints == [])
        #expect(try shelf.book().planRules.findings.count == 3)
    }
}
