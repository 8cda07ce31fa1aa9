import Foundation
import Ledger
import Meals
import Subsidies
import Supply

/// The kitchens' papers in a data directory: what plans rest on and what they leave behind.
///
///     supply/history.csv   portions that were sold before the tills' own journals begin
///     supply/records.csv   production records that were read in
///     supply/orders.csv    what canteens ordered ahead
///     supply/events.csv, sites.csv, routes.csv   as they were given last
///     supply/plan-DAY/     a plan's sheets, what it rests on, the recipes that it was made with
///                          and what stays in store after it
struct SupplyDesk: Sendable {
    let menu: MenuBook
    let canteens: [Canteen]
    let folder: String
    /// What is against the rules in the menus: said, and no reason to stop.
    let menuNotes: [String]

    /// - Parameter inPart: true where what can be read of the menus is better than nothing; what is
    ///   missing then is told.
    init(_ directory: DataDirectory, inPart: Bool = false) throws {
        let path = directory.menuPath
        let (book, errors) = MenuBook.checked(folder: path)
        if !inPart, !errors.isEmpty { throw Problems(errors) }
        menu = book
        menuNotes =
            errors.prefix(1).map {
                "the menus have \(errors.count) errors and are read in part (\($0)); mulin menu check "
                    + "\(path) names all of them"
            } + menu.ruleNotes(folder: path)
        canteens = try directory.canteens()
        folder = directory.path + "/supply"
    }

    /// What a person hands in beside the data directory.
    struct Papers {
        var orders: [PreOrder] = []
        var records: [ProductionRecord] = []
        var events = EventTable([])
        var sites: Sites?
        var routes = Routes.Fixed()
        /// Days to look back on.
        var days = 84
    }

    /// A day's plan with everything that is printed of it.
    struct Planned {
        let plan: ProductionPlan
        let basis: ProductionPlan.Basis
        let sheets: PlanSheets
        /// What stands in store after it.
        let left: Stock
        let notes: [String]
    }

    /// Plans a day from the books, the papers and the official calendar.
    func plan(
        _ date: Day, books: BooksReader, papers: Papers = Papers()
    ) throws -> Planned {
        var notes = menuNotes
        let basis = try basis(date, books: books, papers: papers, &notes)
        let made = ProductionPlan.plans(
            for: date...date, basis: basis, menu: menu, canteens: canteens)
        guard let plan = made.first, !plan.rows.isEmpty else {
            let statements = made.first?.statements ?? []
            throw Failure(
                (statements.isEmpty
                    ? "nothing was sold in the \(papers.days) days before \(date) and nothing is "
                        + "ordered" : statements.joined(separator: "\n"))
                    + "; there is no plan to make of \(date)", code: Failure.badInput)
        }
        let stock = try stock(before: date)
        let routes = Routes(plan, fixed: papers.routes, sites: papers.sites)
        notes += papers.routes.statements(plan)
        let sheets = PlanSheets(
            plan, routes: routes, stock: stock, standing: try standing(before: date))
        notes += try staleStores(after: date, sheets.left)
        return Planned(plan: plan, basis: basis, sheets: sheets, left: sheets.left, notes: notes)
    }

    /// What walks in on a day, on the basis that a plan of it has.
    func forecast(
        _ date: Day, books: BooksReader, papers: Papers
    ) throws -> (forecast: DayForecast, notes: [String]) {
        var notes = menuNotes
        let basis = try basis(date, books: books, papers: papers, &notes)
        let forecast = DayForecast(for: date, basis: basis, menu: menu, canteens: canteens)
        guard !forecast.rows.isEmpty || !forecast.statements.isEmpty else {
            throw Failure(
                "nothing was sold in the \(papers.days) days before \(date); there is nothing to "
                    + "forecast from", code: Failure.badInput)
        }
        return (forecast, notes)
    }

    private func basis(
        _ date: Day, books: BooksReader, papers: Papers, _ notes: inout [String]
    ) throws -> ProductionPlan.Basis {
        let unknown = menu.planRules.strangers(to: canteens, sites: papers.sites)
        if let kitchen = unknown.first {
            throw Failure(
                "plan.yaml: capacity: no canteen has the kitchen '\(kitchen)' and --sites has no "
                    + "place for it; correct its name or give it a place", code: Failure.badInput)
        }
        var gone = GoneDishes(menu)
        var basis = ProductionPlan.Basis(
            history: try history(
                books, (date + -papers.days)...(date + -1), papers.records, &gone))
        notes += basis.history.unknownNote.map { [$0] } ?? []
        let strangers = Set(basis.history.entries.map(\.canteen))
            .subtracting(canteens.map(\.id)).sorted()
        if !strangers.isEmpty {
            notes.append(
                "the past has sales of canteens that the register has not: "
                    + strangers.map(\.text).joined(separator: ", "))
        }
        basis.orders = try orders(with: papers.orders, from: date, &gone, &notes)
        notes += gone.note.map { [$0] } ?? []
        basis.sites = papers.sites
        let official = try calendar((date + -papers.days)...(date + 14), &notes)
        basis.events = EventTable(papers.events.entries + official)
        return basis
    }

    /// The tills' numbers, and what others counted where the tills have none.
    private func history(
        _ books: BooksReader, _ days: ClosedRange<Day>, _ records: [ProductionRecord],
        _ gone: inout GoneDishes
    ) throws -> SalesHistory {
        var past = SalesHistory()
        let sold = try books.portions(on: days)
        for (day, portions) in sold.sorted(by: { $0.key < $1.key }) {
            past.add(portions, on: day, menu: menu)
        }
        let path = folder + "/history.csv"
        if FileManager.default.fileExists(atPath: path) {
            let counted = try SalesHistory.entries(
                csv: try [UInt8](table: path), file: path, menu: menu, isKept: true)
            let known = gone.taking(from: counted, file: "history.csv", sets: false, dish: \.dish)
            past.add(before: known.filter { days.contains($0.day) })
        }
        // The till's numbers stand; a record adds what a till has not, and what ran out.
        let kept = gone.taking(
            from: try self.records(), file: "records.csv", sets: false, dish: \.dish)
        let written = kept.replaced(by: records).filter { $0.day <= days.upperBound }
        past.merge(written.served(by: past).map(\.sale))
        return past
    }

    /// Public holidays and make-up working days, as events that are known ahead.
    private func calendar(
        _ days: ClosedRange<Day>, _ notes: inout [String]
    ) throws -> [EventTable.Entry] {
        let official = try WorkCalendar(yaml: try ProductData().calendars())
        for year in days.lowerBound.parts.year...days.upperBound.parts.year
        where !official.years.contains(year) {
            notes.append(
                "Settlements/Calendar has no year \(year); its holidays are planned as plain days")
        }
        return (days.lowerBound.number...days.upperBound.number).compactMap { number in
            let day = Day(number: number)
            switch official.type(of: day) {
            case .holiday: return EventTable.Entry(day: day, event: "public-holiday")
            case .workday where day.weekday > 5:
                return EventTable.Entry(day: day, event: "make-up-workday")
            case .workday, .weekend: return nil
            }
        }
    }

    /// What the last plan before a day leaves in store.
    ///
    /// A day that is planned again reads the same plan before it, so nothing is counted twice.
    private func stock(before date: Day) throws -> Stock {
        let last = try plannedDays().last { day in
            day < date && FileManager.default.fileExists(atPath: planFolder(day) + "/stock.csv")
        }
        guard let last else { return Stock() }
        let path = planFolder(last) + "/stock.csv"
        return try Stock(csv: try [UInt8](file: path), file: path, menu: menu, isKept: true)
    }

    /// Later plans whose purchases rest on another store than this plan leaves.
    private func staleStores(after date: Day, _ left: Stock) throws -> [String] {
        let later = try plannedDays().filter { $0 > date }
        let path = planFolder(date) + "/stock.csv"
        let before =
            FileManager.default.fileExists(atPath: path)
            ? try String(contentsOfFile: path, encoding: .utf8) : nil
        guard !later.isEmpty, before != left.csv else { return [] }
        let days = later.map(\.description).joined(separator: ", ")
        return [
            "the purchases of \(days) were planned from another store than \(date) leaves now; plan "
                + "\(later.count > 1 ? "them" : "it") again"
        ]
    }

    /// Boxes that stand at the canteens: those of the last van that called, some days back.
    private func standing(before date: Day) throws -> [CanteenID: Int] {
        var standing: [CanteenID: Int] = [:]
        for day in try plannedDays().filter({ $0 < date }).suffix(7) {
            let path = planFolder(day) + "/routes.csv"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            standing.merge(
                try PlanSheets.standing(csv: try [UInt8](file: path), file: path)
            ) { _, new in new }
        }
        return standing
    }
}

extension BooksReader {
    /// What the tills sold on some business days, as the kitchens count it; late records too.
    func portions(on days: ClosedRange<Day>) throws -> [Day: [SoldPortions]] {
        Dictionary(grouping: try soldItems(on: days), by: \.day).mapValues { items in
            items.map {
                SoldPortions(
                    canteen: $0.canteen, period: $0.period, item: $0.item, portions: $0.portions)
            }
        }
    }
}
