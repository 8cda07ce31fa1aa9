package import Meals
package import Supply

/// The weeks before a rehearsed day, as counts of what was sold and not as sealed meals.
package enum PastWeeks {
    /// How many come on each weekday, Monday first, beside a Monday; made up.
    private static let week = [1000, 1010, 1020, 1000, 990, 780, 700]
    /// How far a day strays from its weekday, in thousandths; made up.
    private static let stray = 60

    /// Portions of each dish over each counter, opened from their sets, day by day.
    ///
    /// Every day's visits and trays are drawn as those of the rehearsed day are; voided meals are
    /// left out and refunded portions taken off.
    ///
    /// - Parameter meals: sales of the rehearsed day, after which the days before it are sized.
    package static func make(
        district: District, seed: UInt64, before rehearsed: Day, weeks: Int = 4, menu: MenuBook,
        meals: Int
    ) async -> SalesHistory {
        let days = (1...(weeks * 7)).map { rehearsed + -$0 }
        let sold = await withTaskGroup(of: (Day, [SoldPortions]).self) { group in
            for day in days {
                group.addTask {
                    let sales = DayTraffic.make(
                        district: district, seed: seed, day: day, menu: menu,
                        meals: size(of: day, beside: rehearsed, meals: meals, seed: seed))
                    return (day, portions(sales))
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var history = SalesHistory()
        for day in days.reversed() { history.add(sold[day] ?? [], on: day, menu: menu) }
        return history
    }

    private static func size(of day: Day, beside rehearsed: Day, meals: Int, seed: UInt64) -> Int {
        var random = SeededRandom(seed: seed, "size of \(day)")
        let share = week[day.weekday - 1] * (1000 + random.within(-stray...stray)) / 1000
        return meals * share / week[rehearsed.weekday - 1]
    }

    private static func portions(_ sales: [PlannedSale]) -> [SoldPortions] {
        struct Line: Hashable {
            let canteen: CanteenID
            let period: MealPeriod
            let item: String
        }
        var sums: [Line: Int] = [:]
        for sale in sales {
            var back: [Int: Int] = [:]
            switch sale.later {
            case nil: break
            case .void: continue
            case .refund(_, let lines):
                for line in lines { back[line.index, default: 0] += line.quantity }
            }
            let period = MealWave.period(at: sale.at.secondOfDay)
            for (index, line) in sale.lines.enumerated() {
                let name = Line(canteen: sale.canteen, period: period, item: line.item)
                sums[name, default: 0] += line.quantity - (back[index] ?? 0)
            }
        }
        return sums.filter { $0.value > 0 }.map { line, portions in
            SoldPortions(
                canteen: line.canteen, period: line.period, item: line.item, portions: portions)
        }.sorted {
            ($0.canteen, $0.period.rawValue, $0.item) < ($1.canteen, $1.period.rawValue, $1.item)
        }
    }
}
