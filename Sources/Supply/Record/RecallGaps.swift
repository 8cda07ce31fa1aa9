package import Meals

/// What a recall rests on less than it should, and what it could not follow.
package struct RecallGaps: Sendable {
    /// Days of which no plan is kept.
    package var unplanned: Set<Day> = []
    /// Days whose plan keeps no recipes.
    package var recipeless: Set<Day> = []
    /// Portions of what neither kept recipes nor the menu know.
    private var strangers: [Place: Int] = [:]
    /// Portions at canteens whose kitchen nobody names.
    private var homeless: [Place: Int] = [:]

    /// Portions of one item at one canteen on one day that came to be known in one way.
    private struct Place: Hashable {
        let day: Day
        let canteen: CanteenID
        let item: String
        let way: Way
    }

    private enum Way: String { case sold, delivered, planned }

    package init() {}

    /// Looks for what cannot be followed of a day.
    ///
    /// - Parameters:
    ///   - menu: the day's own.
    ///   - kitchens: who cooked for whom.
    ///   - kitchen: only what it cooked is of interest.
    package init(
        _ lines: [SoldLine], _ records: [ProductionRecord], _ demand: [DemandRow], on day: Day,
        menu: MenuBook, kitchens: [CanteenID: KitchenID], of kitchen: KitchenID
    ) {
        let known = Set(menu.dishes.map(\.code.text))
        for line in lines {
            let cook = kitchens[line.canteen]
            guard cook == nil || (cook == kitchen && !known.contains(line.item)) else { continue }
            let place = Place(
                day: line.day, canteen: line.canteen, item: line.item, way: .sold)
            add(line.portions, place, hasKitchen: cook != nil)
        }
        for record in records where record.delivered > 0 {
            let cook = kitchens[record.canteen]
            guard cook == nil || (cook == kitchen && !known.contains(record.dish.text)) else {
                continue
            }
            let place = Place(
                day: record.day, canteen: record.canteen, item: record.dish.text, way: .delivered)
            add(record.delivered, place, hasKitchen: cook != nil)
        }
        for row in demand
        where row.kitchen == kitchen && row.portions > 0 && !known.contains(row.dish.text) {
            let place = Place(day: day, canteen: row.canteen, item: row.dish.text, way: .planned)
            add(row.portions, place, hasKitchen: true)
        }
    }

    private mutating func add(_ portions: Int, _ place: Place, hasKitchen: Bool) {
        if hasKitchen {
            strangers[place, default: 0] += portions
        } else {
            homeless[place, default: 0] += portions
        }
    }

    /// Takes in another lot row's or day's; the same place has the same portions in both.
    package mutating func merge(_ other: RecallGaps) {
        unplanned.formUnion(other.unplanned)
        recipeless.formUnion(other.recipeless)
        strangers.merge(other.strangers) { one, _ in one }
        homeless.merge(other.homeless) { one, _ in one }
    }

    /// One sentence on each kind.
    package var notes: [String] {
        var notes: [String] = []
        if !unplanned.isEmpty {
            notes.append(
                "no plan of \(RecallGaps.names(unplanned)) is kept: today's recipes and register "
                    + "are used")
        }
        if !recipeless.isEmpty {
            notes.append(
                "the plan of \(RecallGaps.names(recipeless)) keeps no recipes: today's are used")
        }
        if !strangers.isEmpty {
            var sums: [String: Int] = [:]
            for (place, portions) in strangers {
                sums["\(place.item) \(place.way.rawValue)", default: 0] += portions
            }
            let items = sums.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
            notes.append(
                "not followed, because neither kept recipes nor the menu know what is in it: "
                    + items.joined(separator: ", "))
        }
        if !homeless.isEmpty {
            // What is sold was delivered: the larger of both is told.
            var sums: [CanteenID: [Way: Int]] = [:]
            for (place, portions) in homeless {
                sums[place.canteen, default: [:]][place.way, default: 0] += portions
            }
            let canteens = sums.sorted { $0.key < $1.key }.map {
                "\($0.key) (\($0.value.values.max() ?? 0) portions)"
            }
            notes.append(
                "not followed, because neither plan nor register names their kitchen: "
                    + canteens.joined(separator: ", "))
        }
        return notes
    }

    /// Days in words, those in a row as the first to the last.
    private static func names(_ days: Set<Day>) -> String {
        var rows: [(first: Day, last: Day)] = []
        for day in days.sorted() {
            if let last = rows.last?.last, last + 1 == day {
                rows[rows.count - 1].last = day
            } else {
                rows.append((day, day))
            }
        }
        return rows.map { $0.first == $0.last ? "\($0.first)" : "\($0.first) to \($0.last)" }
            .joined(separator: ", ")
    }
}
