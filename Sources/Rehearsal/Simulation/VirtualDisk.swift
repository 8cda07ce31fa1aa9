internal import Synchronization
package import Till

/// A till's disk in memory, whose power can be cut between any two acts and within each.
///
/// What was written is not sure before it is synced: a power cut keeps some of the unsynced acts
/// of each file in their order, the last one perhaps torn, and some of the unsynced names.
package final class VirtualDisk: Disk {
    private let state: Mutex<State>

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

final class VirtualFile: DiskFile {
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
