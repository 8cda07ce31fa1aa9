import Meals
import Subsidies
import Testing

@Suite("The extent of a certificate")
struct CertificateExtentTests {
    private func certificate(
        _ condition: String, upTo top: Int64 = 10
    ) throws -> PolicyCertificate {
        try Sample.policy(when: condition).certificate(upTo: Fen(top))
    }

    private func values(_ axis: String, _ certificate: PolicyCertificate) -> String? {
        certificate.axes.first { $0.name == axis }?.values
    }

    @Test(
        "has an age break where a band begins or ends in a life of up to 130 years",
        arguments: [
            ("age: {from: 0}", "无断点"), ("age: {from: 131}", "无断点"), ("", "无断点"),
            ("age: {from: 1}", "1 周岁前一日、当日、次日;无出生日期"),
            ("age: {from: 130}", "130 周岁前一日、当日、次日;无出生日期"),
            ("age: {from: 60, below: 80}", "60、80 周岁前一日、当日、次日;无出生日期"),
        ])
    func ages(condition: String, values: String) throws {
        let certificate = try certificate(condition)
        #expect(self.values("年龄", certificate) == values)
        let ages = values == "无断点" ? 4 : values.hasPrefix("60") ? 7 : 4
        #expect(certificate.cells == ages * 4 * 72)
    }

    @Test(
        "tells every set of up to four statuses, of more every pair and all at once",
        arguments: [
            ("dibao", 2), ("dibao, tekun", 4), ("dibao, tekun, veteran", 8),
            ("dibao, tekun, veteran, dibao-edge", 16),
            ("dibao, tekun, veteran, dibao-edge, living-alone", 1 + 5 + 10 + 1),
        ])
    func statuses(list: String, sets: Int) throws {
        let certificate = try certificate("statuses: [\(list)]")
        let mentioned = list.split(separator: ",").count
        // Each of the two excluding statuses comes to every set of fewer than two.
        let all = sets + (1 + mentioned) + (2 + mentioned)
        #expect(certificate.cells == 4 * all * 72)
        #expect(values("身份", certificate)?.hasSuffix(",共 \(all) 种组合") == true)
    }

    @Test("has a code inside and outside of each prefix, whichever digit is left for it")
    func divisions() throws {
        for last in 0...9 {
            // All but one of the digits that can follow 31 begin a prefix of their own.
            let longer = (0...9).filter { $0 != last }.map { "\"31\($0)\"" }
            let list = (["\"31\""] + longer).joined(separator: ", ")
            let certificate = try certificate("hukou: [\(list)]")
            // No code, one outside, ten beginning with 31.
            #expect(certificate.cells == 12 * 4 * 4 * 72, "\(last)")
        }
        #expect(values("户籍", try certificate("channel: [dine-in]")) == nil)
        #expect(
            values("户籍", try certificate("hukou: [\"310107099\", \"3101\"]"))
                == "无记录、3101…、310107099、在外")
    }

    @Test(
        "tries every fen up to the amount, and at least to one above the highest threshold",
        arguments: [
            ("8.00", "15.00", 100, 1501), ("15.00", "8.00", 100, 1501),
            ("8.00", "15.00", 1501, 1501),
            ("8.00", "15.00", 1502, 1502),
        ])
    func top(first: String, second: String, asked: Int64, top: Int64) throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: S, spend: {at_least: "\(first)"}, benefit: {amount: 1}, funders: {city: 1}}
              - {id: T, spend: {more_than: "\(second)"}, benefit: {amount: 1}, funders: {city: 1}}
            """)
        #expect(policy.certificate(upTo: Fen(asked)).amounts == 0...top)
        #expect(try certificate("", upTo: 0).amounts == 0...1)
    }

    @Test("finds the one cell that a rule is for")
    func oneCell() throws {
        let condition = """
            age: {below: 60}, statuses: [dibao], hukou: ["31"], channel: [delivery], \
            period: [other], weekday: [holiday], venue: [point]
            """
        let certificate = try certificate(condition)
        #expect(certificate.combinations == 2)
        #expect(
            certificate.gaps.reduce(0) { $0 + $1.cells } == certificate.cells - 1)
    }

    @Test("counts a limit by amount as nothing used: one meal gets all of it")
    func limitByAmount() throws {
        let policy = try Sample.policy(
            """
            subsidies:
              - {id: high, spend: {at_least: "4.00"}, benefit: {amount: "2.00"}, funders: {city: 1}}
              - {id: low, benefit: {rate: 1}, limits: [{amount: "3.00", per: week}], \
            funders: {city: 1}}
            """, stacking: "first")
        let breaches = policy.certificate(upTo: Fen(500)).breaches
        #expect(breaches.map(\.gross) == [Fen(400)] && breaches.map(\.thanGets) == [Fen(300)])
    }

    /// A rule pair that falls at ¥5.00, or one rule, for each condition.
    private func policy(_ conditions: [String], pairs: Bool) throws -> Policy {
        let rules = conditions.enumerated().flatMap { index, condition in
            let rest = "when: {\(condition)}, funders: {city: 1}"
            let low = "- {id: l\(index), benefit: {amount: 3}, \(rest)}"
            let high = "- {id: h\(index), spend: {at_least: 5}, benefit: {amount: 1}, \(rest)}"
            return pairs ? [high, low] : [low]
        }
        return try Sample.policy(
            "subsidies:\n  " + rules.joined(separator: "\n  "), stacking: "first")
    }

    @Test("shows three breaches of a law, six groups and six overlaps on its page, counts the rest")
    func page() throws {
        let conditions = ["lunch", "breakfast", "dinner", "other"].flatMap { period in
            ["dine-in", "delivery", "take-away"].map { "period: [\(period)], channel: [\($0)]" }
        }
        let finer = conditions.flatMap { condition in
            ["workday", "weekend", "holiday"].map { "\(condition), weekday: [\($0)]" }
        }
        var random = SeededRandom(seed: 3)
        var met: Set<Int> = []
        for round in 0..<36 {
            let pairs = round < 12
            let some = (pairs ? conditions : finer).shuffled(using: &random).prefix(round + 1)
            let certificate = try policy(Array(some), pairs: pairs).certificate(upTo: Fen(510))
            let page = certificate.page(digest: "")
            met.insert(certificate.gaps.count)
            for finding in certificate.laws {
                let count = finding.breaches.count
                let place = try #require(
                    page.firstIndex { $0.contains(finding.law.chinese) })
                #expect(
                    page[place].hasPrefix(count == 0 ? "  ✓" : "  ✗")
                        && page[place].hasSuffix(
                            "(比较 \(finding.checked) 次" + (count == 0 ? ")" : ",反例 \(count) 种)"))
                )
                let shown = page[(place + 1)...].prefix { $0.hasPrefix("      ") }
                #expect(shown.count == min(count, 3) + (count > 3 ? 1 : 0))
                #expect(
                    Array(shown.prefix(3))
                        == finding.breaches.prefix(3).map { "      " + $0.chinese })
                #expect(count <= 3 || shown.last == "      …另有 \(count - 3) 种,见 --json")
            }
            expectGroups(certificate.gaps, page)
            let overlaps = page.count { $0.hasPrefix("  · 补贴 h") }
            #expect(overlaps == min(certificate.overlaps.count, 6))
            let rest = certificate.overlaps.count - 6
            #expect(page.contains { $0 == "  …另有 \(rest) 种,见 --json" } == (rest > 0))
            let none = "重叠  没有:同一餐至多一条优惠、一条补贴适用"
            #expect(page.contains(none) == certificate.overlaps.isEmpty)
        }
        #expect(met.isSuperset(of: [1, 5, 6, 7, 8]), "\(met)")
    }

    @Test("says where nobody goes without")
    func noGap() throws {
        let policy = try Sample.policy(
            """
            discounts:
              - {id: a, pay_rate: "0.5"}
              - {id: b, when: {statuses: [deceased, institution]}, pay_rate: "0.6"}
            """)
        let certificate = policy.certificate(upTo: Fen(10))
        #expect(certificate.gaps.isEmpty)
        expectGroups([], certificate.page(digest: ""))
    }

    private func expectGroups(_ gaps: [PolicyCertificate.Group], _ page: [String]) {
        let cells = gaps.reduce(0) { $0 + $1.cells }
        let begin = page.firstIndex { $0.hasPrefix("空白") } ?? 0
        #expect(
            page[begin]
                == (gaps.isEmpty ? "空白  没有:每一格都有优惠或补贴" : "空白  什么也得不到的 \(cells) 格"))
        let shown = Array(page[(begin + 1)...].prefix { !$0.isEmpty })
        #expect(
            Array(shown.prefix(6)) == gaps.prefix(6).map { "  · \($0.who)(\($0.cells) 格)" })
        let rest = gaps.dropFirst(6)
        let restCells = rest.reduce(0) { $0 + $1.cells }
        #expect(
            Array(shown.dropFirst(6))
                == (rest.isEmpty ? [] : ["  …另有 \(rest.count) 组 \(restCells) 格,见 --json"]))
    }
}
