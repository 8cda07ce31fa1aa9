import Meals
import Subsidies
import Testing

@Suite("The page of a certificate")
struct CertificatePageTests {
    @Test("names what was tried, the laws with counter-examples, who gets nothing, who competes")
    func rich() throws {
        let policy = try Sample.policy(
            """
            source: {verified_until: 2026-06-30}
            discounts:
              - {id: a, when: {age: {from: 60, below: 61}}, pay_rate: "0.9"}
              - {id: b, when: {place: [home-street, home-district]}, pay_rate: "0.85"}
            subsidies:
              - {id: S, when: {statuses: [dibao], age: {from: 60}}, spend: {at_least: "3.00"},
                 benefit: {amount: "2.50"}, funders: {city: "1"}}
              - {id: T, when: {not_statuses: [veteran], channel: [dine-in]},
                 spend: {more_than: "2.00"}, benefit: {rate: "0.25", at_most: "1.00"},
                 funders: {city: "1"}}
              - {id: U, when: {hukou: ["31", "310107099"], period: [lunch]}, benefit: {pay: "1.00"},
                 limits: [{amount: "0.90", per: week}], funders: {city: "1/2", street: "1/2"}}
            """, rounding: "half-even", base: "after-discount", stacking: "first")
        let page = policy.certificate(upTo: Fen(400)).page(digest: "ab")
        #expect(
            page.joined(separator: "\n") == """
                补贴政策检验书

                政策  sample  a sample(sample)
                摘要  SHA-256 ab
                有效  2025-01-01 至 2026-12-31,依据核实到 2026-06-30
                规则  优惠 2 条,补贴 3 条;取第一项;门槛按优惠后金额;四舍六入五成双到分
                检验  66528 个边界格 × 每一分 0.00–4.00 元 = 26677728 餐;适用规则的组合 32 种
                      年龄:60、61 周岁前一日、当日、次日;无出生日期
                      身份:低保、优抚、已故、入住机构,共 11 种组合
                      户籍:无记录、31…、310107099、在外
                      就餐地:本街道、本区其他街道、外区
                      方式:堂食、外带、送餐
                      餐次:早餐、午餐、晚餐、非餐时
                      日别:工作日、周末、节假日
                      场所:长者食堂、助餐点

                定律
                  ✗ 多消费一分,所得不减(比较 12800 次,反例 8 种)
                      当日满 61 周岁,身份 低保,户籍 31…,外区就餐,堂食,午餐,工作日,长者食堂,消费 2.01 元,得 0.50(T);\
                少消费 0.01 元时得 0.90(U)
                      无出生日期,身份 无,户籍 31…,外区就餐,堂食,午餐,工作日,长者食堂,消费 2.01 元,得 0.50(T);\
                少消费 0.01 元时得 0.90(U)
                      当日满 60 周岁,身份 低保,户籍 31…,外区就餐,堂食,午餐,工作日,长者食堂,消费 2.23 元,得 0.72(a+T);\
                少消费 0.01 元时得 1.12(a+U)
                      …另有 5 种,见 --json
                  ✗ 年长者所得不减(比较 19055520 次,反例 10 种)
                      当日满 61 周岁,身份 低保,户籍 31…,外区就餐,堂食,午餐,工作日,长者食堂,消费 0.05 元,得 0.00(无);\
                差 1 天满 61 周岁,身份 低保,户籍 31…,外区就餐,堂食,午餐,工作日,长者食堂得 0.01(a)
                      当日满 61 周岁,身份 低保,户籍 31…,外区就餐,外带,午餐,工作日,长者食堂,消费 0.05 元,得 0.00(无);\
                差 1 天满 61 周岁,身份 低保,户籍 31…,外区就餐,外带,午餐,工作日,长者食堂得 0.01(a)
                      当日满 61 周岁,身份 低保,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂,消费 0.05 元,得 0.00(无);\
                差 1 天满 61 周岁,身份 低保,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂得 0.01(a)
                      …另有 7 种,见 --json
                  ✗ 更困难者所得不减(比较 19401984 次,反例 9 种)
                      当日满 61 周岁,身份 低保+优抚,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂,消费 2.01 元,得 0.00(无);\
                当日满 61 周岁,身份 低保,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂得 0.50(T)
                      无出生日期,身份 优抚,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂,消费 2.01 元,得 0.00(无);无出生日期,身份 无,\
                户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂得 0.50(T)
                      当日满 60 周岁,身份 优抚,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂,消费 2.23 元,得 0.22(a);\
                当日满 60 周岁,身份 无,户籍 无记录,外区就餐,堂食,早餐,工作日,长者食堂得 0.72(a+T)
                      …另有 6 种,见 --json
                  ✓ 各出资方之和等于补贴(比较 12832 次)
                  ✓ 自付不为负,消费=优惠+补贴+自付(比较 12832 次)
                  ✓ 连续就餐不超限额(比较 15872 次)

                空白  什么也得不到的 44856 格
                  · 身份含已故或入住机构(42336 格)
                  · 60 周岁以下 或 无出生日期,身份含优抚、身份不含已故、入住机构,户籍 无记录、在外,外区就餐(576 格)
                  · 60 周岁以下 或 无出生日期,身份含优抚、身份不含已故、入住机构,户籍 31…、310107099,外区就餐,早餐、晚餐、非餐时(432 格)
                  · 60 周岁以下 或 无出生日期,身份不含优抚、已故、入住机构,户籍 无记录、在外,外区就餐,外带、送餐(384 格)
                  · 60 周岁以下 或 无出生日期,身份不含优抚、已故、入住机构,户籍 31…、310107099,外区就餐,外带、送餐,早餐、晚餐、\
                非餐时(288 格)
                  · 61 周岁及以上,身份 优抚,户籍 无记录、在外,外区就餐(288 格)
                  …另有 3 组 552 格,见 --json

                重叠  同一餐有几条规则适用的,谁给
                  · 优惠 a、b(6912 格,如 60 周岁,身份不含已故、入住机构,本街道或本区其他街道就餐)
                    0.00–0.03 无;0.04 b;0.05–0.09 a;0.10–0.15 b;0.16 a;0.17–4.00 b
                  · 补贴 S、T(1260 格,如 60 周岁及以上,身份 低保,户籍 无记录、在外,堂食)
                    0.00–2.35 无;2.36–3.52 T;3.53–4.00 S
                  · 补贴 S、T、U(180 格,如 60 周岁及以上,身份 低保,户籍 31…、310107099,堂食,午餐)
                    0.00–1.18 无;1.19–2.35 U;2.36–3.52 T;3.53–4.00 S
                  · 补贴 S、U(900 格,如 60 周岁及以上,身份 低保+优抚,户籍 31…、310107099,午餐)
                    0.00–1.18 无;1.19–3.52 U;3.53–4.00 S
                  · 补贴 T、U(324 格,如 60 周岁及以上,身份 无,户籍 31…、310107099,堂食,午餐)
                    0.00–1.18 无;1.19–2.35 U;2.36–4.00 T

                制表 ____________   审核 ____________   盖章 ____________   日期 ____________
                """)
    }

    @Test("names combinations of statuses one by one where no shorter words say which they are")
    func combinations() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, when: {statuses: [dibao, tekun, veteran]}, benefit: {amount: "2.00"},
                 funders: {city: "1"}}
              - {id: T, when: {statuses: [tekun, severe-disability, institution],
                 not_statuses: [living-alone]}, benefit: {amount: "1.50"}, funders: {city: "1"}}
            """)
        let page = policy.certificate(upTo: Fen(200)).page(digest: "ab")
        for line in [
            "      身份:低保、特困、重残、优抚、独居、入住机构、已故,共 30 种组合",
            "  · 身份 已故、独居+入住机构、低保+已故、特困+已故等 9 种(2592 格)",
            "  · 身份 无、独居、重残+独居(864 格)",
            "  · 补贴 S、T(1728 格,如 身份 特困、低保+特困、低保+重残、特困+重残等 6 种)",
            "    0.00 无;0.01–2.00 S",
        ] {
            #expect(page.contains(line), "\(line)\n\(page.joined(separator: "\n"))")
        }
    }

    @Test(
        "lists counter-examples of one amount and one person by whom they are compared with",
        .disabled("their order changes from run to run"))
    func ties() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: P, when: {statuses: [dibao], not_statuses: [veteran]},
                 benefit: {amount: "5.00"}, funders: {city: "1"}}
              - {id: Q, when: {statuses: [veteran], not_statuses: [dibao]},
                 benefit: {amount: "5.00"}, funders: {city: "1"}}
            """)
        let poorer = policy.certificate(upTo: Fen(100)).laws.first { $0.law == .poorer }
        let others = try #require(poorer).breaches.map(\.than)
        #expect(others.count == 2 && others == others.sorted())
    }
}
