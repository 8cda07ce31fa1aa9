import Meals
import Subsidies
import Testing

@Suite("The canteen table")
struct CanteenListTests {
    private func read(_ rows: String) throws(Problems) -> [Canteen] {
        let header = "canteen,name,kind,street,merchant,terminals,kitchen,seats\n"
        return try CanteenList.read(Array((header + rows).utf8), file: "c.csv")
    }

    @Test("gives canteens with their terminals")
    func reading() throws {
        let canteens = try read(
            "C1,228睦邻小厨,canteen,310110019,123456789012345,T0000001; T0000002,K1,130\n"
                + "C2,\"东一, 点\",point,310110007,1234567890123AB,,K1,0\n".replacing(
                    "1234567890123AB", with: "12345678901ABCD"))
        #expect(canteens.map(\.id) == ["C1", "C2"])
        #expect(canteens[0].terminals == ["T0000001", "T0000002"] && canteens[0].seats == 130)
        #expect(canteens[0].kind == .canteen && canteens[0].street == "310110019")
        #expect(canteens[1].name == "东一, 点" && canteens[1].kind == .point)
        #expect(canteens[1].merchant == "12345678901ABCD" && canteens[1].kitchen == "K1")
    }

    @Test(
        "refuses each fault with line, column and reason",
        arguments: [
            ("C 1,n,canteen,310110019,123456789012345,,K1,1", "canteen: 'C 1' is not 1 to 35"),
            ("C1,,canteen,310110019,123456789012345,,K1,1", "name: is empty"),
            ("C1,n,shop,310110019,123456789012345,,K1,1", "kind: 'shop' is not canteen or point"),
            ("C1,n,canteen,310110,123456789012345,,K1,1", "street: '310110' is not the 9 digits"),
            ("C1,n,canteen,310110019,12345,,K1,1", "merchant: '12345' is not 11 digits and 4"),
            ("C1,n,canteen,310110019,123456789012345,T1,K1,1", "terminals: 'T1' is not 8 letters"),
            ("C1,n,canteen,310110019,123456789012345,,,1", "kitchen: '' is not 1 to 35"),
            (
                "C1,n,canteen,310110019,123456789012345,,K1,1.5",
                "seats: '1.5' is not a whole number"
            ),
            ("C1,n,canteen,310110019,123456789012345,,K1,-1", "seats: '-1' is not a whole number"),
        ])
    func refused(row: String, expected: String) {
        let found = problems { () throws(Problems) in _ = try read(row) }
        #expect(found.count == 1 && found[0].hasPrefix("c.csv:2: " + expected), "\(found)")
    }

    @Test("refuses a canteen or a terminal that is there twice, every problem at once")
    func duplicates() {
        let found = problems { () throws(Problems) in
            _ = try read(
                """
                C1,a,canteen,310110019,123456789012345,T0000001;T0000001,K1,1
                C1,b,canteen,310110019,123456789012345,T0000002,K1,1
                C2,c,canteen,310110019,123456789012345,T0000002,K1,x
                """)
        }
        #expect(
            found == [
                "c.csv:2: terminals: 'T0000001' is on line 2 already",
                "c.csv:3: canteen: 'C1' is on line 2 already",
                "c.csv:4: terminals: 'T0000002' is on line 3 already",
                "c.csv:4: seats: 'x' is not a whole number of seats",
            ])
    }
}
