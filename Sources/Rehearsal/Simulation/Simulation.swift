internal import Journal
internal import Ledger
internal import Meals
internal import Till

/// A small district that lives through some days of faults, decided by one seed.
///
/// The tills' machine, their journals and the ledger are the real ones; clock, network and disks
/// are made up. Everything happens in one thread in an order that the seed fixes.
package struct Simulation {
    package let seed: UInt64
    let world: SimulatedWorld
    let service: SimulatedService
    var random: SeededRandom
    var now = SimulatedWorld.start
    var boxes: [SimulatedBox] = []
    var images: [(box: Int, disk: VirtualDisk)] = []
    /// Messages that are still on their way although their sender gave up.
    var underway: [(message: Uplink.Message, signature: [UInt8])] = []
    /// Tills whose disk was copied or put back: only they may fork or fall behind.
    var tampered: Set<TerminalID> = []
    /// Tills whose key was ended at some time.
    var revoked: Set<TerminalID> = []
    var cuts = 0
    private(set) var events: [String] = []
    private var secrets: UInt8 = 0
    package private(set) var acts = 0

    private let planted: PlantedFault?

    /// A fault that no till can do anything about, to see that the checks notice it.
    package enum PlantedFault: Sendable {
        /// Disks say that bytes are synced when they are not.
        case lyingDisks
        /// Disks are copied and nobody is told which.
        case secretCopies
    }

    private init(seed: UInt64, world: SimulatedWorld, planted: PlantedFault?) throws {
        self.seed = seed
        self.planted = planted
        self.world = world
        random = SeededRandom(seed: seed, "simulation")
        service = try SimulatedService(world)
        for (terminal, canteen) in world.terminals {
            let disk = VirtualDisk(
                random: SeededRandom(seed: seed, "disk \(terminal)"),
                isLying: planted == .lyingDisks)
            boxes.append(
                SimulatedBox(terminal.text, terminal, canteen, disk: disk, world: world))
        }
    }

    /// Lives one seed.
    ///
    /// - Returns: how much happened.
    /// - Throws: ``SimulationFailure`` with the seed and the last events.
    package static func run(
        seed: UInt64, in world: SimulatedWorld, planting planted: PlantedFault? = nil
    ) throws -> Tally {
        var simulation = try Simulation(seed: seed, world: world, planted: planted)
        do {
            try simulation.live()
            try simulation.heal()
            try simulation.check()
        } catch {
            throw SimulationFailure(
                "seed \(seed): \(error)\n"
                    + simulation.events.suffix(20).map { "  \($0)" }.joined(separator: "\n"))
        }
        return simulation.tally
    }

    /// What a seed saw.
    package struct Tally: Hashable, Sendable {
        package var events = 0
        package var records = 0
        package var cuts = 0
    }

    private var tally: Tally {
        var tally = Tally()
        tally.events = acts
        tally.cuts = cuts
        tally.records = boxes.reduce(0) { $0 + $1.printed.values.reduce(0) { $0 + $1.count } }
        return tally
    }

    mutating func note(_ event: String) {
        acts += 1
        events.append("\(now) \(event)")
        if events.count > 40 { events.removeFirst(20) }
    }

    private mutating func live() throws {
        for place in boxes.indices { try enrol(place) }
        for _ in 0..<random.within(30...70) {
            pass()
            try step()
        }
    }

    /// Lets some time pass; nights and weeks sometimes.
    private mutating func pass() {
        let minutes = random.pick([
            (1, weight: 6), (17, weight: 6), (190, weight: 2), (960, weight: 1),
        ])
        now = Moment(
            milliseconds: now.milliseconds + Int64(minutes) * 60_000 + Int64(random.below(50_000)))
        if now.secondOfDay < 25_200 { now = Moment(now.day, secondOfDay: 36_000) }
    }

    private mutating func step() throws {
        let place = random.below(boxes.count)
        switch random.pick(Simulation.steps) {
        case .sell: try sell(place)
        case .giveBack: try giveBack(place)
        case .moveCash: try moveCash(place)
        case .closeDay: try closeDay(place)
        case .poison: try poison(place)
        case .sync: try sync(place, faults: true)
        case .unplug: boxes[place].isOnline.toggle()
        case .turnClock: turnClock(place)
        case .cutPower: cutPower(place)
        case .planCut: planCut(place)
        case .fillDisk: boxes[place].disk.fill(random.happens(5_000))
        case .faultDisk: boxes[place].disk.planFault(afterActs: random.below(4))
        case .restart: try restart(place)
        case .secondProcess: try startTwice(place)
        case .imageDisk: images.append((place, boxes[place].disk.image(random: fork())))
        case .restoreDisk: try restoreDisk()
        case .cloneDisk: clone(place)
        case .rotateKey: try enrol(place)
        case .revokeKey: try revoke(place)
        case .deliverLate: try deliverLate()
        case .restartService: try service.restart()
        case .backUp: try service.keepBackup()
        case .restoreService: try restoreService()
        case .closeWindow: try closeWindows(upTo: SettlementCalendar().date(of: now) + -2)
        }
    }

    private enum Step {
        case sell, giveBack, moveCash, closeDay, poison, sync, unplug, turnClock, cutPower, planCut
        case fillDisk, faultDisk, restart, secondProcess, imageDisk, restoreDisk, cloneDisk
        case rotateKey, revokeKey, deliverLate, restartService, backUp, restoreService, closeWindow
    }

    private static let steps: [(Step, weight: Int)] = [
        (.sell, 60), (.giveBack, 12), (.moveCash, 3), (.closeDay, 4), (.poison, 2), (.sync, 26),
        (.unplug, 8), (.turnClock, 4), (.cutPower, 4), (.planCut, 8), (.fillDisk, 4),
        (.faultDisk, 3), (.restart, 3), (.secondProcess, 1), (.imageDisk, 2), (.restoreDisk, 1),
        (.cloneDisk, 1), (.rotateKey, 2), (.revokeKey, 1), (.deliverLate, 5), (.restartService, 2),
        (.backUp, 2),
        (.restoreService, 1), (.closeWindow, 4),
    ]

    /// Notes that a till's disk is a copy or an old image from now on.
    mutating func tamper(_ terminal: TerminalID) {
        if planted != .secretCopies { tampered.insert(terminal) }
    }

    mutating func fork() -> SeededRandom { SeededRandom(seed: random.next(), "fork") }

    mutating func nextSecret() -> [UInt8] {
        secrets += 1
        return [UInt8](repeating: secrets, count: 31) + [UInt8(truncatingIfNeeded: seed)]
    }
}
