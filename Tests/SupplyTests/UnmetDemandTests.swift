import Meals
import Testing

@testable import Supply

@Suite("Days that ran out and days without a sale")
struct UnmetDemandTests {
    private static let monday = Day(number: 20_601 + 4)

    /// Twelve weeks of a demand around a level, and what was sold of it.
    private func weeks(
        level: Double, prepared: Int, seed: UInt64, weekend: Double = 1
    ) -> (demand: [Double], days: [CounterSums.Sum]) {
        var random = PlainRandom(seed)
        var demand: [Double] = []
        var days: [CounterSums.Sum] = []
        for place in 0..<84 {
            let day = UnmetDemandTests.monday + place
            // The sum of twelve even draws is nearly a bell of spread 1.
            let bell = (0..<12).reduce(-6.0) { sum, _ in sum + random.share() }
            let wanted = level * (day.weekday > 5 ? weekend : 1) * (1 + 0.12 * bell)
            demand.append(wanted)
            let sold = min(Int(wanted), prepared)
            days.append(.init(day: day, portions: sold, soldOut: Int(wanted) >= prepared))
        }
        return (demand, days)
    }

    @Test(
        "what would have been sold is found though four days in five ran out",
        arguments: [(50, 1.0), (54, 1.0), (60, 1.0), (66, 1.0), (52, 0.5), (58, 0.5)])
    func found(prepared: Int, weekend: Double) {
        for seed in UInt64(1)...4 {
            let (demand, days) = weeks(
                level: 60, prepared: prepared, seed: seed, weekend: weekend)
            let lifted = UnmetDemand.demand(days)
            let (truth, mean) = (demand.reduce(0, +) / 84, lifted.reduce(0, +) / 84)
            let sold = days.reduce(0.0) { $0 + Double($1.portions) } / 84
            #expect(mean > sold)
            #expect(abs(mean / truth - 1) < 0.08, "\(prepared) \(weekend): \(mean) for \(truth)")
            for (value, day) in zip(lifted, days) {
                #expect(value >= Double(day.portions))
                if !day.soldOut { #expect(value == Double(day.portions)) }
            }
        }
    }

    @Test("a counter that always runs out is lifted, and not without end")
    func always() {
        let (_, days) = weeks(level: 200, prepared: 50, seed: 7)
        #expect(days.allSatisfy { $0.soldOut })
        let lifted = UnmetDemand.demand(days)
        #expect(lifted.allSatisfy { (55...80).contains($0) })
    }

    @Test("what a forecast makes of a day that ran out stands beside what was sold")
    func told() throws {
        var history = SalesHistory()
        for place in 0..<28 {
            history.add(
                .init(
                    day: UnmetDemandTests.monday + place, canteen: "c1", period: .lunch,
                    dish: "301", portions: 40 + place % 5, soldOut: place % 3 == 0))
        }
        let basis = ProductionPlan.Basis(history: history)
        let table = try CSV(
            Array(basis.csv(menu: try Shelf().book()).utf8), file: "b",
            required: ["day", "walk_ins", "sold_out", "demand"],
            optional: ["canteen", "period", "class", "sold", "ahead"])
        #expect(table.rows.count == 28)
        for row in table.rows {
            let (sold, demand) = (Double(row["walk_ins"]) ?? 0, Double(row["demand"]) ?? 0)
            #expect(row["sold_out"] == "yes" ? demand > sold : demand == sold)
        }
    }

    /// Twelve weeks in which one dish always sells and another as told; nil is nothing written.
    private func counted(_ sold: (Int, Day) -> Int?) throws -> CounterSums {
        var history = SalesHistory()
        for place in 0..<84 {
            let day = UnmetDemandTests.monday + place
            func add(_ dish: DishCode, _ portions: Int) {
                history.add(
                    .init(
                        day: day, canteen: "c1", period: .lunch, dish: dish, portions: portions))
            }
            add("101", 30)
            if let portions = sold(place, day) { add("301", portions) }
        }
        return CounterSums(history, menu: try Shelf().book())
    }

    private func idle(_ sums: CounterSums, _ dishClass: DishClass) -> [Double] {
        let place = sums.counters.firstIndex { $0.dishClass == dishClass } ?? 0
        return (0..<7).map { sums.idleShare(place, on: UnmetDemandTests.monday + $0) }
    }

    @Test("days on which the meal was open and nothing was sold count as days without demand")
    func idleDays() throws {
        // Written as nothing, as a 0, and on some weekdays only.
        for written in [nil, 0] as [Int?] {
            let sums = try counted { place, _ in place % 4 == 0 ? 4 : written }
            #expect(idle(sums, .vegetable).allSatisfy { (0.6...0.9).contains($0) })
            #expect(idle(sums, .largeMeat).allSatisfy { $0 == 0 })
        }
        let weekly = try counted { _, day in day.weekday == 1 ? 4 : 0 }
        #expect(idle(weekly, .vegetable)[0] < 0.2)
        #expect(idle(weekly, .vegetable).dropFirst().allSatisfy { $0 > 0.9 })
    }

    @Test("days before a counter's first sale say nothing of it")
    func begun() throws {
        let sums = try counted { place, _ in place < 60 ? nil : 10 }
        #expect(idle(sums, .vegetable).allSatisfy { $0 == 0 })
    }

    @Test("quantiles of a counter that is idle on some days are those of all days together")
    func mixture() {
        let open = [10.0, 12, 14, 15, 16, 17, 18, 20, 23]
        for idle in [0.05, 0.25, 0.5, 0.8, 0.95] {
            let mixed = CounterForecast.quantiles(open, idleOn: idle)
            #expect(mixed == mixed.sorted())
            // Drawn anew: so many idle days, and on the others what the open ones give.
            var draws = (0..<10_000).map { draw in
                let share = (Double(draw) + 0.5) / 10_000
                return share < idle
                    ? 0 : CounterForecast.amount(open, enoughOn: (share - idle) / (1 - idle))
            }
            draws.sort()
            for (place, share) in Backtest.shares.enumerated() {
                #expect(abs(mixed[place] - draws[Int(share * 10_000) - 1]) < 0.1)
            }
        }
        #expect(CounterForecast.quantiles(open, idleOn: 0) == open)
    }
}
