package import Meals

/// What a canteen's waste and shortage cost, by the plan's own prices.
package struct CanteenLosses: Hashable, Sendable {
    package let canteen: CanteenID
    package let wasted: Int
    package let waste: Fen
    /// Portions that would have been sold, after the dish ran out.
    package let missing: Int
    package let shortage: Fen

    /// Losses of each canteen, by its id.
    ///
    /// A dish that ran out misses what its plan's quantile leaves open: at least one portion, and
    /// as many as the other canteens that did not run out sold beyond their share.
    package static func of(
        _ records: [ProductionRecord], canteens: [Canteen], rules: PlanRules
    ) -> [CanteenLosses] {
        struct Pot: Hashable {
            let day: Day
            let period: MealPeriod
            let dish: DishCode
        }
        var open: [Pot: (served: Int, planned: Int)] = [:]
        for record in records where !record.sale.soldOut {
            let pot = Pot(day: record.day, period: record.period, dish: record.dish)
            let old = open[pot] ?? (0, 0)
            open[pot] = (old.served + record.served, old.planned + record.planned)
        }
        let kinds = Dictionary(canteens.map { ($0.id, $0.kind) }) { first, _ in first }
        return Dictionary(grouping: records, by: \.canteen).sorted { $0.key < $1.key }
            .map { canteen, records in
                let wasted = records.reduce(0) { $0 + $1.wasted + $1.left }
                var (missing, shortage) = (0, Fen.zero)
                for record in records where record.sale.soldOut {
                    let pot = Pot(day: record.day, period: record.period, dish: record.dish)
                    let (served, planned) = open[pot] ?? (0, 0)
                    let wanted = planned > 0 ? record.planned * served / planned : 0
                    let more = max(1, wanted - record.served)
                    let price = rules.shortage(
                        kinds[canteen] ?? .canteen, record.period, soldOutAt: record.soldOutAt)
                    missing += more
                    shortage += price * more
                }
                return CanteenLosses(
                    canteen: canteen, wasted: wasted, waste: rules.waste * wasted,
                    missing: missing, shortage: shortage)
            }
    }
}
