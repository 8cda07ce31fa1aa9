import Foundation
import Ledger
import Meals
import Supply

extension SupplyDesk {
    /// Follows a lot through records, plans and the tills' journals, several windows at a time.
    func recall(
        _ lot: Lot, books: BooksReader
    ) async throws -> (recall: Recall, gaps: RecallGaps) {
        let records = Dictionary(
            grouping: try self.records().filter { lot.days.contains($0.day) }, by: \.day)
        let windows = try books.windows(ofMealsOn: lot.days)
        let lines = try await withThrowingTaskGroup(of: [SoldLine].self) { group in
            for window in windows {
                group.addTask { try books.soldLines(inWindow: window, on: lot.days).map(\.sold) }
            }
            return Dictionary(
                grouping: try await group.reduce(into: []) { $0 += $1 }, by: \.day)
        }
        let days = (lot.days.lowerBound.number...lot.days.upperBound.number)
            .map { Day(number: $0) }
        return try await withThrowingTaskGroup(of: (Recall, RecallGaps).self) { group in
            for day in days {
                let (written, sold) = (records[day] ?? [], lines[day] ?? [])
                group.addTask { try recall(lot, on: day, written, sold) }
            }
            var gaps = RecallGaps()
            var parts: [Recall] = []
            for try await (part, missing) in group {
                parts.append(part)
                gaps.merge(missing)
            }
            return (Recall(lot, of: parts), gaps)
        }
    }

    /// Follows a lot through one day, as its plan knew recipes and kitchens.
    private func recall(
        _ lot: Lot, on day: Day, _ records: [ProductionRecord], _ lines: [SoldLine]
    ) throws -> (Recall, RecallGaps) {
        let plan = SupplyWrittenPlan(self, day)
        let kept = try plan.flatMap { _ in try recipes(day) }
        let menu = kept.map(self.menu.cooking) ?? self.menu
        let kitchens = try kitchens(on: day)
        let demand = try plan?.demand() ?? []
        var gaps = RecallGaps(
            lines, records, demand, on: day, menu: menu, kitchens: kitchens, of: lot.kitchen)
        if plan == nil, !records.isEmpty || !lines.isEmpty { gaps.unplanned.insert(day) }
        if plan != nil, kept == nil { gaps.recipeless.insert(day) }
        var deliveries: [(day: Day, row: DemandRow)] = []
        for record in records where record.delivered > 0 {
            guard let kitchen = kitchens[record.canteen] else { continue }
            let row = DemandRow(
                kitchen: kitchen, canteen: record.canteen, period: record.period,
                dish: record.dish, portions: record.delivered)
            deliveries.append((day, row))
        }
        // What a record says of a dish at a meal stands; the tills tell of all others.
        let recorded = Set(records.map(\.pot))
        let planned = demand.map { (day: day, row: $0) }
            .filter { !recorded.contains($0.row.pot(on: day)) }
        let sold = Recall.deliveries(
            behind: lines, kitchens: kitchens, menu: menu, planned: planned
        ).filter { !recorded.contains($0.row.pot(on: day)) }
        let known = Set(sold.map { $0.row.pot(on: day) })
        let recall = Recall(
            lot, cooked: deliveries + sold, sold: lines, menu: menu,
            spared: Set(records.filter { $0.delivered == 0 }.map(\.pot)),
            // What is neither recorded nor sold may still be in the van.
            planned: planned.filter { !known.contains($0.row.pot(on: day)) })
        return (recall, gaps)
    }

    /// Every kitchen that cooks for a canteen or did so in a plan.
    func kitchens() throws -> Set<KitchenID> {
        var found = Set(canteens.map(\.kitchen)).union(menu.planRules.capacity.keys)
        for day in try plannedDays() { found.formUnion(try kitchens(on: day).values) }
        return found
    }

    /// Every ingredient that a plan's recipes took.
    func keptIngredients() throws -> Set<IngredientID> {
        try plannedDays().reduce(into: []) { found, day in
            found.formUnion(try recipes(day)?.ingredients ?? [])
        }
    }

    /// Who cooked for whom: the day's plan where there is one, else the register.
    func kitchens(on day: Day) throws -> [CanteenID: KitchenID] {
        var kitchens = Dictionary(canteens.map { ($0.id, $0.kitchen) }) { first, _ in first }
        let path = planFolder(day) + "/assignment.csv"
        guard FileManager.default.fileExists(atPath: path) else { return kitchens }
        let table = try CSV(
            try [UInt8](file: path), file: path, required: ["canteen", "kitchen"])
        for row in table.rows {
            kitchens[CanteenID(row["canteen"])] = KitchenID(row["kitchen"])
        }
        return kitchens
    }
}

extension DemandRow {
    fileprivate func pot(on day: Day) -> Pot {
        Pot(day: day, canteen: canteen, period: period, dish: dish)
    }
}

extension ReceiptLine {
    /// The line as a recall reads it.
    fileprivate var sold: SoldLine {
        SoldLine(
            receipt: receipt, day: day, canteen: canteen, period: period, item: item,
            portions: portions)
    }
}
