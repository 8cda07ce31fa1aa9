import Meals
import Testing

@testable import Supply

@Suite("How many portions the costs imply")
struct PortionChoiceTests {
    private static let quantiles: [[Double]] = [
        [40, 44, 47, 49, 51, 54, 57, 61, 67], [3, 4, 5, 5, 6, 7, 8, 9, 12],
        [100, 100, 100, 100, 100, 100, 100, 100, 101], [0, 0, 0, 1, 2, 2, 4, 6, 11],
        [900, 950, 990, 1010, 1030, 1060, 1100, 1180, 1300],
    ]

    /// Mean cost of a number of portions over many days, drawn evenly from the quantiles.
    private func cost(_ portions: Int, _ choice: PortionChoice, _ quantiles: [Double]) -> Double {
        let days = 2000
        return (0..<days).reduce(0.0) { sum, day in
            let share = (Double(day) + 0.5) / Double(days)
            let demand = CounterForecast.amount(quantiles, enoughOn: share)
            let early = choice.earlyShare * demand
            let over = max(0, Double(portions) - demand)
            let short = max(0, demand - Double(portions))
            let shortEarly = max(0, early - Double(portions))
            return sum + Double(choice.waste.fen) * over + Double(choice.late.fen) * short
                + Double(choice.early.fen - choice.late.fen) * shortEarly
        } / Double(days)
    }

    @Test("no other number of portions costs less on average", arguments: quantiles)
    func cheapest(quantiles: [Double]) {
        for (early, late, share) in [
            (2000, 1400, 0.9), (900, 900, 0.9), (5000, 500, 0.8), (3000, 1000, 0.95),
        ] {
            let choice = PortionChoice(
                waste: Fen(500), early: Fen(Int64(early)), late: Fen(Int64(late)),
                earlyShare: share)
            let chosen = choice.portions(quantiles)
            let own = cost(chosen, choice, quantiles)
            let least =
                (max(0, chosen - 60)...chosen + 60).map { cost($0, choice, quantiles) }
                .min() ?? 0
            // Whole portions are rounded up: at most one portion's price from the best.
            #expect(own - least <= Double(early) * 0.5 + 1, "\(quantiles) \(early) \(late)")
            #expect(
                own - cost(chosen + 1, choice, quantiles) <= 1e-9 + own * 0.003,
                "one more than \(chosen) would be better: \(quantiles) \(early) \(late)")
        }
    }

    @Test("running out before the hour that is dear asks for more, and never for less")
    func early() {
        for quantiles in PortionChoiceTests.quantiles {
            func portions(_ early: Int64, _ late: Int64) -> Int {
                PortionChoice(
                    waste: Fen(500), early: Fen(early), late: Fen(late), earlyShare: 0.9
                ).portions(quantiles)
            }
            let (plain, dear, all) = (
                portions(1400, 1400), portions(6000, 1400), portions(6000, 6000)
            )
            #expect(plain <= dear && dear <= all)
        }
        let wide = PortionChoiceTests.quantiles[0]
        let choice = PlanRules().choice(.canteen, .lunch)
        let dinner = PlanRules().choice(.canteen, .dinner)
        #expect(choice.early > choice.late && dinner.early == dinner.late)
        var dear = PlanRules()
        dear.earlyShortage = [.canteen: Fen(9000)]
        #expect(dear.choice(.canteen, .lunch).portions(wide) > dinner.portions(wide))
        #expect(dear.choice(.point, .lunch).early == dear.choice(.point, .lunch).late)
    }

    @Test("what is enough on a share of days and the share on which it is enough agree")
    func inverse() {
        for quantiles in [PortionChoiceTests.quantiles[0], PortionChoiceTests.quantiles[4]] {
            for step in 11...99 {
                let share = Double(step) / 100
                let amount = CounterForecast.amount(quantiles, enoughOn: share)
                #expect(abs(CounterForecast.share(quantiles, enoughWith: amount) - share) < 1e-9)
            }
            #expect(CounterForecast.share(quantiles, enoughWith: quantiles[0] - 1) == 0)
        }
    }

    @Test("a dish that ran out before the hour misses portions at the price of that hour")
    func losses() {
        let rules = PlanRules()
        #expect(rules.shortage(.canteen, .lunch, soldOutAt: "12:44") == Fen(2000))
        #expect(rules.shortage(.canteen, .lunch, soldOutAt: "12:45") == Fen(1400))
        #expect(rules.shortage(.canteen, .lunch, soldOutAt: nil) == Fen(1400))
        #expect(rules.shortage(.canteen, .dinner, soldOutAt: "12:00") == Fen(1400))
        #expect(rules.shortage(.point, .lunch, soldOutAt: "11:00") == Fen(900))
    }
}
