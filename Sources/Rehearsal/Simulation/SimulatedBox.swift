internal import Journal
internal import Meals
internal import Till

/// One till as a thing: a disk, a clock that may be wrong, a program that may be running.
final class SimulatedBox {
    let name: String
    let terminal: TerminalID
    let canteen: CanteenID
    private(set) var disk: VirtualDisk
    private let world: SimulatedWorld
    private var machine: TillMachine?
    /// What the till's clock is ahead of the true time.
    var clockAhead: Int64 = 0
    var isOnline = true
    /// Hashes of the lines that were said to be recorded, by epoch, in their order.
    private(set) var printed: [Int: [Digest]] = [:]
    /// Hashes of lines that an older image of the disk has wiped out.
    private(set) var archived: Set<Digest> = []
    /// True once the till must be enrolled anew.
    var needsEnrolment = true

    static let directory = "till"

    init(
        _ name: String, _ terminal: TerminalID, _ canteen: CanteenID, disk: VirtualDisk,
        world: SimulatedWorld
    ) {
        self.name = name
        self.terminal = terminal
        self.canteen = canteen
        self.disk = disk
        self.world = world
    }

    /// Another box with the same disk: a clone.
    func cloned(as name: String, random: SeededRandom) -> SimulatedBox {
        let box = SimulatedBox(
            name, terminal, canteen, disk: disk.image(random: random), world: world)
        box.printed = printed
        box.needsEnrolment = needsEnrolment
        return box
    }

    /// Puts an older image of the disk in.
    func restore(_ image: VirtualDisk) {
        machine = nil
        disk = image
        archived.formUnion(printed.values.joined())
        printed = [:]
    }

    /// The till's clock.
    func clock(_ now: Moment) -> Moment {
        Moment(milliseconds: now.milliseconds + clockAhead)
    }

    func shutDown() { machine = nil }

    /// The lives of its journal, as it tells the service when it is enrolled.
    func lives() throws -> [Enrolment] { try TillMachine.lives(in: Self.directory, on: disk) }

    func enrol(epoch: Int, secret: [UInt8]) throws {
        machine = nil
        try TillMachine.begin(
            terminal, epoch: epoch, in: Self.directory, secret: secret,
            tokenSecret: SimulatedWorld.tokenSecret, on: disk)
        needsEnrolment = false
    }

    /// Starts the program and compares what the disk still knows with what was promised.
    ///
    /// - Returns: false for a till that was never enrolled.
    func start() throws -> Bool {
        disk.switchOn()
        machine = nil
        do {
            machine = try TillMachine(
                terminal, in: Self.directory, canteen: canteen, snapshot: world.snapshot, on: disk)
        } catch Till.Failure.notEnrolled {
            needsEnrolment = true
            return false
        } catch  where disk.isOff {
            throw DiskFailure(path: Self.directory, reason: "the power is cut")
        } catch {
            throw SimulationFailure("\(name) does not start after a power cut: \(error)")
        }
        for epoch in TillMachine.epochs(in: Self.directory, on: disk) { try compare(epoch) }
        return true
    }

    /// Every line that was said to be recorded is on the disk; at most one more may be.
    private func compare(_ epoch: Int) throws {
        let lines = try self.lines(epoch).map(\.hash)
        let promised = printed[epoch] ?? []
        guard lines.starts(with: promised) else {
            throw SimulationFailure(
                "\(name) lost records of epoch \(epoch): \(promised.count) were printed, "
                    + "\(lines.count) are on the disk")
        }
        guard lines.count <= promised.count + 1 || promised.isEmpty else {
            throw SimulationFailure("\(name) has \(lines.count - promised.count) lines too many")
        }
        printed[epoch] = lines
    }

    /// The lines of an epoch on the disk.
    func lines(_ epoch: Int) throws -> [SealedLine] {
        let path = "\(Self.directory)/epoch-\(epoch.padded(3)).journal"
        return try JournalText(disk.peek(path), file: path).lines
    }

    /// Every line on the disk, by epoch.
    func journal() throws -> [[SealedLine]] {
        try TillMachine.epochs(in: Self.directory, on: disk).map { try lines($0) }
    }

    /// Looks at the running till; nil where none runs.
    func look<Value>(_ act: (inout TillMachine) throws -> Value) rethrows -> Value? {
        try machine.mutate(act)
    }

    var isRunning: Bool { machine != nil }
    var head: ChainHead? { look { $0.engine.head } }

    /// Works on the running till; what it sealed meanwhile counts as printed.
    func work<Value>(_ act: (inout TillMachine) throws -> Value) throws -> Value? {
        let before = head?.seq ?? 0
        defer { notePrinted(from: before) }
        return try machine.mutate(act)
    }

    private func notePrinted(from before: Int) {
        let added = look { machine -> (Int, [Digest]) in
            let lines = machine.uplink.unsent.filter { $0.id.seq > before }
            return (machine.engine.head.epoch, lines.map(\.hash))
        }
        if let (epoch, hashes) = added { printed[epoch, default: []] += hashes }
    }
}

extension Optional where Wrapped == TillMachine {
    /// Works on the value in its place.
    fileprivate mutating func mutate<Value>(
        _ act: (inout TillMachine) throws -> Value
    ) rethrows -> Value? {
        guard var value = take() else { return nil }
        do {
            let result = try act(&value)
            self = consume value
            return result
        } catch {
            self = consume value
            throw error
        }
    }
}
