import Foundation
import Testing

@Suite("mulin replay")
struct ReplayTests {
    /// Yuan a day from the source itself, by its own reading: a basket counts on its last day.
    private func sums(of source: String) throws -> (days: [String: Int], baskets: Int) {
        var lines = source.split(whereSeparator: \.isNewline).map(String.init)
        // Some dish names hold a line break within their quotes.
        var rows: [String] = []
        lines.removeFirst()
        for line in lines {
            if line.first?.isNumber == true {
                rows.append(line)
            } else {
                rows[rows.count - 1] += line
            }
        }
        var baskets: [String: (day: String, yuan: Int)] = [:]
        let pattern = #/^\d+,(\d+),.*",\d,(\d+),(\d+),NA,"(\d+)/(\d+)/(\d+) /#
        for row in rows {
            let match = try #require(row.firstMatch(of: pattern), "\(row)")
            let day =
                "\(match.4)-" + String("0\(match.5)".suffix(2)) + "-"
                + String("0\(match.6)".suffix(2))
            let yuan = try #require(Int(match.2)) * #require(Int(match.3))
            let before = baskets[String(match.1)] ?? (day, 0)
            baskets[String(match.1)] = (max(before.day, day), before.yuan + yuan)
        }
        var days: [String: Int] = [:]
        for basket in baskets.values { days[basket.day, default: 0] += basket.yuan }
        return (days, baskets.count)
    }

    @Test("a month of a real restaurant settles to the fen, day by day")
    func realMonth() async throws {
        let program = try Program()
        let folder = try Folder()
        let source = try String(contentsOfFile: Tree.restaurantOrders, encoding: .utf8)
        let sales = folder.path + "/sales.csv"
        let script = try await Program.run(
            "/usr/bin/env", ["python3", Tree.restaurantScript, Tree.restaurantOrders, sales])
        try #require(script.code == 0, "\(script.errors)")
        let canteens = try folder.write(
            "canteens.csv",
            """
            canteen,name,kind,street,merchant,terminals,kitchen,seats
            RESTAURANT,一家餐厅,canteen,310110009,999290058120001,RS000001;RS000002,K1,120

            """)
        let roster = try folder.write(
            "roster.csv",
            "diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to\n")
        let data = folder.path + "/data"
        for arguments in [
            ["init", "--canteens", canteens, "--roster", roster],
            ["replay", sales, "--json"],
        ] {
            let outcome = try await program.run(arguments + ["--data", data])
            try #require(outcome.code == 0, "\(outcome.errors)")
        }
        let (days, baskets) = try sums(of: source)
        #expect(baskets == 942)
        #expect(days.values.reduce(0, +) == 463_704)
        #expect(days.count == 31)
        var transactions = 0
        for (day, yuan) in days.sorted(by: { $0.key < $1.key }) {
            let closed = try await program.run(["close", day, "--data", data])
            #expect(closed.code == 0, "\(closed.errors)")
            let settled = try await program.run([
                "settle", day, "--data", data, "--out", folder.path,
            ])
            #expect(settled.code == 0, "\(settled.errors)")
            let xml = String(decoding: try folder.bytes("settlement-\(day).xml"), as: UTF8.self)
            let trailer = try #require(xml.firstRange(of: "<trailer>"))
            let figures = xml[trailer.lowerBound...]
            #expect(figures.contains("<mealCredit>\(yuan * 100)</mealCredit>"))
            #expect(figures.contains("<amtCredit>\(yuan * 100)</amtCredit>"))
            let count = try #require(figures.firstMatch(of: #/<txnCount>(\d+)</#))
            transactions += Int(count.1) ?? 0
        }
        #expect(transactions == 942)
    }

    @Test("H31: the same file twice sells once")
    func twice() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let rows = """
            s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,18.00,cash
            s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,201,1,4.00,cash
            s2,2026-11-23T11:20:00,B1,BB000001,,,茶叶蛋,2,1.50,unionpay-qr

            """
        #expect(try await district.replay(program, rows).output.contains("2 sold now"))
        let again = try await district.replay(program, rows)
        #expect(again.output.contains("0 sold now, 2 sold before"))
    }

    @Test("a card gets its diner's discount and subsidy, and the file's price stands")
    func subsidised() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        // D1 is over 80 and lives in Putuo: 85 % of 20.00 is 17.00, less 3.00.
        _ = try await district.replay(
            program, "s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash\n")
        let closed = try await program.run(["close", "2026-11-23", "--data", district.data])
        #expect(closed.code == 0, "\(closed.errors)")
        _ = try await program.run([
            "settle", "2026-11-23", "--data", district.data, "--out", district.folder.path,
        ])
        let xml = String(
            decoding: try district.folder.bytes("settlement-2026-11-23.xml"), as: UTF8.self)
        #expect(xml.contains("<mealAmt dc=\"C\">2000</mealAmt>"))
        #expect(xml.contains("<discountAmt>300</discountAmt>"))
        #expect(xml.contains(">300</subsidy>"))
        #expect(xml.contains("<txnAmt dc=\"C\">1400</txnAmt>"))
    }
}
