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
///     supply/plan-DAY/     a plan's sheets, what it rests on, the recipes that it was made with
///                          and what stays in store after it
struct SupplyDesk: Sendable {
    let menu: MenuBook
    let canteens: [Canteen]
    let folder: String
    /// What is against the rules in the menus: said, and no reason to stop.
    let menuNotes: [String]

    init(_ directory: DataDirectory) throws {
        menu = try MenuBook(folder: directory.menuPath)
        menuNotes = menu.ruleNotes(folder: directory.menuPath)
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
        let sheets = PlanSheets(plan, routes: routes, stock: stock)
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
}

extension SupplyDesk {
    /// Where the plan of a day is kept.
    func planFolder(_ day: Day) -> String { "\(folder)/plan-\(day)" }

    /// Days that have a plan, in their order.
    func plannedDays() throws -> [Day] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix("plan-") }.compactMap { Day($0.dropFirst(5)) }.sorted()
    }

    private var ordersPath: String { folder + "/orders.csv" }

    /// What was ordered ahead and kept, with what is ordered anew.
    func orders(with new: [PreOrder] = []) throws -> [PreOrder] {
        var old: [PreOrder] = []
        if FileManager.default.fileExists(atPath: ordersPath) {
            old = try PreOrder.read(
                csv: try [UInt8](file: ordersPath), file: ordersPath, menu: menu, isKept: true)
        }
        return new.isEmpty ? old : old.replaced(by: new)
    }

    /// The same without those whose dish has left the menu: for the day and later they are told one
    /// by one, because someone waits for them, before it they are counted.
    private func orders(
        with new: [PreOrder], from date: Day, _ gone: inout GoneDishes, _ notes: inout [String]
    ) throws -> [PreOrder] {
        let all = try orders(with: new)
        notes += all.filter { $0.day >= date && $0.portions > 0 && menu[$0.dish] == nil }.map {
            "\($0.canteen) ordered \($0.portions) × \($0.dish) for \($0.period.rawValue) of "
                + "\($0.day), which the menu no longer has; they are not planned"
        }
        let coming = all.filter { $0.day >= date && menu[$0.dish] != nil }
        return gone.taking(
            from: all.filter { $0.day < date }, file: "orders.csv", sets: true, dish: \.dish)
            + coming
    }

    /// Keeps orders for the next plan, which takes them for orders and not for walk-ins.
    func keep(_ orders: [PreOrder]) throws {
        guard !orders.isEmpty else { return }
        let text = PreOrder.csv(try self.orders(with: orders))
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: ordersPath), options: .atomic)
    }
}

extension SupplyDesk {
    /// Writes a plan's sheets, what it rests on and what it leaves; gives the paths.
    func write(_ planned: Planned, into folder: String) throws -> [String] {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var files: [(name: String, text: String)] = []
        for sheet in planned.sheets.all {
            files.append((sheet.name + ".csv", sheet.csv))
            let page = sheet.name == "labels" ? planned.sheets.labelPages : sheet.html
            files.append((sheet.name + ".html", page))
        }
        files.append(("assignment.csv", planned.plan.assignmentCSV))
        files.append(("counters.csv", planned.plan.countersCSV))
        files.append(("basis.csv", planned.basis.csv(menu: menu)))
        files.append(("stock.csv", planned.left.csv))
        let recipes = KeptRecipes(planned.plan.menu)
        files.append(("recipes.csv", recipes.recipesCSV))
        files.append(("sets.csv", recipes.setsCSV))
        return try files.map { name, text in
            let path = folder + "/" + name
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            return path
        }
    }

    private var recordsPath: String { folder + "/records.csv" }

    /// The production records that were kept, also of dishes that have left the menu; none where
    /// none was read in yet.
    func records() throws -> [ProductionRecord] {
        guard FileManager.default.fileExists(atPath: recordsPath) else { return [] }
        return try ProductionRecord.read(
            csv: try [UInt8](file: recordsPath), file: recordsPath, menu: menu, isKept: true)
    }

    /// Keeps records for the next plan and for recalls; a later one of a dish replaces it.
    func keep(_ records: [ProductionRecord]) throws {
        let text = ProductionRecord.csv(try self.records(), replacedBy: records)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: recordsPath), options: .atomic)
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
