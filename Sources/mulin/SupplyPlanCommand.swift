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
    ///
    /// - Parameter out: the folder of the plans; the data directory's own without it.
    func plan(
        _ date: Day, out: String? = nil
    ) throws -> (planned: SupplyDesk.Planned, desk: SupplyDesk) {
        let (ledger, directory, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let desk = try SupplyDesk(directory)
        let planned = try desk.plan(
            date, books: try BooksReader(store: ledger.store), papers: try papers(desk.menu),
            plans: out)
        return (planned, desk)
    }

    private func papers(_ menu: MenuBook) throws -> SupplyDesk.Papers {
        var papers = SupplyDesk.Papers()
        papers.days = history
        if let records {
            papers.records = try ProductionRecord.read(
                csv: try [UInt8](file: records), file: records, menu: menu)
        }
        if let orders {
            papers.orders = try PreOrder.read(
                csv: try [UInt8](file: orders), file: orders, menu: menu)
        }
        if let events {
            papers.events = try EventTable(csv: try [UInt8](file: events), file: events)
        }
        papers.sites = try sites.map { try Sites(csv: try [UInt8](file: $0), file: $0) }
        if let routes {
            papers.routes = try Routes.Fixed(csv: try [UInt8](file: routes), file: routes)
        }
        return papers
    }
}

extension SupplyCommand {
    struct PlanCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Plans a day's portions, purchases, batches, routes, labels and samples.",
            discussion: """
                The plan rests on what was sold in the weeks before, on the production records \
                that were read in and on the official calendar; what the plan before it left in \
                store is taken off the purchase. Counts from before the tills' journals lie in \
                supply/history.csv (day,canteen,period,dish,portions[,sold_out]). It takes, where \
                they are given: pre-orders (day,canteen,period,dish,portions\
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
            let (planned, desk) = try inputs.plan(date, out: out)
            let folder = (out ?? desk.folder) + "/plan-\(date)"
            try guardLock(planned.plan.rules, folder)
            report(planned, try desk.write(planned, into: folder))
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

        private func report(_ planned: SupplyDesk.Planned, _ files: [String]) {
            let plan = planned.plan
            let statements = plan.statements + planned.notes
            if output.wanted {
                Console.say([
                    "day": .text("\(date)"),
                    "portions": .int(Int64(plan.rows.reduce(0) { $0 + $1.planned })),
                    "kitchens": .int(Int64(plan.kitchens.count)),
                    "statements": .list(statements.map { .text($0) }),
                    "files": .list(files.map { .text($0) }),
                ])
                return
            }
            for statement in statements { Console.warn("mulin: \(statement)") }
            for file in files { Console.say(file) }
        }
    }
}

extension Moment {
    /// Hours and minutes in Shanghai, such as `16:30`.
    fileprivate var timeOfDay: String { String(description.dropFirst(11).prefix(5)) }
}
