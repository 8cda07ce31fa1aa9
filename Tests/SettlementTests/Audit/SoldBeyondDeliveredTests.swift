import Meals
import Settlement
import Testing

@Suite("Sold beyond delivered")
struct SoldBeyondDeliveredTests {
    private static let day = ClearingSample.date

    private static func sale(
        _ ref: String, _ dish: String, _ portions: Int, at second: Int, canteen: CanteenID = "C1"
    ) -> DishSale {
        DishSale(
            ref: ref, canteen: canteen, day: day, time: Moment(day, secondOfDay: second),
            dish: dish, portions: portions)
    }

    private static func pot(_ dish: String, canteen: CanteenID = "C1") -> SoldBeyondDelivered.Pot {
        .init(canteen: canteen, day: day, dish: dish)
    }

    @Test("flags the dish with both figures and the sales after the pot was empty")
    func beyond() {
        let sales = [
            Self.sale("s4", "101", 1, at: 400), Self.sale("s1", "101", 2, at: 100),
            Self.sale("s2", "101", 0, at: 200), Self.sale("s3", "101", 2, at: 300),
            Self.sale("s5", "102", 3, at: 500),
        ]
        let flags = SoldBeyondDelivered.flags(
            sales, delivered: [Self.pot("101"): 3, Self.pot("102"): 3])
        #expect(flags.map(\.subject) == ["101"] && flags[0].rule == .soldBeyondDelivered)
        #expect(flags[0].evidence == ["s3", "s4"])
        #expect(flags[0].words == "5 portions of 101 sold, 3 delivered")
        #expect(
            SoldBeyondDelivered.flags(
                sales, delivered: [Self.pot("101"): 5, Self.pot("102"): 3]
            ).isEmpty)
    }

    @Test("says nothing of canteens whose deliveries are not known, but all of those that are")
    func known() {
        let sales = [
            Self.sale("s1", "101", 1, at: 100), Self.sale("s2", "101", 9, at: 100, canteen: "C2"),
        ]
        #expect(SoldBeyondDelivered.flags(sales, delivered: [:]).isEmpty)
        let flags = SoldBeyondDelivered.flags(sales, delivered: [Self.pot("102"): 4])
        // A dish that no kitchen brought was sold.
        #expect(flags.map(\.words) == ["1 portions of 101 sold, 0 delivered"])
    }
}
