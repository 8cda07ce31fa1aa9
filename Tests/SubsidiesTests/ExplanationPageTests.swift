import Meals
import Subsidies
import Testing

@Suite("The page of an explanation")
struct ExplanationPageTests {
    private static let rules = """
        source: {verified_until: 2026-03-11}
        discounts:
          - {id: a, title: 老人, when: {age: {from: 60, below: 80}}, pay_rate: "0.875"}
          - {id: b, when: {residence: ["310107"]}, pay_rate: "2/3"}
          - {id: c, pay_rate: "1"}
        subsidies:
          - id: S
            title: 低保
            when: {statuses: [dibao, tekun], age: {from: 60, below: 61}}
            spend: {at_least: "8.00"}
            benefit: {amount: "5.00"}
            limits: [{count: 2, per: day}, {amount: "9.00", per: month}]
            funders: {city: "1/3", street: "2/3"}
          - id: T
            when: {not_statuses: [veteran], place: [home-street, home-district]}
            spend: {more_than: "5.00"}
            benefit: {rate: "0.25", at_most: "3.00"}
            limits: [{count: 1, per: meal}]
            funders: {city: "1"}
          - id: U
            when:
              hukou: ["31", "320107"]
              channel: [take-away, delivery]
              period: [lunch, other]
              weekday: [workday, holiday]
              venue: [point]
            benefit: {pay: "1.00"}
            limits: [{amount: "9.00", per: week}]
            funders: {city: "1"}
          - {id: V, when: {residence: ["310107"]}, benefit: {rate: "1/3"}, funders: {city: "1"}}
        """

    private func page(
        _ meal: Meal, _ diner: Diner?, after uses: [RuleUse] = [], stacking: String = "best"
    ) throws -> String {
        let policy = try Sample.policy(
            Self.rules, rounding: "down", base: "after-discount", stacking: stacking)
        return policy.explain(meal, for: diner, uses: uses, calendar: WorkCalendar()).lines
            .joined(separator: "\n")
    }

    private let poor = Sample.diner(birth: "1966-03-11", statuses: [.minimumLiving])

    @Test("names the meal, the diner, the policy and every rule with what became of it")
    func best() throws {
        #expect(
            try page(try Sample.meal("20.00", at: (8, 5)), poor) == """
                餐次  2026-03-11 星期三 08:05,工作日,早餐,堂食,长者食堂(街道 310107001),消费 20.00 元
                就餐人 D1,1966-03-11 出生,当日 60 周岁,身份 低保,户籍 310107001,居住 310107001,\
                名册 1970-01-01 起有效
                政策  sample a sample,2025-01-01 至 2026-12-31 有效,就高不重复,门槛按优惠后金额,舍去到分
                优惠
                  – a 老人(第 14 行):符合条件,可得 2.50;b 得 6.67,就高不重复
                  ✓ b(第 15 行):付 20.00 × 2/3 = 13.33,优惠 6.67
                  – c(第 16 行):符合条件,可得 0.00;b 得 6.67,就高不重复
                补贴(优惠后 13.33 元)
                  ✓ S 低保(第 18 行):补贴 5.00,补 5.00
                      条件  年龄须为 60 周岁,身份须为 低保、特困
                      门槛  消费满 8.00,优惠后金额 13.33
                      限次  每日限 2 次,此前用 0 次,余 1 次
                      限次  每月限 9.00 元,此前用 0.00 元,余 4.00 元
                      出资  city 1.67,street 3.33
                  – T(第 25 行):符合条件,可得 3.00;S 得 5.00,就高不重复
                  – U(第 31 行):不适用,就餐方式须为 外带、送餐(when.channel),此餐为 堂食;\
                餐次须为 午餐、非餐时(when.period),此餐为 早餐;\
                场所须为 助餐点(when.venue),此餐为 长者食堂
                  – V(第 41 行):符合条件,可得 4.44;S 得 5.00,就高不重复
                结果  消费 20.00 = 优惠 6.67 + 补贴 5.00 + 自付 8.33(元)
                """)
    }

    @Test("names the facts that the register lacks, and what is left of a limit")
    func missingFacts() throws {
        let diner = Diner(
            id: "D2", birth: nil, hukou: "310107001", residence: nil,
            statuses: [.veteran, .livingAlone], validFrom: Day(number: 0),
            validTo: Day("2026-03-31"))
        let use = try Sample.use("U", on: "2026-03-09", .lunch, Fen(550))
        let meal = try Sample.meal("11.99", at: (12, 30), channel: .delivery, venue: .point)
        #expect(
            try page(meal, diner, after: [use]) == """
                餐次  2026-03-11 星期三 12:30,工作日,午餐,送餐,助餐点(街道 310107001),消费 11.99 元
                就餐人 D2,无出生日期,身份 独居、优抚,户籍 310107001,居住 无记录,\
                名册 1970-01-01 至 2026-03-31 有效
                政策  sample a sample,2025-01-01 至 2026-12-31 有效,就高不重复,门槛按优惠后金额,舍去到分
                优惠
                  – a 老人(第 14 行):不适用,年龄须为 60–79 周岁(when.age),此餐为 无出生日期
                  – b(第 15 行):不适用,居住地须在 310107(when.residence),此餐为 无居住地记录
                  – c(第 16 行):符合条件,但金额为 0
                补贴(优惠后 11.99 元)
                  – S 低保(第 18 行):不适用,年龄须为 60 周岁(when.age),此餐为 无出生日期;\
                身份须为 低保、特困(when.statuses),此餐为 优抚、独居
                  – T(第 25 行):不适用,身份不得为 优抚(when.not_statuses),此餐为 优抚、独居;\
                就餐地须为 本街道、本区其他街道(when.place),此餐为 无居住地记录
                  ✓ U(第 31 行):补贴 3.50,自付 1.00,其余补贴
                      条件  户籍须在 31、320107,就餐方式须为 外带、送餐,餐次须为 午餐、非餐时,\
                日别须为 工作日、节假日,场所须为 助餐点
                      限次  每自然周限 9.00 元,此前用 5.50 元,余 0.00 元
                      出资  city 3.50
                  – V(第 41 行):不适用,居住地须在 310107(when.residence),此餐为 无居住地记录
                结果  消费 11.99 = 优惠 0.00 + 补贴 3.50 + 自付 8.49(元)
                """)
    }

    @Test("says why no rule was asked, and what that comes to")
    func outside() throws {
        let gone = Diner(
            id: "L", birth: nil, hukou: nil, residence: nil, statuses: [],
            validFrom: Day(number: 0), validTo: Day("2026-03-10"))
        for (diner, yuan, reason) in [
            (nil, "12.00", "未刷卡或卡主不在名册:按公众价,不适用任何条款"),
            (gone, "12.00", "名册上当日没有此人的有效记录:按公众价,不适用任何条款"),
            (poor, "0.00", "消费为 0:没有可优惠或补贴的金额"),
        ] as [(Diner?, String, String)] {
            let lines = try page(try Sample.meal(yuan), diner).split(separator: "\n")
            #expect(lines.count == 5 && lines[3] == reason)
            #expect(lines[4] == "结果  消费 \(yuan) = 优惠 0.00 + 补贴 0.00 + 自付 \(yuan)(元)")
        }
        let later = try page(try Sample.meal("12.00", on: "2027-01-01"), poor)
        #expect(later.contains("\n政策当日不在有效期内:按公众价,不适用任何条款\n"))
    }

    @Test(
        "warns where the source was verified only up to an earlier day",
        arguments: [("2026-03-11", false), ("2026-03-12", true)])
    func verified(day: String, warned: Bool) throws {
        let page = try page(try Sample.meal(on: day), poor)
        #expect(page.contains("到分(注意:依据只核实到 2026-03-11)\n") == warned)
    }

    private func lines(
        _ rules: String, _ meal: Meal, after uses: [RuleUse] = [], stacking: String = "best",
        base: String = "before-discount"
    ) throws -> [String] {
        try Sample.policy(rules, base: base, stacking: stacking).explain(
            meal, for: Sample.diner(), uses: uses, calendar: WorkCalendar()
        ).lines
    }

    @Test("calls two that are worth the same a tie, and counts what each would give by itself")
    func ties() throws {
        let rules = """
            subsidies:
              - {id: S, benefit: {amount: "5.00"}, funders: {city: "1"}}
              - {id: T, benefit: {amount: "5.00"}, funders: {city: "1"}}
              - {id: U, benefit: {pay: "1.50"}, funders: {city: "1"}}
              - {id: V, benefit: {pay: "9.00"}, funders: {city: "1"}}
            """
        let lines = try lines(rules, try Sample.meal("6.00"))
        #expect(lines.contains("  – T(第 14 行):符合条件,可得 5.00;与 S 相同,先写的 S 优先"))
        #expect(lines.contains("  – U(第 15 行):符合条件,可得 4.50;S 得 5.00,就高不重复"))
        #expect(lines.contains("  – V(第 16 行):符合条件,但金额为 0"))
        #expect(!lines.contains { $0.hasPrefix("      条件") })
        let first = try self.lines(rules, try Sample.meal("6.00"), stacking: "first")
        #expect(first.contains("  – T(第 14 行):符合条件;S 写在前面,已给"))
        let all = try self.lines(rules, try Sample.meal("10.00"), stacking: "all")
        #expect(all.contains("  – U(第 15 行):符合条件;已无须再付,不再补贴"))
        #expect(all.last == "结果  消费 10.00 = 优惠 0.00 + 补贴 10.00 + 自付 0.00(元)")
    }

    @Test(
        "says what the spend is that does not reach a threshold",
        arguments: [
            ("before-discount", "优惠前金额只有 7.00"), ("after-discount", "优惠后金额只有 3.50"),
        ])
    func threshold(base: String, phrase: String) throws {
        let lines = try lines(
            """
            discounts: [{id: d, pay_rate: "0.5"}]
            subsidies:
              - {id: S, spend: {more_than: "7.00"}, benefit: {amount: "1.00"}, funders: {city: "1"}}
            """, try Sample.meal("7.00"), base: base)
        #expect(lines.contains("  – S(第 14 行):未达门槛,消费超过 7.00,\(phrase)"), "\(lines)")
    }

    @Test(
        "names the minute of the meal, also at the full hour",
        arguments: [(12, 0), (0, 0), (9, 59)])
    func clock(hour: Int, minute: Int) throws {
        let lines = try lines("subsidies: []", try Sample.meal(at: (hour, minute)))
        let clock = "\(hour.padded(2)):\(minute.padded(2))"
        #expect(lines.contains { $0.hasPrefix("餐次  2026-03-11") && $0.contains(" \(clock)") })
    }

    @Test("of all rules in turn says that nothing is left to pay once discount and grants cover it")
    func covered() throws {
        let lines = try lines(
            """
            discounts: [{id: d, pay_rate: "0.5"}]
            subsidies:
              - {id: S, benefit: {amount: "3.00"}, funders: {city: "1"}}
              - {id: T, benefit: {amount: "3.00"}, funders: {city: "1"}}
              - {id: U, benefit: {amount: "3.00"}, funders: {city: "1"}}
            """, try Sample.meal("10.00"), stacking: "all")
        let rule = try #require(lines.first { $0.contains(" U(") })
        #expect(rule == "  – U(第 16 行):符合条件;已无须再付,不再补贴", "\(lines)")
    }

    @Test("counts for a limit the uses of its own rule in its own window, reversals taken off")
    func uses() throws {
        let rules = """
            subsidies:
              - {id: S, benefit: {amount: "2.00"}, limits: [{count: 3, per: day}, \
            {amount: "6.00", per: week}], funders: {city: "1"}}
            """
        let earlier = [
            try Sample.use("S", on: "2026-03-11", .lunch, Fen(200)),
            try Sample.use("T", on: "2026-03-11", .lunch, Fen(200)),
            try Sample.use("S", on: "2026-03-09", .lunch, Fen(150)),
            try Sample.use("S", on: "2026-03-08", .lunch, Fen(200)),
        ]
        let lines = try lines(rules, try Sample.meal(), after: earlier)
        #expect(lines.contains("      限次  每日限 3 次,此前用 1 次,余 1 次"), "\(lines)")
        #expect(lines.contains("      限次  每自然周限 6.00 元,此前用 3.50 元,余 0.50 元"))
        let more = try Sample.use("S", on: "2026-03-10", .lunch, Fen(250))
        let used = try self.lines(rules, try Sample.meal(), after: earlier + [more])
        #expect(
            used.contains("  – S(第 13 行):额度用完,每自然周限 6.00 元,此前用 6.00 元,余 0.00 元"),
            "\(used)")
    }

    @Test(
        "writes a rate as a decimal of up to six places, else as a fraction",
        arguments: [
            ("1", "1"), ("0.5", "0.5"), ("3/8", "0.375"), ("0.05", "0.05"), ("0.120", "0.12"),
            ("0.000001", "0.000001"), ("0.0000001", "1/10000000"), ("1/3", "1/3"),
        ])
    func decimals(rate: String, written: String) throws {
        let lines = try lines(
            "subsidies: [{id: S, benefit: {rate: \"\(rate)\"}, funders: {city: 1}}]",
            try Sample.meal("999999999.99"))
        #expect(lines.contains { $0.hasSuffix(",补优惠后金额的 \(written)") }, "\(lines)")
    }

    @Test(
        "writes a band of ages with its last year",
        arguments: [
            ("{from: 60, below: 61}", "60 周岁"), ("{from: 60, below: 62}", "60–61 周岁"),
            ("{from: 60}", "60 周岁及以上"), ("{below: 60}", "60 周岁以下"),
        ])
    func ages(band: String, written: String) throws {
        let policy = try Sample.policy(when: "age: \(band), venue: [point]")
        let lines = policy.explain(
            try Sample.meal(), for: Sample.diner(birth: nil), uses: [], calendar: WorkCalendar()
        ).lines
        #expect(lines.contains { $0.contains("年龄须为 \(written)(when.age),此餐为 无出生日期") })
    }
}
