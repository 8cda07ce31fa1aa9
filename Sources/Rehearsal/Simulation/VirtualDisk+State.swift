internal import Till

extension VirtualDisk {
    /// What is on the disk, what of it would outlast a power cut, and what is to fail.
    struct State: Sendable {
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

    struct Contents: Sendable {
        var durable: [UInt8] = []
        var bytes: [UInt8] = []
        var unsynced: [Change] = []
    }

    enum Change: Sendable {
        case write([UInt8], at: Int)
        case truncate(Int)
    }

    enum Renaming: Sendable {
        case add(String, Int)
        /// One change of the folder: a power cut has it done or not.
        case move(String, to: String, Int)
        case remove(String)
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
