import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Rehearsal
import Till

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Sells another system's baskets at their canteens' tills, through the service.",
        discussion: """
            A basket that was sold before is passed over: the same file twice sells once, and an \
            interrupted replay goes on where it stopped. Every till closes each of its days (Z).
            """)

    @Argument(help: "sales.csv") var sales: String
    @Option(help: "A running service; without it one is run for the time of the replay.")
    var service: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let directory = try data.directory()
        let file = try SalesFile(
            try [UInt8](file: sales), file: sales, canteens: try directory.canteens())
        if file.encoding == .gb18030, !output.wanted {
            Console.say("\(sales): read as \(file.encoding.rawValue)")
        }
        let replay = Replay(directory: directory, file: file)
        let outcome: Replay.Outcome
        if let service {
            outcome = try await replay.run(through: ServiceLink(service))
        } else {
            let process = ServiceProcess(data: data.path)
            try await process.start()
            do {
                let link = ServiceLink(await process.address)
                outcome = try await process.whileWatched { try await replay.run(through: link) }
            } catch {
                await process.stop()
                throw error
            }
            await process.stop()
        }
        report(outcome, file)
    }

    private func report(_ outcome: Replay.Outcome, _ file: SalesFile) {
        let gross = file.sales.total(\.gross)
        if output.wanted {
            Console.say([
                "baskets": .int(Int64(file.sales.count)), "lines": .int(Int64(file.lines)),
                "sold": .int(Int64(outcome.sold)), "skipped": .int(Int64(outcome.skipped)),
                "gross": gross.json,
                "days": .list(outcome.days.map { .text("\($0)") }),
            ])
            return
        }
        Console.say(
            "\(file.sales.count.grouped) baskets, \(file.lines.grouped) lines, ¥\(gross.grouped): "
                + "\(outcome.sold.grouped) sold now, \(outcome.skipped.grouped) sold before")
        guard let first = outcome.days.first, let last = outcome.days.last else { return }
        Console.say(
            "days \(first) to \(last); next: mulin close \(first) --data \(data.path), then "
                + "mulin settle \(first) --data \(data.path)")
    }
}

/// Plays a sales file at the tills, day by day.
struct Replay: Sendable {
    let directory: DataDirectory
    let file: SalesFile

    struct Outcome: Sendable {
        var sold = 0
        var skipped = 0
        var days: [Day] = []
    }

    func run(through link: ServiceLink) async throws -> Outcome {
        let places = Set(file.sales.map { Place(terminal: $0.terminal, canteen: $0.canteen) })
        let snapshot = try Snapshot(document: try await link.snapshot(link.currentSnapshot()))
        let hall = try await TillHall.open(
            places.sorted { $0.terminal < $1.terminal }.map { ($0.terminal, $0.canteen) },
            in: directory.tillsPath, snapshot: snapshot, link: link,
            enrolling: .asBureau(link, directory) { _ in
                var random = SystemRandomNumberGenerator()
                return (0..<32).map { _ in random.next() }
            })
        let days = Dictionary(grouping: file.sales) { $0.at.day }
        var outcome = Outcome(days: days.keys.sorted())
        let bar = ProgressBar("selling", total: file.sales.count)
        var before = 0
        for day in outcome.days {
            let run = DayRun(hall: hall, sales: days[day] ?? [])
            let start = before
            let (sold, skipped) = try await run.run { bar.show(start + $0) }
            outcome.sold += sold
            outcome.skipped += skipped
            before += run.count
            try await hall.closeDay(day, at: Replay.end(of: days[day] ?? [], day))
        }
        try await hall.drainPatiently()
        bar.finish()
        return outcome
    }

    private struct Place: Hashable {
        let terminal: TerminalID
        let canteen: CanteenID
    }

    /// A quarter past the day's last sale, yet on the same day.
    private static func end(of sales: [PlannedSale], _ day: Day) -> Moment {
        let last = sales.map(\.at).max() ?? Moment(day, secondOfDay: 0)
        return min(last.adding(seconds: 900), Moment(day, secondOfDay: 86_399))
    }
}

extension TillHall.Enrolling {
    /// Enrols with codes that the bureau's token gets from the service.
    static func asBureau(
        _ link: ServiceLink, _ directory: DataDirectory,
        secret: @escaping @Sendable (TerminalID) -> [UInt8]
    ) -> TillHall.Enrolling {
        TillHall.Enrolling(
            code: { terminal in
                var random = SystemRandomNumberGenerator()
                let code = EnrolmentCode.make(&random)
                try await EnrolmentCode.allow(
                    terminal, code: code, at: link, directory: directory)
                return code
            }, secret: secret)
    }
}

extension TillHall {
    /// Sends everything, waiting for a service that is away for up to a minute.
    func drainPatiently() async throws {
        for _ in 0..<120 {
            do {
                try await drain()
                return
            } catch is ServiceLink.Failure {
                try await Task.sleep(for: .milliseconds(500))
            }
        }
        try await drain()
    }
}
