internal import Synchronization
package import Till

/// A till's disk in memory, whose power can be cut between any two acts and within each.
///
/// What was written is not sure before it is synced: a power cut keeps some of the unsynced acts
/// of each file in their order, the last one perhaps torn, and some of the unsynced names.
package final class VirtualDisk: Disk {
    private let state: Mutex<State>

    fileprivate struct State: Sendable {
        var random: SeededRandom
        let isLying: Bool
        var files: [Int: Contents] = [:]
        /// Names that outlast a power cut, and those of now.
        var durable: [String: Int] = [:]
        var names: [String: Int] = [:]
        /// Changes of names since the folder was synced, oldest first.
        var renamings: [Renaming] = []
        var nextFile = 1
        var isOff = false
        var isFull = false
        /// Acts left until the power is cut; nil for none planned.
        var actsToCut: Int?
        /// Acts left until one sync fails.
        var actsToFault: Int?
        var locks: Set<String> = []
        /// Files opened before a power cut are gone with it.
        var generation = 0
    }

    fileprivate struct Contents: Sendable {
        var durable: [UInt8] = []
        var bytes: [UInt8] = []
        var unsynced: [Change] = []
    }

    fileprivate enum Change: Sendable {
        case write([UInt8], at: Int)
        case truncate(Int)
    }

    fileprivate enum Renaming: Sendable {
        case add(String, Int)
        /// One change of the folder: a power cut has it done or not.
        case move(String, to: String, Int)
        case remove(String)
    }

    /// - Parameter isLying: says that bytes are synced and does nothing.
    package init(random: SeededRandom, isLying: Bool = false) {
        state = Mutex(State(random: random, isLying: isLying))
    }

    private init(_ state: State) { self.state = Mutex(state) }

    /// A copy of everything on the disk, as a box that was switched off properly leaves it.
    package func image(random: SeededRandom) -> VirtualDisk {
        var copy = state.withLock { $0 }
        copy.random = random
        copy.switchOff(losing: false)
        copy.isOff = false
        return VirtualDisk(copy)
    }

    /// Cuts the power so many acts from now; nil calls it off.
    package func planCut(afterActs acts: Int?) { state.withLock { $0.actsToCut = acts } }

    /// Lets one sync fail so many acts from now.
    package func planFault(afterActs acts: Int) { state.withLock { $0.actsToFault = acts } }

    package var isOff: Bool { state.withLock { $0.isOff } }

    package func fill(_ full: Bool) { state.withLock { $0.isFull = full } }

    /// Cuts the power now.
    package func cut() { state.withLock { $0.switchOff(losing: true) } }

    package func switchOn() { state.withLock { $0.isOff = false } }

    /// What a file holds now, seen from outside: no act of the till's.
    func peek(_ path: String) -> [UInt8] {
        state.withLock { state in state.names[path].flatMap { state.files[$0]?.bytes } ?? [] }
    }
}

extension VirtualDisk {
    package func open(_ path: String) throws(DiskFailure) -> any DiskFile {
        try state.withLock { state throws(DiskFailure) in
            try state.act(path)
            guard let file = state.names[path] else {
                throw DiskFailure(path: path, reason: "No such file")
            }
            return VirtualFile(path: path, number: file, generation: state.generation, disk: self)
        }
    }

    package func create(_ path: String) throws(DiskFailure) -> any DiskFile {
        try state.withLock { state throws(DiskFailure) in
            try state.act(path)
            let number = state.names[path] ?? state.nextFile
            if state.names[path] == nil {
                state.nextFile += 1
                state.files[number] = Contents()
                state.rename(.add(path, number))
            } else {
                state.files[number]?.change(.truncate(0))
            }
            return VirtualFile(
                path: path, number: number, generation: state.generation, disk: self)
        }
    }

    package func names(in folder: String) -> [String] {
        state.withLock { state in
            state.names.keys.filter { $0.hasPrefix(folder + "/") }
                .map { String($0.dropFirst(folder.count + 1)) }.sorted()
        }
    }

    /// Folders are there with the names in them.
    package func makeFolder(_ path: String) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in try state.act(path) }
    }

    package func addName(_ name: String, to path: String) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            try state.act(path)
            guard let file = state.names[path], state.names[name] == nil else {
                throw DiskFailure(path: name, reason: "File exists")
            }
            state.rename(.add(name, file))
        }
    }

    package func move(_ path: String, to name: String) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            try state.act(path)
            guard let file = state.names[path] else {
                throw DiskFailure(path: path, reason: "No such file")
            }
            state.rename(.move(path, to: name, file))
        }
    }

    package func remove(_ path: String) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            try state.act(path)
            state.rename(.remove(path))
        }
    }

    package func syncFolder(_ path: String) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            try state.act(path)
            state.durable = state.names
            state.renamings = []
        }
    }

    package func lock(_ folder: String) throws -> any DiskLock {
        try state.withLock { state in
            guard state.locks.insert(folder).inserted else {
                throw DiskFailure(path: folder, reason: "is in use by another process")
            }
            return VirtualLock(folder: folder, generation: state.generation, disk: self)
        }
    }

    fileprivate func unlock(_ folder: String, generation: Int) {
        state.withLock { state in
            if state.generation == generation { state.locks.remove(folder) }
        }
    }

    fileprivate func read(_ file: VirtualFile) throws(DiskFailure) -> [UInt8] {
        try state.withLock { state throws(DiskFailure) in
            try state.act(file.path)
            return try state.contents(of: file).bytes
        }
    }

    fileprivate func write(
        _ bytes: [UInt8], at offset: Int, _ file: VirtualFile
    ) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            _ = try state.contents(of: file)
            let isCut = state.comesToCut()
            // Cut off in the middle, or out of space, a write has happened in part.
            let part = isCut || state.isFull ? state.random.below(bytes.count + 1) : bytes.count
            state.files[file.number]?.change(.write(Array(bytes.prefix(part)), at: offset))
            if isCut { throw state.cutNow(file.path) }
            guard !state.isFull else {
                throw DiskFailure(path: file.path, reason: "No space left on device")
            }
        }
    }

    fileprivate func truncate(to length: Int, _ file: VirtualFile) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            try state.act(file.path)
            _ = try state.contents(of: file)
            state.files[file.number]?.change(.truncate(length))
        }
    }

    fileprivate func sync(_ file: VirtualFile) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            _ = try state.contents(of: file)
            let isCut = state.comesToCut()
            if isCut, state.random.happens(5_000) { throw state.cutNow(file.path) }
            if let left = state.actsToFault {
                state.actsToFault = left > 0 ? left - 1 : nil
                if left == 0 {
                    throw DiskFailure(path: file.path, reason: "Input/output error")
                }
            }
            if !state.isLying { state.files[file.number]?.sync() }
            if isCut { throw state.cutNow(file.path) }
        }
    }
}

extension VirtualDisk.State {
    /// True where the planned power cut falls on this act.
    mutating func comesToCut() -> Bool {
        guard let left = actsToCut else { return false }
        actsToCut = left > 0 ? left - 1 : nil
        return left == 0
    }

    mutating func cutNow(_ path: String) -> DiskFailure {
        switchOff(losing: true)
        return DiskFailure(path: path, reason: "the power is cut")
    }

    mutating func act(_ path: String) throws(DiskFailure) {
        guard !isOff else { throw DiskFailure(path: path, reason: "the power is off") }
        if comesToCut() { throw cutNow(path) }
    }

    func contents(of file: VirtualFile) throws(DiskFailure) -> VirtualDisk.Contents {
        guard !isOff, file.generation == generation, let contents = files[file.number] else {
            throw DiskFailure(path: file.path, reason: "the power is off")
        }
        return contents
    }

    mutating func rename(_ change: VirtualDisk.Renaming) {
        change.apply(to: &names)
        renamings.append(change)
    }

    /// - Parameter losing: whether unsynced acts may be lost, as in a power cut.
    mutating func switchOff(losing: Bool) {
        let kept = losing ? random.below(renamings.count + 1) : renamings.count
        for change in renamings.prefix(kept) { change.apply(to: &durable) }
        names = durable
        renamings = []
        for number in files.keys.sorted() {
            if losing { files[number]?.lose(&random) } else { files[number]?.sync() }
        }
        isOff = true
        actsToCut = nil
        actsToFault = nil
        locks = []
        generation += 1
    }
}

extension VirtualDisk.Renaming {
    func apply(to names: inout [String: Int]) {
        switch self {
        case .add(let name, let file): names[name] = file
        case .move(let old, let name, let file):
            names[old] = nil
            names[name] = file
        case .remove(let name): names[name] = nil
        }
    }
}

extension VirtualDisk.Contents {
    mutating func change(_ change: VirtualDisk.Change) {
        Self.apply(change, to: &bytes)
        unsynced.append(change)
    }

    mutating func sync() {
        durable = bytes
        unsynced = []
    }

    /// A power cut: some unsynced changes happened, the last of them perhaps in part.
    mutating func lose(_ random: inout SeededRandom) {
        guard !unsynced.isEmpty else { return }
        let kept = random.below(unsynced.count + 1)
        for change in unsynced.prefix(kept) { Self.apply(change, to: &durable) }
        if kept < unsynced.count, case .write(let bytes, let offset) = unsynced[kept] {
            let torn = Array(bytes.prefix(random.below(bytes.count + 1)))
            // The length may reach the disk before the bytes do: these then read as zeros.
            let zeros = [UInt8](repeating: 0, count: bytes.count - torn.count)
            let whole = random.happens(5_000) ? torn + zeros : torn
            Self.apply(.write(whole, at: offset), to: &durable)
        }
        bytes = durable
        unsynced = []
    }

    private static func apply(_ change: VirtualDisk.Change, to bytes: inout [UInt8]) {
        switch change {
        case .write(let added, let offset):
            if bytes.count < offset {
                bytes.append(contentsOf: repeatElement(0, count: offset - bytes.count))
            }
            bytes.replaceSubrange(
                offset..<min(bytes.count, offset + added.count), with: added)
        case .truncate(let length):
            if length < bytes.count { bytes.removeLast(bytes.count - length) }
        }
    }
}

private final class VirtualFile: DiskFile {
    let path: String
    let number: Int
    let generation: Int
    private let disk: VirtualDisk

    init(path: String, number: Int, generation: Int, disk: VirtualDisk) {
        self.path = path
        self.number = number
        self.generation = generation
        self.disk = disk
    }

    func read() throws(DiskFailure) -> [UInt8] { try disk.read(self) }
    func write(_ bytes: [UInt8], at offset: Int) throws(DiskFailure) {
        try disk.write(bytes, at: offset, self)
    }
    func truncate(to length: Int) throws(DiskFailure) { try disk.truncate(to: length, self) }
    func sync() throws(DiskFailure) { try disk.sync(self) }
}

private final class VirtualLock: DiskLock {
    private let folder: String
    private let generation: Int
    private let disk: VirtualDisk

    init(folder: String, generation: Int, disk: VirtualDisk) {
        self.folder = folder
        self.generation = generation
        self.disk = disk
    }

    deinit { disk.unlock(folder, generation: generation) }
}
