package import Meals

/// Portions of a dish that a plan changes after its lock.
package struct PlanChange: Hashable, Sendable {
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode
    package let before: Int
    package let after: Int

    /// What differs between two plans of a day, in the order of canteens, meals and dishes.
    package static func changes(from former: [DemandRow], to new: [DemandRow]) -> [PlanChange] {
        struct Place: Hashable {
            let canteen: CanteenID
            let period: MealPeriod
            let dish: DishCode
        }
        func portions(_ rows: [DemandRow]) -> [Place: Int] {
            Dictionary(
                rows.map {
                    (Place(canteen: $0.canteen, period: $0.period, dish: $0.dish), $0.portions)
                }, uniquingKeysWith: +)
        }
        let (old, now) = (portions(former), portions(new))
        return Set(old.keys).union(now.keys).compactMap { place in
            let (before, after) = (old[place] ?? 0, now[place] ?? 0)
            return before == after
                ? nil
                : PlanChange(
                    canteen: place.canteen, period: place.period, dish: place.dish,
                    before: before, after: after)
        }.sorted {
            ($0.canteen, $0.period.place, $0.dish) < ($1.canteen, $1.period.place, $1.dish)
        }
    }

    /// The first line of a log of changes.
    package static let header = CSV.row([
        "changed_at", "reason", "canteen", "period", "dish", "before", "after",
    ])

    /// Changes of one moment, a line each; one line where the portions stay as they were.
    package static func csv(_ changes: [PlanChange], at time: String, reason: String) -> String {
        let head = [time, reason].map(CSV.plainInSpreadsheet)
        guard !changes.isEmpty else { return CSV.row(head + ["", "", "", "", ""]) }
        return changes.reduce("") { text, change in
            text
                + CSV.row(
                    head + [
                        change.canteen.text, change.period.rawValue, change.dish.text,
                        "\(change.before)", "\(change.after)",
                    ])
        }
    }
}
