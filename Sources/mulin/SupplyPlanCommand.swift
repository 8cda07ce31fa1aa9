import Journal
import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Supply

/// What a plan is made from, as the commands name it.
struct PlanInputs: ParsableArguments {
    @Option(help: "A file with what canteens ordered ahead.") var orders: String?
    @Option(help: "A file with production records of the days before.") var records: String?
    @Option(help: "A file with events that are known ahead.") var events: String?
    @Option(help: "A file with the places of canteens and kitchens.") var sites: String?
    @Option(help: "A file with routes that a person has fixed.") var routes: String?
    @Option(help: "Days of sales to look back on.") var history = 84
    @OptionGroup var data: DataOption

    func validate() throws {
        guard (1...800).contains(history) else {
            throw ValidationError("--history \(history): write a number of days from 1 to 800")
        }
    }

    /// The plan of a day, from the books of the data directory.
    func plan(_ date: Day) throws -> (sheets: PlanSheets, plan: ProductionPlan, folder: String) {
        let (ledger, directory, lock) = try data.openLedger()
        defer { withExtendedLifetime(lock) {} }
        let menu = try MenuBook(folder: directory.menuPath)
        let canteens = try directory.canteens()
        let basis = try basis(date, try BooksReader(store: ledger.store), menu)
        let plans = ProductionPlan.plans(
            for: date...date, basis: basis, menu: menu, canteens: canteens)
        guard let plan = plans.first, !plan.rows.isEmpty else {
            throw Failure(
                "nothing was sold in the \(history) days before \(date) and nothing is ordered;"
                    + " there is no plan to make", code: Failure.badInput)
        }
        let fixed = try routes.map { try Routes.Fixed(csv: try [UInt8](file: $0), file: $0) }
        let tours = Routes(plan, fixed: fixed ?? .init(), sites: basis.sites)
        return (PlanSheets(plan, routes: tours), plan, directory.path + "/supply")
    }

    private func basis(
        _ date: Day, _ books: BooksReader, _ menu: MenuBook
    ) throws -> ProductionPlan.Basis {
        var past = SalesHistory()
        let records =
            try self.records.map {
                try ProductionRecord.read(csv: try [UInt8](file: $0), file: $0, menu: menu)
            } ?? []
        for back in stride(from: history, through: 1, by: -1) {
            let day = date + -back
            let sold = try books.soldItems(inWindow: day).map {
                SoldPortions(
                    canteen: $0.canteen, period: $0.period, item: $0.item, portions: $0.portions)
            }
            past.add(sold, on: day, menu: menu)
        }
        // The till's numbers stand; a record adds what a till has not, and what ran out.
        past.merge(records.filter { $0.day < date }.map(\.sale))
        var basis = ProductionPlan.Basis(history: past)
        if let orders {
            basis.orders = try PreOrder.read(
                csv: try [UInt8](file: orders), file: orders, menu: menu)
        }
        if let events {
            basis.events = try EventTable(csv: try [UInt8](file: events), file: events)
            for entry in basis.events.entries where entry.event == "closed" {
                guard let canteen = entry.series else { continue }
                basis.closed[entry.day, default: []].insert(CanteenID(canteen))
            }
        }
        basis.sites = try sites.map { try Sites(csv: try [UInt8](file: $0), file: $0) }
        return basis
    }
}

extension SupplyCommand {
    struct PlanCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Plans a day's portions, purchases, batches, routes, labels and samples.",
            discussion: """
                The plan rests on what was sold in the weeks before. Beside the data directory's \
                menu it takes, where they are given: pre-orders (day,canteen,period,dish,portions\
                [,ordered_at,reason]), production records, events (date,event[,series]; the event \
                `closed` with a canteen as its series shuts it), sites (site,x,y in kilometres) and \
                fixed routes (kitchen,route,canteen). After the lock of the day before a plan \
                changes only with a reason.
                """)

        @Argument(help: "The day to plan, such as 2026-11-24.") var date: Day
        @Option(help: "The folder for the sheets; the data directory's own without it.")
        var out: String?
        @Option(help: "Why the plan changes after its lock.") var reason: String?
        @OptionGroup var inputs: PlanInputs
        @OptionGroup var output: JSONOption

        func run() throws {
            let (sheets, plan, own) = try inputs.plan(date)
            let folder = (out ?? own) + "/plan-\(date)"
            try guardLock(plan.rules, folder)
            report(plan, try write(sheets, into: folder))
        }

        /// After the lock an existing plan is only replaced with a reason, which is kept.
        private func guardLock(_ rules: PlanRules, _ folder: String) throws {
            let exists = FileManager.default.fileExists(atPath: folder + "/packing.csv")
            let now = Moment.now
            let lockDay = date + -1
            let isLocked =
                now.day > lockDay || (now.day == lockDay && now.timeOfDay >= rules.lock)
            guard exists, isLocked else { return }
            guard let reason, !reason.isEmpty else {
                throw Failure(
                    "the plan of \(date) is locked since \(lockDay) \(rules.lock); give --reason",
                    code: Failure.badInput)
            }
            let path = folder + "/changes.csv"
            var log = CSV.row(["changed_at", "reason"])
            if FileManager.default.fileExists(atPath: path) {
                log = try String(contentsOfFile: path, encoding: .utf8)
            }
            log += CSV.row(["\(now.day) \(now.timeOfDay)", reason])
            try Data(log.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        }

        private func write(_ sheets: PlanSheets, into folder: String) throws -> [String] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            var files: [(name: String, text: String)] = []
            for sheet in sheets.all {
                files.append((sheet.name + ".csv", sheet.csv))
                let page = sheet.name == "labels" ? sheets.labelPages : sheet.html
                files.append((sheet.name + ".html", page))
            }
            return try files.map { name, text in
                let path = folder + "/" + name
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
                return path
            }
        }

        private func report(_ plan: ProductionPlan, _ files: [String]) {
            if output.wanted {
                Console.say([
                    "day": .text("\(date)"),
                    "portions": .int(Int64(plan.rows.reduce(0) { $0 + $1.planned })),
                    "kitchens": .int(Int64(plan.kitchens.count)),
                    "statements": .list(plan.statements.map { .text($0) }),
                    "files": .list(files.map { .text($0) }),
                ])
                return
            }
            for statement in plan.statements { Console.warn("mulin: \(statement)") }
            for file in files { Console.say(file) }
        }
    }
}

extension Moment {
    /// Hours and minutes in Shanghai, such as `16:30`.
    fileprivate var timeOfDay: String { String(description.dropFirst(11).prefix(5)) }
}
