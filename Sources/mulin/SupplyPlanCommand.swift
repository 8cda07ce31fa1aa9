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

    /// The options with a file that a plan rests on, as they were given.
    var given: [String] {
        [
            ("--orders", orders), ("--records", records), ("--events", events),
            ("--sites", sites), ("--routes", routes),
        ].compactMap { $1 == nil ? nil : $0 }
    }

    /// The papers that stay in force for the plans after.
    var standing: [SupplyDesk.Standing: String] {
        [SupplyDesk.Standing.events: events, .sites: sites, .routes: routes].compactMapValues { $0 }
    }

    /// The plan of a day, from the books of the data directory.
    ///
    /// - Parameters:
    ///   - now: when it is made.
    ///   - reason: why what comes after the lock comes late.
    func plan(
        _ date: Day, at now: Moment = .now, reason: String? = nil
    ) throws -> (planned: SupplyDesk.Planned, desk: SupplyDesk) {
        let (ledger, directory, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let desk = try SupplyDesk(directory)
        let planned = try desk.plan(
            date, books: try BooksReader(store: ledger.store),
            papers: try papers(desk, at: now, reason: reason))
        return (planned, desk)
    }

    func papers(
        _ desk: SupplyDesk, at now: Moment = .now, reason: String? = nil
    ) throws -> SupplyDesk.Papers {
        var papers = SupplyDesk.Papers()
        papers.days = history
        if let records {
            papers.records = try desk.records(in: records)
        }
        if let orders {
            papers.orders = try PreOrder.read(
                csv: try [UInt8](table: orders), file: orders, menu: desk.menu,
                canteens: Set(desk.canteens.map(\.id)),
                received: PreOrder.Receipt(
                    day: now.day, clock: now.timeOfDay, reason: reason))
        }
        if let events = desk.standing(.events, given: events) {
            papers.events = try EventTable(csv: try [UInt8](table: events), file: events)
        }
        papers.sites = try desk.standing(.sites, given: sites).map {
            try Sites(csv: try [UInt8](table: $0), file: $0)
        }
        if let routes = desk.standing(.routes, given: routes) {
            papers.routes = try Routes.Fixed(csv: try [UInt8](table: routes), file: routes)
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
                [,ordered_at,reason]), which are kept for the days after, production records, \
                events (date,event[,series]), sites (site,x,y in kilometres) and fixed routes \
                (kitchen,route,canteen); these three stay in force until others are given, and a \
                file of nothing but its header ends them. A later order of a dish of a meal \
                replaces the one that was kept, with 0 portions it withdraws it. The series of an event is a canteen, a meal c1|lunch or a \
                class c1|lunch|soup, none is all; the event `closed` shuts it, `open` opens what \
                would be planned as shut because it never sold on such a day. The plan is kept in \
                the data directory; after the lock of the day before it changes only with a reason, \
                and an order that comes then needs one, too; what changes is kept in its changes.csv.
                """)

        @Argument(help: "The day to plan, such as 2026-11-24.") var date: Day
        @Option(help: "A folder for a copy of the sheets.") var out: String?
        @Option(help: "Why the plan changes after its lock.") var reason: String?
        @OptionGroup var inputs: PlanInputs
        @OptionGroup var output: JSONOption

        func validate() throws {
            if let reason, reason.trimmed.isEmpty {
                throw ValidationError("--reason is empty: say why the plan changes")
            }
        }

        func run() throws {
            let now = Moment.now
            let (planned, desk) = try inputs.plan(date, at: now, reason: reason)
            let log = try lateChanges(planned.plan, desk, now)
            // What a person asked for elsewhere comes first: where it fails the kept plan stands.
            let copies = try out.map { try desk.write(planned, into: "\($0)/plan-\(date)") }
            if let log {
                try Data(log.utf8).write(
                    to: URL(fileURLWithPath: desk.planFolder(date) + "/changes.csv"),
                    options: .atomic)
            }
            let kept = try desk.write(planned, into: desk.planFolder(date))
            try desk.keep(planned.basis.orders)
            try desk.keep(inputs.standing)
            report(planned, copies ?? kept, now)
        }

        /// The log of changes with those of this plan; nil where it is not late.
        ///
        /// After the lock an existing plan is only replaced with a reason.
        private func lateChanges(
            _ plan: ProductionPlan, _ desk: SupplyDesk, _ now: Moment
        ) throws -> String? {
            let lockDay = date + -1
            let isLocked =
                now.day > lockDay || (now.day == lockDay && now.timeOfDay >= plan.rules.lock)
            guard isLocked, let former = SupplyWrittenPlan(desk, date) else { return nil }
            guard let reason else {
                throw Failure(
                    "the plan of \(date) is locked since \(lockDay) \(plan.rules.lock); give "
                        + "--reason", code: Failure.badInput)
            }
            let path = desk.planFolder(date) + "/changes.csv"
            let log =
                FileManager.default.fileExists(atPath: path)
                ? try String(contentsOfFile: path, encoding: .utf8) : PlanChange.header
            let changes = PlanChange.changes(from: try former.demand(), to: plan.demand())
            return log
                + PlanChange.csv(
                    changes, at: "\(now.day) \(now.timeOfDay)", reason: reason.trimmed)
        }

        private func report(
            _ planned: SupplyDesk.Planned, _ files: [String], _ now: Moment
        ) {
            let plan = planned.plan
            let statements =
                plan.statements + planned.notes
                + planned.sheets.missedCutoffs(today: now.day, time: now.timeOfDay)
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
