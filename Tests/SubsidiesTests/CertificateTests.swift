import Meals
import Subsidies
import Testing

@Suite("A certificate")
struct CertificateTests {
    private func breaches(_ policy: Policy, _ law: PolicyCertificate.Law) -> [PolicyCertificate
        .Breach]
    {
        policy.certificate(upTo: Fen(2_000)).laws.first { $0.law == law }?.breaches ?? []
    }

    private func rules(
        _ subsidies: String, stacking: String = "best", base: String = "before-discount"
    )
        throws -> Policy
    {
        try Sample.policy("subsidies:\n" + subsidies, base: base, stacking: stacking)
    }

    @Test(
        "finds no breach in the sample of Putuo and names who gets nothing and where rules compete")
    func putuo() throws {
        let certificate = try Sample.putuo().certificate(upTo: Fen(3_000))
        #expect(certificate.breaches.isEmpty, "\(certificate.breaches.map(\.chinese))")
        #expect(
            certificate.gaps.map(\.who) == [
                "身份含已故或入住机构",
                "60 周岁及以上,身份不含已故、入住机构,户籍 无记录、在外,居住 无记录、在外",
                "60 周岁以下 或 无出生日期,身份不含已故、入住机构",
                "60 周岁及以上,身份不含已故、入住机构,户籍 31…,居住 无记录、在外,外带、送餐",
            ], "\(certificate.gaps.map(\.who))")
        #expect(certificate.overlaps.map(\.rules) == [["A", "B"], ["A", "C"]])
        let winners = certificate.overlaps[0].winners
        #expect(winners.map(\.rules) == [[], ["A"]])
        #expect(winners[1].from == Fen(800) && winners[1].to == Fen(3_000))
        #expect(certificate.page(digest: "00").count <= 60)
    }

    @Test("counts as many cells as the axes have places, and every fen to ¥200.00")
    func extent() throws {
        let certificate = try rules(
            """
              - {id: S, when: {age: {from: 60}, statuses: [dibao]}, benefit: {amount: "1.00"}, funders: {city: "1"}}
            """
        ).certificate()
        // No birth date and three days around 60; dibao or not, each with neither, one or both of
        // the excluding ones; 3 channels, 4 periods, 3 day types, 2 venues.
        #expect(certificate.cells == 4 * 7 * 3 * 4 * 3 * 2)
        #expect(certificate.amounts == 0...20_000 && certificate.combinations == 2)
    }

    @Test("names the fen at which spending more gets less, where an earlier rule takes over")
    func moreSpent() throws {
        let policy = try rules(
            """
              - {id: high, spend: {at_least: "15.00"}, benefit: {amount: "2.00"}, funders: {city: "1"}}
              - {id: low, spend: {at_least: "8.00"}, benefit: {amount: "5.00"}, funders: {city: "1"}}
            """, stacking: "first")
        let found = breaches(policy, .moreSpent)
        #expect(found.count == 1 && found[0].gross == Fen(1500))
        #expect(found[0].gets == Fen(200) && found[0].thanGets == Fen(500))
        #expect(found[0].rules == ["high"] && found[0].thanRules == ["low"])
    }

    @Test("names the least amount at which the older gets less, as a threshold after discount does")
    func older() throws {
        let policy = try Sample.putuo((from: "before-discount", to: "after-discount"))
        let found = breaches(policy, .older)
        // A 低保 at 79: 8.89 × 0.9 = 8.001, half up 8.00, which A asks for; at 80 it is 7.56.
        #expect(found.map(\.gross) == [Fen(889), Fen(1667)], "\(found.map(\.chinese))")
        #expect(found.first?.thanGets == Fen(589) && found.first?.gets == Fen(133))
        // ¥16.67 × 0.9 = 15.003: 1.67 + 2.00; at 80 it is 14.17 and 2.50 alone.
        #expect(found.last?.thanGets == Fen(367) && found.last?.gets == Fen(250))
    }

    @Test("names who gets less for being poorer")
    func poorer() throws {
        let policy = try rules(
            """
              - {id: poor, when: {statuses: [dibao]}, benefit: {amount: "4.00"}, funders: {city: "1"}}
              - {id: any, when: {age: {from: 90}}, benefit: {amount: "5.00"}, funders: {city: "1"}}
            """, stacking: "first")
        let found = breaches(policy, .poorer)
        #expect(found.count == 1 && found[0].gross == Fen(401), "\(found.map(\.chinese))")
        #expect(found[0].who.contains("低保") && !found[0].than.contains("身份 低保"))
        #expect(
            breaches(
                try rules(
                    """
                      - {id: poor, when: {statuses: [dibao]}, benefit: {amount: "4.00"}, funders: {city: "1"}}
                      - {id: any, when: {age: {from: 90}}, benefit: {amount: "5.00"}, funders: {city: "1"}}
                    """), .poorer
            ).isEmpty)
        let milder = try rules(
            """
              - {id: edge, when: {statuses: [dibao-edge]}, benefit: {amount: "3.00"}, funders: {city: "1"}}
              - {id: poor, when: {statuses: [dibao]}, benefit: {amount: "2.00"}, funders: {city: "1"}}
            """)
        #expect(breaches(milder, .poorer).map(\.gross) == [Fen(201)])
    }

    @Test(
        "knows of every breach that a search through made-up meals finds",
        arguments: 0..<(Sample.isQuick ? 1 : 4))
    func againstSearch(seed: UInt64) throws {
        var maker = PolicyMaker(random: SeededRandom(seed: 900 + seed))
        for _ in 0..<(Sample.isQuick ? 1 : 6) {
            let document = maker.policy()
            let policy = try Policy(yaml: document.yaml, file: "made-up.yaml")
            let laws = policy.certificate(upTo: Fen(1600)).laws
            for _ in 0..<300 {
                guard let diner = maker.diner() else { continue }
                let meal = maker.meal()
                for (law, other, richer) in alike(diner, meal) {
                    let less = policy.decide(meal, diner)
                    let more = policy.decide(richer, other)
                    guard more.discount + more.subsidy < less.discount + less.subsidy else {
                        continue
                    }
                    let known = laws.first { $0.law == law }?.breaches ?? []
                    #expect(known.contains { $0.gross <= richer.gross }, "\(law) \(document.yaml)")
                }
            }
        }
    }

    /// The same meal with one fen more, of an older diner, and of one with one hardship more.
    private func alike(
        _ diner: Diner, _ meal: Meal
    ) -> [(PolicyCertificate.Law, Diner, Meal)] {
        let richer = Meal(
            day: meal.day, secondOfDay: meal.secondOfDay, channel: meal.channel,
            gross: meal.gross + Fen(1), venue: meal.venue, street: meal.street)
        func like(birth: Day?, _ statuses: Set<Status>) -> Diner {
            Diner(
                id: diner.id, birth: birth, hukou: diner.hukou, residence: diner.residence,
                statuses: statuses, validFrom: diner.validFrom)
        }
        var cases = [(PolicyCertificate.Law.moreSpent, diner, richer)]
        if let birth = diner.birth {
            cases.append((.older, like(birth: birth + -2_000, diner.statuses), meal))
        }
        for status in [Status.minimumLiving, .destitute, .veteran] {
            cases.append((.poorer, like(birth: diner.birth, diner.statuses.union([status])), meal))
        }
        return cases
    }
}
