import Meals
import Settlement
import Testing

@Suite("Sold beyond delivered")
struct SoldBeyondDeliveredTests {
    private static let day = ClearingSample.date

    private static func sale(
        _ ref: String, _ dish: String, _ portions: Int, at second: Int, canteen: CanteenID = "C1",
        _ period: MealPeriod = .lunch
    ) -> DishSale {
        DishSale(
            ref: ref, canteen: canteen, day: day, time: Moment(day, secondOfDay: second),
            period: period, dish: dish, portions: portions)
    }

    private static func pot(_ dish: String, _ period: MealPeriod = .lunch)
        -> SoldBeyondDelivered.Pot
    {
        .init(canteen: "C1", day: day, period: period, dish: dish)
    }

    @Test("flags the dish with both figures and the sales after the pot was empty")
    func beyond() {
        let sales = [
            Self.sale("s4", "101", 1, at: 400), Self.sale("s1", "101", 2, at: 100),
            Self.sale("s2", "101", 0, at: 200), Self.sale("s3", "101", 2, at: 300),
            Self.sale("s5", "102", 3, at: 500),
        ]
        let flags = SoldBeyondDelivered.flags(
            sales,
            delivered: [Self.pot("101"): .init(delivered: 3), Self.pot("102"): .init(delivered: 3)])
        #expect(flags.map(\.subject) == ["101"] && flags[0].rule == .soldBeyondDelivered)
        #expect(flags[0].evidence == ["s3", "s4"])
        #expect(flags[0].words == "101 at lunch: 5 sold, 3 delivered")
        #expect(
            SoldBeyondDelivered.flags(
                sales,
                delivered: [
                    Self.pot("101"): .init(delivered: 5), Self.pot("102"): .init(delivered: 3),
                ]
            ).isEmpty)
    }

    @Test("says what went back, so that nobody reads that it never came")
    func returned() {
        let flags = SoldBeyondDelivered.flags(
            [Self.sale("s1", "101", 7, at: 100)],
            delivered: [Self.pot("101"): .init(delivered: 20, returned: 18)])
        #expect(flags.map(\.words) == ["101 at lunch: 7 sold, 20 delivered, 18 returned"])
    }

    @Test("holds a meal's sales against that meal's pot: a full dinner does not feed lunch")
    func meals() {
        let flags = SoldBeyondDelivered.flags(
            [
                Self.sale("s1", "101", 4, at: 100), Self.sale("s2", "101", 4, at: 900, .dinner),
            ],
            delivered: [
                Self.pot("101"): .init(delivered: 3), Self.pot("101", .dinner): .init(delivered: 9),
            ])
        #expect(flags.map(\.words) == ["101 at lunch: 4 sold, 3 delivered"])
        #expect(flags.map(\.evidence) == [["s1"]])
    }

    @Test("one recorded dish accuses no other of the meal: what has no record is told once")
    func unrecorded() {
        let sales = [
            Self.sale("s1", "101", 1, at: 100), Self.sale("s2", "102", 5, at: 200),
            Self.sale("s3", "301", 2, at: 300), Self.sale("s3", "102", 1, at: 300),
            // Taken back whole, in another meal, and at another canteen.
            Self.sale("s4", "303", 0, at: 300), Self.sale("s5", "102", 9, at: 900, .dinner),
            Self.sale("s6", "102", 9, at: 100, canteen: "C2"),
        ]
        let flags = SoldBeyondDelivered.flags(
            sales, delivered: [Self.pot("101"): .init(delivered: 4)])
        #expect(flags.map(\.rule) == [.soldUnrecorded])
        #expect(flags[0].rule.severity == .low)
        #expect(
            flags[0].words == "8 portions of 2 dishes sold without a delivery record at lunch")
        #expect(flags[0].evidence == ["s2", "s3"])
        #expect(SoldBeyondDelivered.flags(sales, delivered: [:]).isEmpty)
    }
}
