import Meals
import Subsidies
import Testing

@Suite("The Putuo sample of 2025")
struct PutuoTests {
    @Test(
        "pays the worked table to the fen, before and after discount",
        arguments: [
            (born: "1955-03-01", gross: "15.00", base: "before-discount", pays: "11.50", rule: "B"),
            (born: "1955-03-01", gross: "15.00", base: "after-discount", pays: "13.50", rule: ""),
            (born: "1945-03-01", gross: "16.00", base: "before-discount", pays: "10.60", rule: "C"),
            (born: "1945-03-01", gross: "16.00", base: "after-discount", pays: "13.60", rule: ""),
            (born: "1945-03-01", gross: "17.64", base: "before-discount", pays: "11.99", rule: "C"),
            (born: "1945-03-01", gross: "17.64", base: "after-discount", pays: "14.99", rule: ""),
            (born: "1945-03-01", gross: "17.65", base: "before-discount", pays: "12.00", rule: "C"),
            (born: "1945-03-01", gross: "17.65", base: "after-discount", pays: "12.00", rule: "C"),
            (born: "1945-03-01", gross: "20.00", base: "before-discount", pays: "14.00", rule: "C"),
            (born: "1945-03-01", gross: "20.00", base: "after-discount", pays: "14.00", rule: "C"),
        ])
    func table(
        _ row: (born: String, gross: String, base: String, pays: String, rule: String)
    ) throws {
        let policy = try Sample.putuo(
            (
                "threshold_base: before-discount", "threshold_base: \(row.base)"
            ))
        let decision = policy.decide(
            try Sample.meal(row.gross), Sample.diner(birth: row.born))
        #expect(decision.payable == (try Fen(row.pays)))
        #expect(decision.grants.map(\.rule).joined() == row.rule)
    }

    @Test("grants the hardship amount where it is worth more than the age amount")
    func hardshipIsHigher() throws {
        let decision = try Sample.putuo().decide(
            Sample.meal("20.00"), Sample.diner(birth: "1940-01-01", statuses: [.minimumLiving]))
        #expect(decision.grants.map(\.rule) == ["A"])
        #expect(decision.subsidy == Fen(500))
    }

    @Test("asks for a residence in the district for the discount and a Shanghai hukou for the rest")
    func residenceAndHukou() throws {
        let policy = try Sample.putuo()
        let guest = policy.decide(
            try Sample.meal(), Sample.diner(hukou: "320100", residence: "310107005"))
        #expect(guest.discountRule == "d80")
        #expect(guest.grants.isEmpty)
        let neighbour = policy.decide(
            try Sample.meal(), Sample.diner(hukou: "310110", residence: "310110001"))
        #expect(neighbour.discountRule == nil)
        #expect(neighbour.grants.map(\.rule) == ["C"])
    }

    @Test("knows its head, hours, limits and titles")
    func head() throws {
        let policy = try Sample.putuo()
        #expect(policy.id == "putuo-2025" && policy.title == "普陀区老年人助餐优惠与补贴")
        #expect(policy.status == .sample && policy.to == nil && policy.funders == ["district"])
        #expect(policy.from.description == "2025-12-22")
        #expect(policy.verifiedUntil?.description == "2026-12-31")
        #expect(policy.limits(ofRule: "A") == [Limit(window: .day, measure: .count(1))])
        #expect(policy.limits(ofRule: "d60").isEmpty && policy.limits(ofRule: "?").isEmpty)
        #expect(policy.title(ofRule: "d60") == "60–79 岁 9 折")
        #expect(policy.title(ofRule: "A") == "60 岁以上低保" && policy.title(ofRule: "?") == nil)
    }

    @Test("H25: works after the last day on which its source was verified")
    func verifiedUntil() throws {
        let decision = try Sample.putuo().decide(Sample.meal(on: "2027-01-01"))
        #expect(decision.subsidy == Fen(300))
    }
}
