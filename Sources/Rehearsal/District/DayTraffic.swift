package import Meals
package import Supply

/// A rehearsed day's meals across the district.
package struct DayTraffic {
    /// Who comes and how they pay, in hundredths.
    package struct Mix: Sendable {
        package var elders = 70
        package var elderTenders: [(TenderKind, weight: Int)] = [
            (.unionPayCard, 46), (.unionPayQR, 22), (.cash, 24), (.eCNY, 6), (.voucher, 2),
        ]
        package var publicTenders: [(TenderKind, weight: Int)] = [
            (.unionPayQR, 68), (.unionPayCard, 12), (.cash, 13), (.eCNY, 7),
        ]
        package init() {}
    }

    /// The day's sales in the order of the clock; none where the day has no menu.
    ///
    /// - Parameter meals: sales in the day, double visits included. The default is the figure
    ///   to which Yangpu's plan doubles the 3,700 meals a day of 2020.
    package static func make(
        district: District, seed: UInt64, day: Day, menu: MenuBook, meals: Int = 7_400,
        mix: Mix = Mix(), outages: [Outage] = []
    ) -> [PlannedSale] {
        var visitors = Visitors(
            district: district, seed: seed, day: day, mix: mix, outages: outages)
        var random = SeededRandom(seed: seed, "sales \(day)")
        let waves = MealWave.day.filter { !menu.menu(on: day, $0.menu).isEmpty }
        guard !waves.isEmpty else { return [] }
        let baskets = waves.map { wave in
            BasketMaker(menu: menu.menu(on: day, wave.menu), seed: district.seed)
        }
        let visits = visitors.visits(meals: meals, waves: waves)
        let spaced = queued(visits)
        return spaced.enumerated().map { index, visit in
            sale(
                visit, lines: baskets[visit.wave].filled(&random), number: index + 1, mix,
                &random)
        }
    }

    /// The visits in order of time, with twelve seconds between two at one terminal.
    private static func queued(_ visits: [Visit]) -> [Visit] {
        var free: [TerminalID: Moment] = [:]
        var queued: [Visit] = []
        for var visit in visits.sorted(by: Visit.precedes) {
            visit.at = max(visit.at, free[visit.terminal] ?? visit.at)
            free[visit.terminal] = visit.at.adding(seconds: 12)
            queued.append(visit)
        }
        return queued.sorted(by: Visit.precedes)
    }

    private static func sale(
        _ visit: Visit, lines: [SaleLine], number: Int, _ mix: Mix, _ random: inout SeededRandom
    ) -> PlannedSale {
        let tenders = visit.diner == nil ? mix.publicTenders : mix.elderTenders
        let (year, month, day) = visit.at.day.parts
        let shift = visit.at.secondOfDay < 15 * 3600 ? 1 : 2
        return PlannedSale(
            order: "R\(year.padded(4))\(month.padded(2))\(day.padded(2))-\(number.padded(6))",
            at: visit.at, canteen: visit.canteen.id, terminal: visit.terminal,
            cashier: "\(visit.canteen.terminals.firstIndex(of: visit.terminal) ?? 0)\(shift)",
            card: visit.card, diner: visit.diner, channel: channel(visit, &random), lines: lines,
            tender: random.pick(tenders), later: reversal(of: lines, at: visit.at, &random))
    }

    private static func channel(_ visit: Visit, _ random: inout SeededRandom) -> Channel {
        let delivers = visit.period == .lunch || visit.period == .dinner
        return random.pick([
            (.dineIn, 78), (.takeAway, 15), (.delivery, delivers ? 7 : 0),
        ])
    }

    /// A void in 0.5 % of sales, a refund in 0.7 %, half of them whole.
    private static func reversal(
        of lines: [SaleLine], at: Moment, _ random: inout SeededRandom
    ) -> PlannedSale.Reversal? {
        switch random.below(10_000) {
        case ..<50:
            return .void(at: at.adding(seconds: random.within(30...240)))
        case ..<120:
            let whole = lines.enumerated().map { index, line in
                RefundLine(index: index, quantity: line.quantity)
            }
            let part = random.below(lines.count)
            let refunded =
                random.happens(5000) ? whole : [RefundLine(index: part, quantity: 1)]
            return .refund(at: at.adding(seconds: random.within(300...3600)), lines: refunded)
        default:
            return nil
        }
    }
}
