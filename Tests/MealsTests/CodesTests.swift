import Meals
import Testing

@Suite("A code")
struct CodesTests {
    @Test("is taken only in the shape that its kind prescribes")
    func shapes() {
        #expect(TerminalID(checked: "YP001A01") != nil)
        for text in ["YP001A0", "YP001A011", "YP001-01", "杨浦001A", ""] {
            #expect(TerminalID(checked: text) == nil)
        }
        #expect(CanteenID(checked: "yp.01-a_b") != nil && CanteenID(checked: "a b") == nil)
        #expect(CanteenID(checked: String(repeating: "a", count: 35)) != nil)
        #expect(CanteenID(checked: String(repeating: "a", count: 36)) == nil)
        #expect(KitchenID(checked: "K1") != nil && KitchenID(checked: "") == nil)
        #expect(DinerID(checked: "D-1") != nil && DinerID(checked: "D/1") == nil)
        #expect(MerchantID(checked: "898310058120001") != nil)
        #expect(MerchantID(checked: "8983100581A00AZ") == nil)
        #expect(MerchantID(checked: "89831005812A0AZ") != nil)
        #expect(MerchantID(checked: "89831005812a0AZ") == nil)
        #expect(DivisionCode(checked: "310110") != nil && DivisionCode(checked: "310110009") != nil)
        for text in ["31", "3101100", "31011A", "３１０１１０"] {
            #expect(DivisionCode(checked: text) == nil)
        }
        #expect(PlainWord.accepts("区级财政") && PlainWord.accepts("A-1") && !PlainWord.accepts("a b"))
        #expect(!PlainWord.accepts("") && !PlainWord.accepts("a\u{0}") && !PlainWord.accepts("é"))
    }

    @Test("sorts by its bytes")
    func order() {
        let codes: [DinerID] = ["b", "B", "10", "9", "a", "é", "ab"]
        let sorted = codes.sorted().map(\.text)
        #expect(sorted == ["10", "9", "B", "a", "ab", "b", "é"])
    }

    @Test("of a division lies in a wider one by its prefix")
    func divisions() {
        let street: DivisionCode = "310110009"
        #expect(street.lies(in: "310110") && street.lies(in: "31") && street.lies(in: street))
        #expect(!street.lies(in: "310107") && !DivisionCode("310110").lies(in: street))
        #expect(street.district == "310110")
    }
}

@Suite("A roster row")
struct DinerTests {
    private func diner(_ residence: DivisionCode?, to: Int? = 20) -> Diner {
        Diner(
            id: "D1", birth: nil, hukou: nil, residence: residence, statuses: [],
            validFrom: Day(number: 10), validTo: to.map { Day(number: $0) })
    }

    @Test("holds from its first to its last day, both included, or for ever")
    func validity() {
        for number in 0...40 {
            let day = Day(number: number)
            #expect(diner(nil).isValid(on: day) == (10...20).contains(number))
            #expect(diner(nil, to: nil).isValid(on: day) == (number >= 10))
        }
    }

    @Test("sees a canteen in its street, its district or elsewhere; nowhere without a residence")
    func places() {
        #expect(diner("310110009").place(of: "310110009") == .homeStreet)
        #expect(diner("310110009").place(of: "310110020") == .homeDistrict)
        #expect(diner("310110").place(of: "310110020") == .homeDistrict)
        #expect(diner("310110009").place(of: "310107009") == .elsewhere)
        #expect(diner(nil).place(of: "310110009") == nil)
    }
}
