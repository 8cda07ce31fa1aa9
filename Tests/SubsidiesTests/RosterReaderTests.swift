import Meals
import Subsidies
import Testing

@Suite("The roster table")
struct RosterReaderTests {
    private static let header =
        "diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to\n"

    private func read(_ rows: String) throws(Problems) -> [Diner] {
        try Roster.read(Array((Self.header + rows).utf8), file: "r.csv") { CardToken("t" + $0) }
    }

    private func refusals(_ rows: String) -> [String] {
        problems { () throws(Problems) in _ = try read(rows) }
    }

    @Test("gives diners with tokens for cards, and neither name nor identity number")
    func reading() throws {
        let diners = try read(
            """
            D1,王一,,1940-06-15,6226091234567890; 888,310110,310110007,dibao;living-alone,\
            2026-01-01,2026-12-31
             D2 ,李二,110101199003078670,,,,,,2026-01-01,
            """)
        #expect(diners.map(\.id) == ["D1", "D2"])
        #expect(diners[0].cards == ["t6226091234567890", "t888"])
        #expect(diners[0].birth == Day("1940-06-15") && diners[0].hukou == "310110")
        #expect(diners[0].residence == "310110007")
        #expect(diners[0].statuses == [.minimumLiving, .livingAlone])
        #expect(diners[0].validTo == Day("2026-12-31"))
        #expect(diners[1].birth == Day("1990-03-07") && diners[1].validTo == nil)
        #expect(diners[1].hukou == nil && diners[1].cards.isEmpty && diners[1].statuses.isEmpty)
        #expect(!"\(diners)".contains("王一") && !"\(diners)".contains("110101199003078670"))
    }

    @Test(
        "takes no blank at either end of a cell for a part of it",
        arguments: [" D1", "D1 ", "\tD1", "D1\t", "\u{3000}D1", "D1\u{3000}", "\u{A0}D1\u{A0}"])
    func blanks(cell: String) throws {
        #expect(try read("\(cell),,,,,,,,2026-01-01,\n").map(\.id) == ["D1"])
    }

    @Test(
        "refuses each fault with line, column and reason",
        arguments: [
            ("D 1,,,,,,,,2026-01-01,", "diner: 'D 1' is not a diner's id"),
            (",,,,,,,,2026-01-01,", "diner: '' is not a diner's id"),
            ("D1,,,1945-02-30,,,,,2026-01-01,", "birth_date: '1945-02-30' is not a date"),
            ("D1,,,,,31,,,2026-01-01,", "hukou: '31' is not a division code (6 or 9 digits)"),
            ("D1,,,,,,3101x0,,2026-01-01,", "residence: '3101x0' is not a division code"),
            ("D1,,,,,,,poor,2026-01-01,", "statuses: 'poor' is not one of dibao"),
            ("D1,,,,,,,,,", "valid_from: is empty"),
            ("D1,,,,,,,,2026-1-1,", "valid_from: '2026-1-1' is not a date"),
            ("D1,,,,,,,,2026-01-02,2026-01-01", "valid_to: 2026-01-01 lies before valid_from"),
            ("D1,,440308199901101513,,,,,,2026-01-01,", "id_number: has a wrong check digit"),
            (
                "D1,,440308199902301512,,,,,,2026-01-01,",
                "id_number: holds a birth date that does not"
            ),
            (
                "D1,,61010462092769,,,,,,2026-01-01,",
                "id_number: is not 17 digits and a digit or X, nor 15 digits"
            ),
            ("D1,,990101199003078670,,,,,,2026-01-01,", "id_number: begins with the code of no"),
            ("D1,,110101199003078670,1990-03-08,,,,,2026-01-01,", "birth_date: contradicts"),
        ])
    func refused(row: String, expected: String) {
        let found = refusals(row)
        #expect(found.count == 1 && found[0].hasPrefix("r.csv:2: " + expected), "\(found)")
        #expect(found.allSatisfy { !$0.contains("1990") && !$0.contains("440308") })
    }

    @Test(
        "refuses rows of one diner that overlap, naming both lines",
        arguments: [
            ("2026-01-01,2026-06-30", "2026-06-30,2026-12-31", true),
            ("2026-01-01,2026-06-30", "2026-07-01,2026-12-31", false),
            ("2026-01-01,", "2026-07-01,", true), ("2026-07-01,", "2026-01-01,2026-06-30", false),
            ("2026-07-01,", "2026-01-01,2026-07-01", true),
        ])
    func overlap(first: String, second: String, refused: Bool) {
        let found = refusals("D1,,,,,,,,\(first)\nD2,,,,,,,,2026-01-01,\nD1,,,,,,,,\(second)\n")
        let expected = "r.csv:4: valid_from: diner D1 has a row valid at the same time on line 2"
        #expect(found == (refused ? [expected] : []))
    }

    @Test("refuses a card of two diners at one time, and allows it one after the other")
    func sharedCard() {
        let late = "D2,,,,77;88,,,,2026-06-30,\n"
        let early = "D1,,,,88;99,,,,2026-01-01,2026-06-"
        #expect(refusals(early + "29\n" + late).isEmpty)
        let found = refusals(early + "30\n" + late)
        #expect(
            found == [
                "r.csv:3: cards: a card of this row belongs to another diner at the same time, "
                    + "on line 2"
            ])
        #expect(refusals("D1,,,,88;88,,,,2026-01-01,2026-06-30\nD1,,,,88,,,,2026-07-01,\n").isEmpty)
    }

    @Test("reports every problem of every row at once and takes nothing")
    func allAtOnce() {
        let found = refusals(
            "D1,,,x,,y,,z,,\nD2,,,,5,,,,2026-01-01,\nD2,,,,,,,,2026-01-01,\nD3,,,,5,,,,2026-01-01,\n"
        )
        #expect(found.map { $0.split(separator: ":")[1] } == ["2", "2", "2", "2", "4", "5"])
        #expect(
            found.prefix(4).map { $0.split(separator: ":")[2] }
                == [" birth_date", " hukou", " statuses", " valid_from"])
    }

    @Test("finds exactly the pairs that overlap, compared with looking at every pair")
    func overlapsAgainstEveryPair() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<300 {
            var rows: [(diner: Int, card: Int, from: Int, to: Int)] = []
            for _ in 0..<Int.random(in: 2...6, using: &random) {
                let from = Int.random(in: 1...20, using: &random)
                rows.append(
                    (
                        Int.random(in: 1...3, using: &random),
                        Int.random(in: 1...3, using: &random),
                        from, Int.random(in: from...min(28, from + 6), using: &random)
                    ))
            }
            let text = rows.map { row in
                "D\(row.diner),,,,\(row.card),,,,2026-01-\(row.from.padded(2)),"
                    + "2026-01-\(row.to.padded(2))"
            }.joined(separator: "\n")
            var clash = false
            for (index, a) in rows.enumerated() {
                for b in rows[..<index] where a.from <= b.to && b.from <= a.to {
                    clash = clash || a.diner == b.diner || a.card == b.card
                }
            }
            #expect(refusals(text).isEmpty == !clash, "\(text)")
        }
    }

    @Test("is read from GB18030 as well as from UTF-8, columns in any order")
    func encodings() throws {
        // 王一 in GB18030.
        let name: [UInt8] = [0xCD, 0xF5, 0xD2, 0xBB]
        let bytes =
            Array("valid_to,valid_from,statuses,residence,hukou,birth_date,name,diner\n".utf8)
            + Array(",2026-01-01,tekun,,,1940-01-01,".utf8) + name + Array(",D1\n".utf8)
        let diners = try Roster.read(bytes, file: "r.csv") { CardToken($0) }
        #expect(diners.map(\.id) == ["D1"] && diners[0].statuses == [.destitute])
        #expect(throws: Problems.self) {
            try Roster.read(Array("diner,age\n".utf8), file: "r.csv") { CardToken($0) }
        }
    }
}
