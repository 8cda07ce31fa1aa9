import Foundation
import Ledger
import Meals
import Subsidies
import Supply

/// The kitchens' papers in a data directory: what plans rest on and what they leave behind.
///
///     supply/history.csv   portions that were sold before the tills' own journals begin
///     supply/records.csv   production records that were read in
///     supply/plan-DAY/     a plan's sheets, what it rests on, and what stays in store after it
struct SupplyDesk: Sendable {
    let menu: MenuBook
    let canteens: [Canteen]
    let folder: String

    init(_ directory: DataDirectory) throws {
        menu = try MenuBook(folder: directory.menuPath)
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
    ///
    /// - Parameter plans: the folder of the plans, of which the last before the day tells what is
    ///   in store.
    func plan(
        _ date: Day, books: BooksReader, papers: Papers = Papers(), plans: String? = nil
    ) throws -> Planned {
        var notes: [String] = []
        var basis = ProductionPlan.Basis(
            history: try history(books, until: date, days: papers.days, papers.records))
        basis.orders = papers.orders
        basis.sites = papers.sites
        let official = try calendar((date + -papers.days)...(date + 14), &notes)
        basis.events = EventTable(papers.events.entries + official)
        for entry in papers.events.entries where entry.event == "closed" {
            guard let canteen = entry.series else { continue }
            basis.closed[entry.day, default: []].insert(CanteenID(canteen))
        }
        let made = ProductionPlan.plans(
            for: date...date, basis: basis, menu: menu, canteens: canteens)
        guard let plan = made.first, !plan.rows.isEmpty else {
            throw Failure(
                "nothing was sold in the \(papers.days) days before \(date) and nothing is ordered;"
                    + " there is no plan to make", code: Failure.badInput)
        }
        let stock = try stock(before: date, in: plans ?? folder)
        let routes = Routes(plan, fixed: papers.routes, sites: papers.sites)
        return Planned(
            plan: plan, basis: basis, sheets: PlanSheets(plan, routes: routes, stock: stock),
            left: stock.after(plan), notes: notes)
    }

    /// The tills' numbers, and what others counted where the tills have none.
    private func history(
        _ books: BooksReader, until date: Day, days: Int, _ records: [ProductionRecord]
    ) throws -> SalesHistory {
        var past = SalesHistory()
        let sold = try books.portions(on: (date + -days)...(date + -1))
        for (day, portions) in sold.sorted(by: { $0.key < $1.key }) {
            past.add(portions, on: day, menu: menu)
        }
        let path = folder + "/history.csv"
        if FileManager.default.fileExists(atPath: path) {
            let counted = try SalesHistory.entries(
                csv: try [UInt8](file: path), file: path, menu: menu)
            past.add(before: counted.filter { ((date + -days)..<date).contains($0.day) })
        }
        // The till's numbers stand; a record adds what a till has not, and what ran out.
        let written = (try self.records() + records).filter { $0.day < date }
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
    private func stock(before date: Day, in plans: String) throws -> Stock {
        guard FileManager.default.fileExists(atPath: plans) else { return Stock() }
        let last = try FileManager.default.contentsOfDirectory(atPath: plans)
            .filter { $0.hasPrefix("plan-") }.compactMap { Day($0.dropFirst(5)) }
            .filter { $0 < date }.sorted()
            .last { FileManager.default.fileExists(atPath: "\(plans)/plan-\($0)/stock.csv") }
        guard let last else { return Stock() }
        let path = "\(plans)/plan-\(last)/stock.csv"
        return try Stock(csv: try [UInt8](file: path), file: path, menu: menu)
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
        return try files.map { name, text in
            let path = folder + "/" + name
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            return path
        }
    }

    private var recordsPath: String { folder + "/records.csv" }

    /// The production records that were kept; none where none was read in yet.
    func records() throws -> [ProductionRecord] {
        guard FileManager.default.fileExists(atPath: recordsPath) else { return [] }
        return try ProductionRecord.read(
            csv: try [UInt8](file: recordsPath), file: recordsPath, menu: menu)
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
