import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Rehearsal
import Settlement
import Store
import Supply
import Till

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "One day at 115 canteens, end to end, then what to look at.",
        discussion: """
            Makes a district, runs the service and its tills over HTTP, sells a day, closes the \
            window, writes and verifies the settlement XML, reconciles the acquirer's morning and \
            plans tomorrow's kitchens from the day and four simulated weeks before it. The same \
            seed gives the same bytes. Interrupted, it goes on where it stopped.
            """)

    @Option(help: "The directory to make.") var data = "mulin-demo"
    @Option(help: "Chooses another district and another day's traffic.") var seed: UInt64 = 1
    @Option(help: "The business day.") var day = Day(number: 20_781)
    @Option(help: "Meals in the day.") var meals = 7_400
    @Option(help: "Canteens in the district.") var canteens = 115
    @Option(help: "People in the roster.") var diners = 60_000
    @Option(
        help: "What goes wrong in the acquirer's morning, such as missing=2,extra=1; also none.")
    var faults = DemoMorning.defaultFaults

    func run() async throws {
        let started = Date()
        let wanted = try AcquirerFolder.faults(faults)
        let plan = RehearsalPlan(
            seed: seed, day: day, meals: meals, canteens: canteens, diners: diners)
        Console.say("making a district: \(canteens) canteens, \(diners.grouped) diners …")
        let rehearsal = try DemoDistrict(plan: plan, path: data)
        let directory = try rehearsal.directory()
        let restarts = try await sell(rehearsal, in: directory)
        let closing = try DemoClosing(rehearsal: rehearsal, directory: directory)
        let morning = try DemoMorning(
            rehearsal: rehearsal, directory: directory, wanted: wanted)
        let kitchen = try await DemoKitchen(rehearsal: rehearsal, directory: directory)
        let report = DemoReport(
            rehearsal: rehearsal, closing: closing, morning: morning, kitchen: kitchen,
            restarts: restarts,
            seconds: Date().timeIntervalSince(started))
        for line in report.lines { Console.say(line) }
    }

    /// Runs the service in a process of its own and the tills in this one.
    private func sell(_ rehearsal: DemoDistrict, in directory: DataDirectory) async throws -> Int {
        let process = ServiceProcess(data: data)
        try await process.start()
        do {
            let link = ServiceLink(await process.address)
            Console.say("service on \(link.address); tills post to it")
            try await process.whileWatched {
                try await rehearsal.sellDay(through: link, in: directory)
            }
        } catch {
            await process.stop()
            throw error
        }
        await process.stop()
        return await process.restarts
    }
}

/// What a rehearsal is made from; the same plan gives the same bytes.
struct RehearsalPlan: Hashable, Sendable {
    let seed: UInt64
    let day: Day
    let meals: Int
    let canteens: Int
    let diners: Int

    /// How the plan is written down, to know it again after an interruption.
    var text: String {
        "seed \(seed), day \(day), meals \(meals), canteens \(canteens), diners \(diners)\n"
    }
}
