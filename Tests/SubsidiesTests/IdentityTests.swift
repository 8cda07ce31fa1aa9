import Meals
import Subsidies
import Testing

@Suite("The identities of a roster file")
struct IdentityTests {
    private static let header =
        "diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to\n"

    private func read(_ rows: String) throws(Problems) -> [Identity] {
        try RosterFile(Array((Self.header + rows).utf8), file: "r.csv") { CardToken($0) }
            .identities
    }

    @Test("lie apart from the rows, one a diner, with a capital X, none where nothing is known")
    func reading() throws {
        let found = try read(
            """
            D1,王一,44040119580101000x,,,,,,2026-01-01,
            D2,,,,,,,,2026-01-01,
            D3, 李二 ,,,,,,,2026-01-01,
            """)
        #expect(
            found == [
                Identity(diner: "D1", name: "王一", number: "44040119580101000X"),
                Identity(diner: "D3", name: "李二", number: ""),
            ])
    }

    @Test("of several rows, the newest that knows a part has it")
    func severalRows() throws {
        let found = try read(
            """
            D1,新名,,,,,,,2026-07-01,
            D2,别人,,,,,,,2026-01-01,
            D1,旧名,610104620927690,,,,,,2026-01-01,2026-06-30
            """)
        #expect(
            found == [
                Identity(diner: "D1", name: "新名", number: "610104620927690"),
                Identity(diner: "D2", name: "别人", number: ""),
            ])
    }

    @Test("two numbers of one diner are one person's, or the rows are refused without naming them")
    func twoNumbers() throws {
        let old = "D1,,110101900307867,,,,,,2026-01-01,2026-06-30\n"
        #expect(try read(old + "D1,,110101199003078670,,,,,,2026-07-01,").count == 1)
        let found = problems { () throws(Problems) in
            _ = try read(old + "D1,,440308199901101512,,,,,,2026-07-01,")
        }
        #expect(
            found == [
                "r.csv:3: id_number: is another person's than that of the same diner on line 2"
            ])
    }

    @Test("are masked however they are shown")
    func masked() {
        let identity = Identity(diner: "D1", name: "欧阳明", number: "310110194001011234")
        #expect(identity.maskedName == "欧**" && identity.maskedNumber == "310***********1234")
        #expect(Identity(diner: "D1", name: "", number: "").maskedName.isEmpty)
        #expect(Identity(diner: "D1", name: "", number: "1234567").maskedNumber == "*******")
        #expect(Identity(diner: "D1", name: "", number: "12345678").maskedNumber == "123*5678")
        var dumped = ""
        dump([identity], to: &dumped)
        for text in ["\(identity)", String(reflecting: [identity]), dumped] {
            #expect(!text.contains("阳") && !text.contains("0110194001"), "\(text)")
        }
    }

    @Test("an unknown area code is a problem of its row, which does not name the number")
    func area() throws {
        let areas = try AreaCodes(
            csv: Array("code,name,first_revision,last_revision\n110101,x,198012,201904".utf8),
            file: "c.csv")
        let row = Self.header + "D1,,440308199901101512,,,,,,2026-01-01,"
        let found = problems { () throws(Problems) in
            _ = try RosterFile(Array(row.utf8), file: "r.csv", areas: areas) { CardToken($0) }
        }
        #expect(
            found == ["r.csv:2: id_number: begins with the code of no division there ever was"])
    }
}
